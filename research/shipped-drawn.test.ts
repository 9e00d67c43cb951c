import { generateDigitStrokes, OnnxRecogniser, type Recogniser, shippedModels } from '@inkroom/engine';
import { DEFAULT_VERSION_ID, DIGITS } from '@inkroom/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Drawing } from './drawings.ts';
import { aurocOf, doubtOf, handSets, notDigitSets, readDigits, refusedOf, scoresOf } from './judging.ts';

/** Digits that no training drew: its seeds are far smaller. */
const FIRST_SEED = 6_000_000;
const digits = Array.from({ length: 1000 }, (_, i): Drawing => {
  const label = DIGITS[i % DIGITS.length]!;
  return { label, strokes: generateDigitStrokes(label, FIRST_SEED + i) };
});

/** Floors, some points below what `npm run bench -- accuracy` measures on people's digits. */
describe('the shipped default model', () => {
  let recogniser: Recogniser;
  beforeAll(async () => {
    const { artifact } = (await shippedModels()).find(({ id }) => id === DEFAULT_VERSION_ID)!;
    recogniser = await OnnxRecogniser.load(artifact.onnx, { threads: 1 });
  });
  afterAll(() => recogniser.dispose());

  it('tells letters of hands and alphabets that it never saw from digits, and kana, scribbles, two digits and half of one', async () => {
    const known = await scoresOf(
      recogniser,
      digits.map(({ strokes }) => strokes),
      'mnist',
    );
    const letters: number[] = [];
    for (const [name, drawings] of Object.entries(notDigitSets(digits))) {
      const scores = await scoresOf(recogniser, drawings, 'mnist');
      if (/^(latin|cyrillic|greek) /.test(name)) letters.push(...scores.map(doubtOf));
      const { right, of } = refusedOf(scores);
      expect(right / of, name).toBeGreaterThan(0.8);
    }
    expect(aurocOf(known.map(doubtOf), letters)).toBeGreaterThan(0.99);
  });

  it('reads every named hand', async () => {
    for (const [name, written] of Object.entries(handSets(digits))) {
      const { right, of } = await readDigits(recogniser, written);
      expect(right / of, name).toBeGreaterThan(0.95);
    }
  });
});
