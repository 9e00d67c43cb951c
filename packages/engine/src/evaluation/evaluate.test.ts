import { describe, expect, it } from 'vitest';
import type { Recogniser } from '../engines/onnx-recogniser.js';
import { evaluate } from './evaluate.js';

/** Reads every image as the digit of its first pixel, with the certainty given. */
function certain(probability: number): Recogniser {
  return {
    async predict(images, count) {
      const scores = new Float32Array(count * 10).fill((1 - probability) / 9);
      for (let i = 0; i < count; i++) scores[i * 10 + Math.round(images[i * 784]! * 255)] = probability;
      return scores;
    },
    async warmUp() {},
    async dispose() {},
  };
}

function images(seen: readonly number[], labels: readonly number[]) {
  const pixels = new Uint8Array(seen.length * 784);
  for (const [i, digit] of seen.entries()) pixels[i * 784] = digit;
  return { images: pixels, labels: Uint8Array.from(labels), size: seen.length };
}

describe('evaluate', () => {
  it('counts right answers, over all and for each digit', async () => {
    const verdict = await evaluate(certain(0.91), images([1, 1, 2, 3], [1, 2, 2, 3]));
    expect(verdict!.accuracy).toBe(0.75);
    expect(verdict!.perClass).toEqual([0, 1, 0.5, 1, 0, 0, 0, 0, 0, 0]);
    const expected = -(3 * Math.log(0.91) + Math.log(0.01)) / 4;
    expect(verdict!.loss).toBeCloseTo(expected, 5);
  });

  it('says what was taken for what', async () => {
    const verdict = await evaluate(certain(0.91), images([1, 1, 2, 3], [1, 2, 2, 3]));
    expect(verdict!.confusion[2]).toEqual([0, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(verdict!.confusion.flat().reduce((sum, count) => sum + count)).toBe(4);
  });

  it('measures by how much confidence and accuracy differ', async () => {
    const verdict = await evaluate(certain(0.91), images([1, 1, 2, 3], [1, 2, 2, 3]));
    // All four answers are 91 % sure, and three are right.
    expect(verdict!.ece).toBeCloseTo(0.91 - 0.75, 5);
    const filled = verdict!.calibration.filter(({ count }) => count > 0);
    expect(filled).toEqual([{ count: 4, accuracy: 0.75, confidence: expect.closeTo(0.91, 5) }]);
  });

  it('gives a finite loss for an answer that is certain and wrong', async () => {
    const verdict = await evaluate(certain(1), images([1], [2]));
    expect(verdict!.loss).toBeGreaterThan(80);
    expect(Number.isFinite(verdict!.loss)).toBe(true);
  });

  it('judges a model of eleven outputs by its ten digits, and counts apart what it says is no digit', async () => {
    const eleven: Pick<Recogniser, 'predict'> = {
      async predict(images, count) {
        const scores = new Float32Array(count * 11).fill(0);
        for (let i = 0; i < count; i++) {
          const digit = Math.round(images[i * 784]! * 255);
          // Of a seven it says that it is none.
          scores.set(digit === 7 ? [0.2, 0.8] : [0.9, 0.1], i * 11 + 9);
          scores[i * 11 + digit] = scores[i * 11 + 9]!;
          if (digit !== 9) scores[i * 11 + 9] = 0;
        }
        return scores;
      },
    };
    const verdict = await evaluate(eleven, images([1, 2, 7, 7], [1, 2, 7, 1]));
    expect(verdict).toMatchObject({ accuracy: 0.75, refused: 0.5 });
    expect(verdict!.confusion[1]).toEqual([0, 1, 0, 0, 0, 0, 0, 1, 0, 0]);
    // Whatever it is, of the ten it can only be that one.
    expect(verdict!.calibration.at(-1)).toMatchObject({ count: 4, confidence: 1 });
    expect(await evaluate(certain(0.91), images([1], [1]))).not.toHaveProperty('refused');
  });

  it('reports its progress and stops between two chunks', async () => {
    const abort = new AbortController();
    const done: number[] = [];
    const many = images(new Array(1000).fill(1), new Array(1000).fill(1));
    const onProgress = (count: number) => {
      done.push(count);
      if (count >= 500) abort.abort();
    };
    expect(await evaluate(certain(1), many, { signal: abort.signal, onProgress })).toBeNull();
    expect(done).toEqual([256, 512]);
  });
});
