import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../lib/root.mjs';
import { readDigitFile, type WrittenDigit } from '../../replay/digit-file.ts';

/** Different digits to draw. */
const DIGITS = 200;

/** Real ones where the test data lies beside the repository, else generated ones. */
export async function someDigits(): Promise<WrittenDigit[]> {
  const data = process.env.INKROOM_TEST_DATA ?? join(root, '../shared/data');
  const file = join(data, 'strokes/pendigits-30-writers.jsonl.gz');
  if (existsSync(file)) return readDigitFile(file, DIGITS);
  const { generateDigitStrokes } = await import('@inkroom/engine');
  return Array.from({ length: DIGITS }, (_, seed) => {
    const label = (seed % 10) as 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
    const strokes = generateDigitStrokes(label, seed).map(({ points }) =>
      Array.from({ length: points.length / 4 }, (_, i): [number, number] => [
        points[4 * i] ?? 0,
        points[4 * i + 1] ?? 0,
      ]),
    );
    return { id: `generated-${seed}`, label, strokes };
  });
}
