import {
  ANY_HAND,
  AS_SCANNED,
  type Dataset,
  generateDigitStrokes,
  HARD_HAND,
  SCAN_AUGMENTATION,
} from '@inkroom/engine';
import { CELL_SIZE, DIGITS, type Digit, POINT_STRIDE } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import type { WrittenDigit } from '../scripts/replay/digit-file.ts';
import { addDrawings, splitByWriter } from './drawings.ts';

/** Ten writers, each with a digit of their own. */
const digits = Array.from({ length: 10 }, (_, label): WrittenDigit => {
  const strokes: [number, number][][] = [[...Array(20).keys()].map((i): [number, number] => [i * label, i * 3])];
  return { id: `${label}`, label, writer: `writer ${label}`, strokes };
});

const drawn = (label: Digit) => ({ label, strokes: generateDigitStrokes(label, 1) });

describe('splitByWriter', () => {
  it('holds whole writers out, the same ones each time', () => {
    const { training, heldOut, writers } = splitByWriter(digits, 3);
    expect([training.length, heldOut.length]).toEqual([7, 3]);
    expect(writers).toEqual({ training: 7, heldOut: 3 });
    const labels = new Set([...training, ...heldOut].map(({ label }) => label));
    expect(labels.size).toBe(10);
    expect(
      splitByWriter([...digits].reverse(), 3)
        .heldOut.map(({ label }) => label)
        .sort(),
    ).toEqual(heldOut.map(({ label }) => label).sort());
  });

  it('refuses digits of nobody, and to hold out everybody', () => {
    expect(() => splitByWriter([{ ...digits[0]!, writer: undefined }], 3)).toThrow('does not say who wrote it');
    expect(() => splitByWriter(digits, 10)).toThrow('cannot be held out');
  });
});

describe('addDrawings', () => {
  const scans: Dataset = {
    train: { images: new Uint8Array(2 * 784), labels: Uint8Array.of(1, 2), size: 2 },
    test: { images: new Uint8Array(784), labels: Uint8Array.of(3), size: 1 },
    summary: { kind: 'mnist', source: 'mnist', trainSize: 2, corrections: 0, testSize: 1, digest: '00' },
  };
  // A bar on the second scan; the first stays empty.
  for (let row = 6; row < 22; row++) scans.train.images.fill(255, 784 + row * 28 + 13, 784 + row * 28 + 15);
  const options = { generated: 20, traceScans: 0, hands: 0, notDigits: 0, hardHands: false, plainScans: false };
  const added = (changed: Partial<typeof options> = {}) =>
    addDrawings(scans, splitByWriter(digits, 3), { ...options, ...changed }, 1);

  it('puts drawings behind the scans, with the strokes to draw them anew', () => {
    const { dataset, learnt } = added();
    const { train, test, summary } = dataset;
    expect(train.size).toBe(summary.trainSize);
    expect(train.strokes!.length).toBe(train.size);
    expect(train.strokes!.slice(0, 3).map((strokes) => strokes !== null)).toEqual([false, false, true]);
    expect(train.strokes![2]![0]!.points.length).toBe(20 * POINT_STRIDE);
    expect(train.images.subarray(2 * 784).some((value) => value > 0)).toBe(true);
    expect(test).toBe(scans.test);
    expect(summary.digest).not.toBe('00');
    expect(learnt).toEqual({ writers: 7, digits: 7, generated: 20, traced: 0 });
  });

  it('adds the strokes traced from scans, as large as people write, but none of a scan that has none', () => {
    const { dataset, learnt } = added({ traceScans: 60_000 });
    expect(learnt.traced).toBe(1);
    expect(dataset.train.size).toBe(added().dataset.train.size + 1);
    expect(dataset.train.labels.at(-1)).toBe(2);
    const [bar] = dataset.train.strokes!.at(-1)!;
    const height = bar!.points.at(-3)! - bar!.points[1]!;
    expect(Math.abs(height)).toBeGreaterThan(CELL_SIZE / 2);
  });

  it('varies the scans with the drawings, unless they are to stay as they are', () => {
    const variation = (changed: Partial<typeof options>) => added(changed).dataset.train.augmentation;
    expect(variation({})).toEqual({ image: SCAN_AUGMENTATION, strokes: ANY_HAND });
    expect(variation({ plainScans: true })).toEqual({ image: AS_SCANNED, strokes: ANY_HAND });
    expect(variation({ hardHands: true })).toEqual({ image: SCAN_AUGMENTATION, strokes: HARD_HAND });
  });

  it('adds named hands, and what is no digit under a label of its own', () => {
    const learning = { training: DIGITS.map(drawn), heldOut: [], writers: { training: 10, heldOut: 0 } };
    const { dataset, learnt } = addDrawings(scans, learning, { ...options, hands: 40, notDigits: 100 }, 1);
    expect(learnt).toMatchObject({ hands: 40, notDigits: 100 });
    const { labels, size } = dataset.train;
    expect(labels.filter((label) => label === 10)).toHaveLength(100);
    expect(size).toBe(2 + 6 * 10 + 20 + 40 + 10 + 100);
    expect(added().dataset.train.labels).not.toContain(10);
  });
});
