import {
  CELL_SIZE,
  type CellIndex,
  DEFAULT_STROKE_WIDTH,
  type Limits,
  POINT_STRIDE,
  quantisePoint,
  STROKE_MS_MAX,
  type Stroke,
  type StrokeId,
  strokeIdOf,
} from '@inkroom/shared';
import { nanoid } from 'nanoid';

export interface StrokeStart {
  /** The cell in which the pen came down. */
  cell: CellIndex;
  /** Pen width in cell units; the default pen when left out. */
  width?: number;
  /**
   * Whether the cell was empty as the pen came down; as it is now when left out. A pen has to move a little before it writes, and
   * somebody's ink may come meanwhile.
   */
  foundEmpty?: boolean;
}

/** One stroke in the making: its points go out as they come, `end()` makes it durable. */
export interface StrokeWriter {
  /** Id under which others see it while it is drawn, and of the durable stroke unless it grows too long for one. */
  readonly id: StrokeId;
  /**
   * Adds points as they come from the pen.
   * @param points flat list of x, y (cell units from the cell's top left corner), pressure 0..1, t (ms since the stroke's
   *   first point); rounded and held within the allowed reach here
   */
  add(points: readonly number[]): void;
  /** Pen up. @returns ids of the durable strokes: more than one when it was too long for one, none when it had no point */
  end(): StrokeId[];
  /** Gives it up: it disappears everywhere, unless a part of it was already too long and became durable. */
  cancel(): void;
}

/** A durable stroke under the id that its author gives it, its points with it. */
export type GivenStroke = Omit<Stroke, 'authorId'>;

/** What a stroke in the making leads to, by the ids that are given to it. */
export interface StrokeSink {
  live(stroke: { id: string; cell: CellIndex; width: number; from: number; points: number[] }): void;
  durable(stroke: GivenStroke): void;
  dropped(id: string): void;
  ended(strokes: GivenStroke[]): void;
}

/** Ids have to differ from those of the same author only: 64^10 of them do. */
const GIVEN_ID_LENGTH = 10;

/**
 * @param authorId who writes: their ids are theirs alone
 * @param limits how long a stroke may be, how wide, and how far it may run over its cell
 */
export function strokeWriter(
  { cell, width = DEFAULT_STROKE_WIDTH }: StrokeStart,
  authorId: string,
  limits: Pick<Limits, 'strokePointsMax' | 'pointReach' | 'strokeWidthMin' | 'strokeWidthMax'>,
  sink: StrokeSink,
): StrokeWriter {
  const penWidth = clamp(width, limits.strokeWidthMin, limits.strokeWidthMax);
  const durable: GivenStroke[] = [];
  let piece = { id: nanoid(GIVEN_ID_LENGTH), points: [] as number[] };
  /** t of the first point of this piece: each durable stroke counts its own time from 0. */
  let startedAt = 0;
  let open = true;

  const finishPiece = () => {
    const stroke = { id: piece.id, cell, width: penWidth, points: piece.points };
    durable.push(stroke);
    sink.durable(stroke);
  };

  const add = (points: readonly number[]) => {
    if (!open) return;
    let from = piece.points.length;
    const sendNew = () => {
      if (piece.points.length === from) return;
      sink.live({ id: piece.id, cell, width: penWidth, from: from / POINT_STRIDE, points: piece.points.slice(from) });
      from = piece.points.length;
    };
    for (let i = 0; i + POINT_STRIDE <= points.length; i += POINT_STRIDE) {
      const [x, y, pressure, t] = points.slice(i, i + POINT_STRIDE) as [number, number, number, number];
      // A driver that reports nonsense for one point must not cost the stroke.
      if (![x, y, pressure, t].every(Number.isFinite)) continue;
      if (piece.points.length >= limits.strokePointsMax * POINT_STRIDE) {
        sendNew();
        finishPiece();
        // The next piece begins where this one ends, so that no gap is seen.
        const last = piece.points.slice(-POINT_STRIDE);
        startedAt += last[3]!;
        piece = { id: nanoid(GIVEN_ID_LENGTH), points: [last[0]!, last[1]!, last[2]!, 0] };
        from = 0;
      }
      if (piece.points.length === 0) startedAt = t;
      const reach = (value: number) => clamp(value, -limits.pointReach, CELL_SIZE + limits.pointReach);
      piece.points.push(
        ...quantisePoint(reach(x), reach(y), clamp(pressure, 0, 1), clamp(t - startedAt, 0, STROKE_MS_MAX)),
      );
    }
    sendNew();
  };

  return {
    id: strokeIdOf(authorId, piece.id),
    add,
    end: () => {
      if (!open) return [];
      open = false;
      if (piece.points.length > 0) finishPiece();
      sink.ended(durable);
      return durable.map(({ id }) => strokeIdOf(authorId, id));
    },
    cancel: () => {
      if (!open) return;
      open = false;
      if (piece.points.length > 0) sink.dropped(piece.id);
      sink.ended(durable);
    },
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
