import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generateDigitStrokes } from '@inkroom/engine';
import { type Digit, POINT_STRIDE } from '@inkroom/shared';
import { type Drawing, readUnseenHands } from '../../research/drawings.ts';
import { root } from '../../scripts/lib/root.mjs';
import { readDigitFile, type WrittenDigit } from '../../scripts/replay/digit-file.ts';

/** Folder of real data for tests; it may not be there. */
export const TEST_DATA = process.env.INKROOM_TEST_DATA ?? join(root, '../shared/data');

/** A digit of one stroke. */
export const ONE: WrittenDigit = {
  id: 'one',
  label: 1,
  strokes: [
    [
      [50, 10],
      [50, 40],
      [50, 90],
    ],
  ],
};

const STROKES = join(TEST_DATA, 'strokes/pendigits-30-writers.jsonl.gz');

/** Folder with MNIST's original files, or null. */
export function mnistDirectory(): string | null {
  const directory = join(TEST_DATA, 'mnist');
  return existsSync(join(directory, 'train-images-idx3-ubyte.gz')) ? directory : null;
}

/** How many lines of the file of strokes are enough to find some of each digit. */
const LINES = 300;

/** Digits as people wrote them where the data is there, else generated ones: `count` of each, in the order 0, 1, ... 9, 0, ... */
export async function writtenDigits(count: number): Promise<WrittenDigit[]> {
  const real = existsSync(STROKES) ? await readDigitFile(STROKES, LINES) : [];
  return Array.from({ length: count * 10 }, (_, i) => {
    const label = (i % 10) as Digit;
    const nth = Math.floor(i / 10);
    return real.filter((digit) => digit.label === label)[nth] ?? generated(label, nth);
  });
}

/**
 * Drawings of people whom the training of no shipped model saw, by person; null where the data is not there.
 */
export async function unseenWriters(): Promise<Drawing[][] | null> {
  return existsSync(STROKES) ? readUnseenHands(STROKES) : null;
}

function generated(label: Digit, seed: number): WrittenDigit {
  const strokes = generateDigitStrokes(label, seed).map(({ points }) =>
    Array.from({ length: points.length / POINT_STRIDE }, (_, i): [number, number] => [
      points[i * POINT_STRIDE] ?? 0,
      points[i * POINT_STRIDE + 1] ?? 0,
    ]),
  );
  return { id: `generated-${label}-${seed}`, label, strokes };
}
