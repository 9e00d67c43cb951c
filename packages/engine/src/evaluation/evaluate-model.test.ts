import { describe, expect, it } from 'vitest';
import { evaluateModel, metricsOf } from './evaluate-model.js';

/** Reads every image as the digit of its first pixel, the surer the larger its second pixel. */
const recogniser = {
  async predict(images: Float32Array, count: number) {
    const scores = new Float32Array(count * 10);
    for (let i = 0; i < count; i++) {
      const confidence = images[i * 784 + 1]!;
      scores.fill((1 - confidence) / 9, i * 10, (i + 1) * 10);
      scores[i * 10 + Math.round(images[i * 784]! * 255)] = confidence;
    }
    return scores;
  },
};

function images(...digits: { seen: number; truth: number; sure: number }[]) {
  const pixels = new Uint8Array(digits.length * 784);
  for (const [i, { seen, sure }] of digits.entries()) pixels.set([seen, sure], i * 784);
  return { images: pixels, labels: Uint8Array.from(digits, ({ truth }) => truth), size: digits.length };
}

const test = images(
  { seen: 1, truth: 1, sure: 250 },
  { seen: 2, truth: 3, sure: 150 },
  { seen: 4, truth: 3, sure: 200 },
  { seen: 5, truth: 3, sure: 100 },
);
const holdout = images({ seen: 7, truth: 7, sure: 200 }, { seen: 7, truth: 1, sure: 180 });

describe('evaluateModel', () => {
  it('keeps the surest mistakes of each part, with what they look like', async () => {
    const evaluation = await evaluateModel(recogniser, { test, holdout }, { mistakesMax: 2 });
    expect(evaluation!.mistakes.map(({ part, truth, read }) => [part, truth, read])).toEqual([
      ['test', 3, 4],
      ['holdout', 1, 7],
      ['test', 3, 2],
    ]);
    const pixels = Buffer.from(evaluation!.mistakes[0]!.image, 'base64');
    expect([...pixels.subarray(0, 3), pixels.length]).toEqual([4, 200, 0, 784]);
  });

  it('keeps a picture of each confusion before a second one of any', async () => {
    const frequent = images(
      { seen: 9, truth: 4, sure: 250 },
      { seen: 9, truth: 4, sure: 240 },
      { seen: 7, truth: 1, sure: 100 },
    );
    const evaluation = await evaluateModel(recogniser, { test: frequent, holdout: null }, { mistakesMax: 2 });
    expect(evaluation!.mistakes.map(({ truth, read }) => [truth, read])).toEqual([
      [4, 9],
      [1, 7],
    ]);
  });

  it('measures the held-out people apart from the test set', async () => {
    const evaluation = await evaluateModel(recogniser, { test, holdout }, { mistakesMax: 2 });
    expect(metricsOf(evaluation!)).toMatchObject({ testAccuracy: 0.25, holdout: { size: 2, accuracy: 0.5 } });
    const without = await evaluateModel(recogniser, { test, holdout: null }, { mistakesMax: 2 });
    expect(metricsOf(without!).holdout).toBeNull();
  });

  it('is nothing at all when it is stopped between the parts', async () => {
    const abort = new AbortController();
    const options = { mistakesMax: 2, signal: abort.signal, onProgress: () => abort.abort() };
    expect(await evaluateModel(recogniser, { test, holdout }, options)).toBeNull();
  });
});
