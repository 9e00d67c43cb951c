import { generateDigitStrokes, seededRandom } from '@inkroom/engine';
import { boundingBox, DIGITS, type Ink, POINT_STRIDE, renderStrokes } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { DONE_HANDS, drawHand } from './digit-hands.ts';
import type { Drawing } from './drawings.ts';
import { drawNotDigit, drawNotDigits, halfDigit, type NotDigit } from './not-digits.ts';
import { widened } from './widened.ts';
import { WRITTEN_HANDS } from './written-hands.ts';

const digits = DIGITS.map((label): Drawing => ({ label, strokes: generateDigitStrokes(label, 3) }));
const letters = [
  {
    name: 'L',
    glyphs: [
      {
        font: 'f',
        char: 'L',
        strokes: [
          [
            [0, 0],
            [0, 9],
            [6, 9],
          ] as [number, number][],
        ],
      },
    ],
  },
];
const sources = { letters, kana: letters, digits };
const inkIn = (strokes: readonly Ink[]) => strokes.reduce((sum, { points }) => sum + points.length / POINT_STRIDE, 0);

describe('what is no digit', () => {
  it.each<NotDigit>(['letter', 'kana', 'twoDigits', 'halfDigit', 'scribble', 'shape', 'dots'])(
    'is drawn as %s: ink in the cell, the same for the same sequence',
    (kind) => {
      const draw = () => drawNotDigit(kind, sources, seededRandom(5));
      expect(draw()).toEqual(draw());
      for (let seed = 0; seed < 40; seed++) {
        const strokes = drawNotDigit(kind, sources, seededRandom(seed));
        expect(renderStrokes(strokes, 'centred').some((value) => value > 0.5)).toBe(true);
      }
    },
  );

  it('is mixed of all kinds', () => {
    expect(drawNotDigits(200, sources, seededRandom(1))).toHaveLength(200);
  });

  it('has two digits side by side, both whole', () => {
    const strokes = drawNotDigit('twoDigits', { ...sources, digits: [digits[8]!] }, seededRandom(2));
    const half = strokes.length / 2;
    expect(boundingBox(strokes.slice(0, half))!.right).toBeLessThanOrEqual(boundingBox(strokes.slice(half))!.left);
    expect(inkIn(strokes)).toBe(2 * inkIn(digits[8]!.strokes));
  });

  it('has no half of a digit that is one again', () => {
    for (let seed = 0; seed < 50; seed++) {
      expect(halfDigit(digits[1]!, seededRandom(seed))).toBeNull();
      const half = halfDigit(digits[3]!, seededRandom(seed));
      if (half) expect(inkIn(half)).toBeLessThan(0.75 * inkIn(digits[3]!.strokes));
    }
  });
});

describe('named hands', () => {
  it.each([...Object.keys(WRITTEN_HANDS), ...Object.keys(DONE_HANDS)])('write a digit: %s', (name) => {
    const { label, strokes } = drawHand(name, digits, seededRandom(4));
    const digit = WRITTEN_HANDS[name]?.digit ?? DONE_HANDS[name]?.digit;
    if (digit !== undefined) expect(label).toBe(digit);
    expect(strokes).not.toEqual(digits[label]!.strokes);
    expect(strokes.flatMap(({ points }) => points).every(Number.isFinite)).toBe(true);
  });

  it('cross a zero from both sides, and put a bar through a seven', () => {
    const added = (name: string) => drawHand(name, digits, seededRandom(6)).strokes.at(-1)!.points;
    const slopeOf = (points: readonly number[]) => {
      const [x, y, toX, toY] = [points[0]!, points[1]!, points.at(-POINT_STRIDE)!, points.at(-POINT_STRIDE + 1)!];
      return (toY - y) / (toX - x);
    };
    expect(slopeOf(added('zero slashed to the right'))).toBeLessThan(0);
    expect(slopeOf(added('zero slashed to the left'))).toBeGreaterThan(0);
    expect(Math.abs(slopeOf(added('crossed seven')))).toBeLessThan(1);
  });

  it('write as small as a fifth of the cell', () => {
    const box = boundingBox(drawHand('a fifth of the cell', digits, seededRandom(3)).strokes)!;
    expect(Math.max(box.right - box.left, box.bottom - box.top)).toBeLessThanOrEqual(0.31 * 280);
  });
});

describe('weights of ten outputs', () => {
  it('begin eleven, the ten as they were', () => {
    const kernel = Float32Array.from({ length: 20 }, (_, i) => i);
    const [wide, bias] = widened([kernel, new Float32Array(10).fill(1)], 11);
    expect([...wide!.subarray(11, 21)]).toEqual([...kernel.subarray(10, 20)]);
    expect([wide![10], wide![21]]).toEqual([0, 0]);
    expect(bias![9]).toBe(1);
    expect(bias![10]).toBeLessThan(0);
    expect(widened([kernel, new Float32Array(10)], 10)).toHaveLength(2);
  });
});
