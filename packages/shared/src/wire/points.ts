import { createDecoder, type Decoder, readVarInt, readVarUint } from 'lib0/decoding';
import { createEncoder, type Encoder, toUint8Array, writeVarInt, writeVarUint } from 'lib0/encoding';
import { POINT_STRIDE } from '../protocol/constants.js';
import type { Ink } from '../protocol/ink.js';

/** Of x, y and widths a tenth of a cell unit is told, of pressure a hundredth, of t a millisecond: as fine as `quantisePoint` leaves them. */
const TENTHS = 10;
const HUNDREDTHS = 100;
/** What fills the four bits of pressure when its change follows on its own. */
const PRESSURE_ESCAPE = 15;
/** Beyond it a sum of three could leave 32 bits. */
const T_MAX = 2 ** 29;

/**
 * Where a stroke is, and where it would be next if the pen went on as it does: what is told of a point is how far it is from there,
 * which takes a byte where its own place would take two.
 */
export class PointTrail {
  #count = 0;
  #x = 0;
  #y = 0;
  #t = 0;
  #pressure = 0;
  #dx = 0;
  #dy = 0;
  #dt = 0;

  get count(): number {
    return this.#count;
  }

  /** @param points flat x, y, pressure, t, see `Ink` */
  write(encoder: Encoder, points: readonly number[]): void {
    for (let i = 0; i + POINT_STRIDE <= points.length; i += POINT_STRIDE) {
      const x = Math.round(points[i]! * TENTHS) | 0;
      const y = Math.round(points[i + 1]! * TENTHS) | 0;
      const pressure = Math.round(points[i + 2]! * HUNDREDTHS) | 0;
      const t = Math.min(T_MAX, Math.round(points[i + 3]!)) | 0;
      writeVarInt(encoder, x - this.#x - this.#dx);
      writeVarInt(encoder, y - this.#y - this.#dy);
      const change = zigzag(pressure - this.#pressure);
      writeVarUint(encoder, zigzag(t - this.#t - this.#dt) * 16 + Math.min(change, PRESSURE_ESCAPE));
      if (change >= PRESSURE_ESCAPE) writeVarUint(encoder, change);
      this.#follow(x, y, pressure, t);
    }
  }

  /** @returns `count` points */
  read(decoder: Decoder, count: number): number[] {
    const points: number[] = [];
    for (let i = 0; i < count; i++) {
      const x = readVarInt(decoder) + this.#x + this.#dx;
      const y = readVarInt(decoder) + this.#y + this.#dy;
      const both = readVarUint(decoder);
      const low = both % 16;
      const change = low < PRESSURE_ESCAPE ? low : readVarUint(decoder);
      const pressure = this.#pressure + unzigzag(change);
      const t = unzigzag((both - low) / 16) + this.#t + this.#dt;
      points.push(x / TENTHS, y / TENTHS, pressure / HUNDREDTHS, t);
      this.#follow(x, y, pressure, t);
    }
    return points;
  }

  #follow(x: number, y: number, pressure: number, t: number): void {
    if (this.#count++ > 0) {
      this.#dx = x - this.#x;
      this.#dy = y - this.#y;
      this.#dt = t - this.#t;
    }
    this.#x = x;
    this.#y = y;
    this.#t = t;
    this.#pressure = pressure;
  }
}

export function writeWidth(encoder: Encoder, width: number): void {
  writeVarUint(encoder, Math.round(width * TENTHS));
}

/** Whether two widths are told as one. */
export function isSameWidth(one: number, other: number): boolean {
  return Math.round(one * TENTHS) === Math.round(other * TENTHS);
}

export function readWidth(decoder: Decoder): number {
  return readVarUint(decoder) / TENTHS;
}

/** A stroke's ink as it is told: encoded once, it can be put into any message. */
export function encodeInk({ width, points }: Ink): Uint8Array {
  const encoder = createEncoder();
  writeWidth(encoder, width);
  writeVarUint(encoder, points.length / POINT_STRIDE);
  new PointTrail().write(encoder, points);
  return toUint8Array(encoder);
}

/** Takes apart what {@link encodeInk} has written, its points as they are. */
export function splitInk(ink: Uint8Array): { width: number; count: number; points: Uint8Array } {
  const decoder = createDecoder(ink);
  const [width, count] = [readWidth(decoder), readVarUint(decoder)];
  return { width, count, points: ink.subarray(decoder.pos) };
}

export function readInk(decoder: Decoder): Ink {
  const width = readWidth(decoder);
  return { width, points: new PointTrail().read(decoder, readVarUint(decoder)) };
}

/** 0, -1, 1, -2, 2 as 0, 1, 2, 3, 4. */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}
