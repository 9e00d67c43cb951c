import { generateDigitStrokes, toBytes } from '@inkroom/engine';
import { DIGITS, type Ink, renderStrokes } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { traceScan } from './trace-scan.ts';

/** Cell units to a pixel. */
const PIXEL = 10;

function scanOf(strokes: readonly Ink[]): Uint8Array {
  const scan = new Uint8Array(784);
  toBytes(renderStrokes(strokes, 'as-drawn'), scan, 0);
  return scan;
}

/** Lines through points given in pixels. */
function inked(width: number, ...lines: [x: number, y: number][][]): Ink[] {
  return lines.map((line) => ({
    points: line.flatMap(([x, y], i) => [x * PIXEL, y * PIXEL, 0.5, i * 10]),
    width: width * PIXEL,
  }));
}

/** The share of a drawing's points that lie within a pixel of another drawing. */
function shareOn(to: readonly [number, number][], from: readonly [number, number][]): number {
  return from.filter(([x, y]) => to.some(([u, v]) => Math.hypot(x - u, y - v) < 1)).length / from.length;
}

describe('traceScan', () => {
  it.each(DIGITS)('leads a pen along the lines of a %i, all of them and nowhere else', (digit) => {
    for (let seed = 0; seed < 20; seed++) {
      const strokes = generateDigitStrokes(digit, seed).map((stroke) => ({ ...stroke, width: 23 }));
      const written = strokes.flatMap(({ points }) =>
        Array.from({ length: points.length / 4 }, (_, i): [number, number] => [
          points[4 * i]! / PIXEL,
          points[4 * i + 1]! / PIXEL,
        ]),
      );
      const traced = traceScan(scanOf(strokes))?.flat();
      expect(traced, `seed ${seed}`).toBeDefined();
      expect(shareOn(written, traced!), `seed ${seed}`).toBeGreaterThan(0.8);
      expect(shareOn(traced!, written), `seed ${seed}`).toBeGreaterThan(0.8);
    }
  });

  it('goes straight on where lines cross', () => {
    const cross = inked(
      2,
      [
        [8, 6],
        [20, 22],
      ].map(([x, y]) => [x!, y!]),
      [
        [20, 6],
        [8, 22],
      ].map(([x, y]) => [x!, y!]),
    );
    const [first] = traceScan(scanOf(cross))!;
    expect(Math.abs(first!.at(-1)![0] - first![0]![0])).toBeGreaterThan(10);
    expect(Math.abs(first!.at(-1)![1] - first![0]![1])).toBeGreaterThan(14);
  });

  it('comes as near to the ends of bold lines as of fine ones', () => {
    for (const width of [1.5, 3, 5]) {
      const [line] = traceScan(
        scanOf(
          inked(width, [
            [14, 8],
            [14, 20],
          ]),
        ),
      )!;
      const ends = [line![0]![1], line!.at(-1)![1]].sort((a, b) => a - b);
      expect(ends[0]! - (8 - width / 2), `width ${width}`).toBeLessThan(1.7);
      expect(20 + width / 2 - ends[1]!, `width ${width}`).toBeLessThan(1.7);
    }
  });

  it('gives up on a round that is filled in, and on an empty scan', () => {
    const blot = new Uint8Array(784);
    for (let row = 7; row < 21; row++) blot.fill(255, row * 28 + 7, row * 28 + 21);
    blot.fill(0, 12 * 28 + 7, 12 * 28 + 13);
    expect(traceScan(blot)).toBeNull();
    expect(traceScan(new Uint8Array(784))).toBeNull();
  });
});
