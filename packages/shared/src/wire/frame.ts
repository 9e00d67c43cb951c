import { type Decoder, readVarInt, readVarUint } from 'lib0/decoding';
import { createEncoder, type Encoder, toUint8Array, writeUint8Array, writeVarInt, writeVarUint } from 'lib0/encoding';
import type { CellIndex } from '../page.js';
import { POINT_STRIDE } from '../protocol/constants.js';
import type { StrokeId } from '../protocol/ids.js';
import type { Frame, Ink, LiveStroke } from '../protocol/ink.js';
import { authorOf } from '../room/stroke-id.js';
import { readMany } from './many.js';
import type { Names } from './names.js';
import { isSameWidth, PointTrail, readWidth, splitInk, writeWidth } from './points.js';

interface Written {
  number: number;
  page: number;
  cell: CellIndex;
  width: number;
  points: number[];
  trail: PointTrail;
  /** The points as they were told. */
  told: Encoder;
  /** When it last grew, ms since the epoch. */
  at: number;
}

/**
 * Writes frames for people who get them all: of a stroke that they have begun to see, only what is new. Keeps unfinished strokes as far as
 * they have been told, for those who come in between.
 */
export class FrameEncoder {
  readonly #strokes = new Map<StrokeId, Written>();
  /** Those that are over, and that a message may still go on from. */
  readonly #over = new Map<StrokeId, Written>();
  /** Numbers of strokes that are over. */
  readonly #free: number[] = [];

  write(encoder: Encoder, names: Names, { strokes, dropped, cursors }: Frame): void {
    const gone = dropped.flatMap((id) => this.#strokes.get(id)?.number ?? []);
    writeVarUint(encoder, gone.length);
    for (const number of gone) writeVarUint(encoder, number);
    this.finish(dropped);
    // What another gateway's people drew may come together with what ends it.
    const growing = strokes.filter(({ id }) => !this.#over.has(id));
    writeVarUint(encoder, growing.length);
    for (const stroke of growing) this.#writeStroke(encoder, names, stroke);
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
    for (const [id, written] of this.#strokes) {
      writeBeginning(encoder, names, id, written);
      writeVarUint(encoder, written.trail.count);
      writeUint8Array(encoder, toUint8Array(written.told));
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

  /** These strokes are over: they are durable, or nobody goes on with them. Until the next message they keep their number. */
  finish(ids: readonly StrokeId[]): void {
    for (const id of ids) {
      const written = this.#strokes.get(id);
      if (!written) continue;
      this.#strokes.delete(id);
      this.#over.set(id, written);
    }
  }

  /**
   * What is left to tell of a durable stroke to people who saw it in the making.
   * @param ink as `encodeInk` has written it
   * @returns a writer of that; null where they did not see this very ink begin
   */
  restOf(id: StrokeId, ink: Uint8Array): ((encoder: Encoder) => void) | null {
    const seen = this.#over.get(id);
    if (!seen) return null;
    const { width, count, points } = splitInk(ink);
    const told = toUint8Array(seen.told);
    if (!isSameWidth(width, seen.width) || told.some((byte, i) => byte !== points[i])) return null;
    return (encoder) => {
      writeVarUint(encoder, seen.number);
      writeVarUint(encoder, count - seen.trail.count);
      writeUint8Array(encoder, points.subarray(told.length));
    };
  }

  /** A message has been written: the numbers of strokes that are over go to others. */
  release(): void {
    for (const { number } of this.#over.values()) this.#free.push(number);
    this.#over.clear();
  }

  #writeStroke(encoder: Encoder, names: Names, { id, page, cell, width, from, points }: LiveStroke): void {
    const known = this.#strokes.get(id);
    if (known && known.points.length === from * POINT_STRIDE) {
      writeVarUint(encoder, known.number * 2);
      writePoints(encoder, known, points);
      for (const value of points) known.points.push(value);
      known.at = Date.now();
      return;
    }
    // It begins here, or its author has gone back in it: then it begins once more.
    const all = [...(known?.points.slice(0, from * POINT_STRIDE) ?? []), ...points];
    const number = known?.number ?? this.#free.pop() ?? this.#strokes.size + this.#over.size;
    const place = { number, page, cell, width };
    const written = { ...place, points: all, trail: new PointTrail(), told: createEncoder(), at: Date.now() };
    this.#strokes.set(id, written);
    writeBeginning(encoder, names, id, written);
    writePoints(encoder, written, all);
  }
}

function writePoints(encoder: Encoder, { trail, told }: Written, points: readonly number[]): void {
  const next = createEncoder();
  trail.write(next, points);
  const bytes = toUint8Array(next);
  writeUint8Array(told, bytes);
  writeVarUint(encoder, points.length / POINT_STRIDE);
  writeUint8Array(encoder, bytes);
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
    { id: StrokeId; page: number; cell: CellIndex; width: number; points: number[]; trail: PointTrail }
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
      this.#strokes.set(number, { id, page, cell, width: readWidth(decoder), points: [], trail: new PointTrail() });
    }
    const { id, page, cell, width, points, trail } = this.#known(number);
    const from = trail.count;
    const next = trail.read(decoder, readVarUint(decoder));
    for (const value of next) points.push(value);
    return { id, page, cell, width, from, points: next };
  }

  /** The ink of a durable stroke of which the rest has been told. */
  readRest(decoder: Decoder): Ink {
    const number = readVarUint(decoder);
    const { width, points, trail } = this.#known(number);
    this.#strokes.delete(number);
    return { width, points: [...points, ...trail.read(decoder, readVarUint(decoder))] };
  }

  #known(number: number) {
    const known = this.#strokes.get(number);
    if (!known) throw new Error('a stroke goes on that has not begun');
    return known;
  }
}
