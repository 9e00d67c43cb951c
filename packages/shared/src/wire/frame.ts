import { type Decoder, readVarInt, readVarUint } from 'lib0/decoding';
import { type Encoder, writeVarInt, writeVarUint } from 'lib0/encoding';
import type { CellIndex } from '../page.js';
import { POINT_STRIDE } from '../protocol/constants.js';
import type { StrokeId } from '../protocol/ids.js';
import type { Frame, LiveStroke } from '../protocol/ink.js';
import { authorOf } from '../room/stroke-id.js';
import { readMany } from './many.js';
import type { Names } from './names.js';
import { PointTrail, readWidth, writeWidth } from './points.js';

interface Written {
  number: number;
  page: number;
  cell: CellIndex;
  width: number;
  points: number[];
  trail: PointTrail;
  /** When it last grew, ms since the epoch. */
  at: number;
}

/**
 * Writes frames for people who get them all: of a stroke that they have begun to see, only what is new. Keeps unfinished strokes as far as
 * they have been told, for those who come in between.
 */
export class FrameEncoder {
  readonly #strokes = new Map<StrokeId, Written>();
  /** Numbers of strokes that are over. */
  readonly #free: number[] = [];

  write(encoder: Encoder, names: Names, { strokes, dropped, cursors }: Frame): void {
    const gone = dropped.flatMap((id) => this.#strokes.get(id)?.number ?? []);
    writeVarUint(encoder, gone.length);
    for (const number of gone) writeVarUint(encoder, number);
    this.finish(dropped);
    writeVarUint(encoder, strokes.length);
    for (const stroke of strokes) this.#writeStroke(encoder, names, stroke);
    writeVarUint(encoder, cursors.length);
    for (const [person, page, x, y] of cursors) {
      names.write(encoder, person);
      // No page has the number 0: so it says that the pointer has left.
      writeVarUint(encoder, x === null || y === null ? 0 : page);
      if (x === null || y === null) continue;
      writeVarInt(encoder, Math.round(x) | 0);
      writeVarInt(encoder, Math.round(y) | 0);
    }
  }

  /** All strokes in the making from their first point: a frame for somebody who has got none before it. */
  writeAll(encoder: Encoder, names: Names): void {
    writeVarUint(encoder, 0);
    writeVarUint(encoder, this.#strokes.size);
    for (const [id, { points, ...written }] of this.#strokes) {
      writeBeginning(encoder, names, id, written);
      writeVarUint(encoder, points.length / POINT_STRIDE);
      new PointTrail().write(encoder, points);
    }
    writeVarUint(encoder, 0);
  }

  /** Strokes that have not grown since are over: nobody was left to say so. @param before ms since the epoch */
  sweep(before: number): void {
    this.finish([...this.#strokes].flatMap(([id, { at }]) => (at < before ? [id] : [])));
  }

  /** Who is writing in a cell. */
  authorsIn(page: number, cell: CellIndex): Set<string> {
    const ids = new Set<string>();
    for (const [id, stroke] of this.#strokes) if (stroke.page === page && stroke.cell === cell) ids.add(authorOf(id));
    return ids;
  }

  get isEmpty(): boolean {
    return this.#strokes.size === 0;
  }

  /** These strokes are over: they are durable, or nobody goes on with them. */
  finish(ids: readonly StrokeId[]): void {
    for (const id of ids) {
      const written = this.#strokes.get(id);
      if (!written) continue;
      this.#strokes.delete(id);
      this.#free.push(written.number);
    }
  }

  #writeStroke(encoder: Encoder, names: Names, { id, page, cell, width, from, points }: LiveStroke): void {
    const known = this.#strokes.get(id);
    if (known && known.points.length === from * POINT_STRIDE) {
      writeVarUint(encoder, known.number * 2);
      writeVarUint(encoder, points.length / POINT_STRIDE);
      known.trail.write(encoder, points);
      for (const value of points) known.points.push(value);
      known.at = Date.now();
      return;
    }
    // It begins here, or its author has gone back in it: then it begins once more.
    const all = [...(known?.points.slice(0, from * POINT_STRIDE) ?? []), ...points];
    const number = known?.number ?? this.#free.pop() ?? this.#strokes.size;
    const trail = new PointTrail();
    const written = { number, page, cell, width, points: all, trail, at: Date.now() };
    this.#strokes.set(id, written);
    writeBeginning(encoder, names, id, written);
    writeVarUint(encoder, all.length / POINT_STRIDE);
    trail.write(encoder, all);
  }
}

function writeBeginning(
  encoder: Encoder,
  names: Names,
  id: StrokeId,
  { number, page, cell, width }: Pick<Written, 'number' | 'page' | 'cell' | 'width'>,
): void {
  writeVarUint(encoder, number * 2 + 1);
  names.writeStrokeId(encoder, id);
  writeVarUint(encoder, page);
  writeVarUint(encoder, cell);
  writeWidth(encoder, width);
}

/** Reads what a {@link FrameEncoder} has written. */
export class FrameDecoder {
  readonly #strokes = new Map<
    number,
    { id: StrokeId; page: number; cell: CellIndex; width: number; trail: PointTrail }
  >();

  read(decoder: Decoder, names: Names): Frame {
    const dropped = readMany(decoder, () => this.#strokes.get(readVarUint(decoder))?.id ?? '');
    const strokes = readMany(decoder, () => this.#readStroke(decoder, names));
    const cursors = readMany(decoder, (): Frame['cursors'][number] => {
      const person = names.read(decoder);
      const page = readVarUint(decoder);
      if (page === 0) return [person, 1, null, null];
      return [person, page, readVarInt(decoder), readVarInt(decoder)];
    });
    return { strokes, dropped, cursors };
  }

  #readStroke(decoder: Decoder, names: Names): LiveStroke {
    const head = readVarUint(decoder);
    const number = Math.floor(head / 2);
    if (head % 2 === 1) {
      const id = names.readStrokeId(decoder);
      const [page, cell] = [readVarUint(decoder), readVarUint(decoder)];
      this.#strokes.set(number, { id, page, cell, width: readWidth(decoder), trail: new PointTrail() });
    }
    const known = this.#strokes.get(number);
    if (!known) throw new Error('a stroke goes on that has not begun');
    const { id, page, cell, width, trail } = known;
    const from = trail.count;
    return { id, page, cell, width, from, points: trail.read(decoder, readVarUint(decoder)) };
  }
}
