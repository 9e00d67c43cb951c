import { ANY_HAND, AS_SCANNED, type Dataset, SCAN_AUGMENTATION } from '@inkroom/engine';
import { POINT_STRIDE } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import type { WrittenDigit } from '../replay/digit-file.ts';
import { addDrawings, splitByWriter } from './drawings.ts';

/** Ten writers, each with a digit of their own. */
const digits = Array.from({ length: 10 }, (_, label): WrittenDigit => {
  const strokes: [number, number][][] = [[...Array(20).keys()].map((i): [number, number] => [i * label, i * 3])];
  return { id: `${label}`, label, writer: `writer ${label}`, strokes };
});

const three = { holdoutWriters: 3, generated: 20, plainScans: false };

describe('splitByWriter', () => {
  it('holds whole writers out, the same ones each time', () => {
    const { training, heldOut, counts } = splitByWriter(digits, three);
    expect([training.length, heldOut.length]).toEqual([7, 3]);
    expect(counts).toMatchObject({ training: { writers: 7, digits: 7 }, holdout: { writers: 3, digits: 3 } });
    const labels = new Set([...training, ...heldOut].map(({ label }) => label));
    expect(labels.size).toBe(10);
    expect(
      splitByWriter([...digits].reverse(), three)
        .heldOut.map(({ label }) => label)
        .sort(),
    ).toEqual(heldOut.map(({ label }) => label).sort());
  });

  it('refuses digits of nobody, and to hold out everybody', () => {
    expect(() => splitByWriter([{ ...digits[0]!, writer: undefined }], three)).toThrow('does not say who wrote it');
    expect(() => splitByWriter(digits, { ...three, holdoutWriters: 10 })).toThrow('cannot be held out');
  });
});

describe('addDrawings', () => {
  const scans: Dataset = {
    train: { images: new Uint8Array(2 * 784), labels: Uint8Array.of(1, 2), size: 2 },
    test: { images: new Uint8Array(784), labels: Uint8Array.of(3), size: 1 },
    summary: { kind: 'mnist', source: 'mnist', trainSize: 2, corrections: 0, testSize: 1, digest: '00' },
  };

  it('puts drawings behind the scans, with the strokes to draw them anew', () => {
    const { train, test, summary } = addDrawings(scans, splitByWriter(digits, three), 1);
    expect(train.size).toBe(summary.trainSize);
    expect(train.strokes!.length).toBe(train.size);
    expect(train.strokes!.slice(0, 3).map((strokes) => strokes !== null)).toEqual([false, false, true]);
    expect(train.strokes![2]![0]!.points.length).toBe(20 * POINT_STRIDE);
    expect(train.images.subarray(2 * 784).some((value) => value > 0)).toBe(true);
    expect(test).toBe(scans.test);
    expect(summary.digest).not.toBe('00');
  });

  it('varies the scans with the drawings, unless they are to stay as they are', () => {
    const variation = (plainScans: boolean) =>
      addDrawings(scans, splitByWriter(digits, { ...three, plainScans }), 1).train.augmentation;
    expect(variation(false)).toEqual({ image: SCAN_AUGMENTATION, strokes: ANY_HAND });
    expect(variation(true)).toEqual({ image: AS_SCANNED, strokes: ANY_HAND });
  });
});
