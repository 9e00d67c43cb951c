import { CELL_SIZE, DIGITS, type Digit, POINT_STRIDE, renderStrokes } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { OnnxRecogniser } from '../engines/onnx-recogniser.js';
import { evaluate } from '../evaluation/evaluate.js';
import { shippedModels } from '../model/shipped-models.js';
import { generateDigitStrokes, generateDigits } from './generated-digits.js';

describe('generateDigitStrokes', () => {
  it('repeats itself for the same seed and varies with it', () => {
    expect(generateDigitStrokes(4, 7)).toEqual(generateDigitStrokes(4, 7));
    expect(generateDigitStrokes(4, 8)).not.toEqual(generateDigitStrokes(4, 7));
  });

  it('writes strokes as a pen reports them', () => {
    for (const digit of DIGITS) {
      for (const { points, width } of generateDigitStrokes(digit, digit)) {
        expect(points.length % POINT_STRIDE).toBe(0);
        expect(width).toBeGreaterThan(0);
        for (let i = 0; i < points.length; i += POINT_STRIDE) {
          const [x, y, pressure, t] = points.slice(i, i + POINT_STRIDE) as [number, number, number, number];
          expect(Math.min(x, y)).toBeGreaterThan(-CELL_SIZE / 4);
          expect(Math.max(x, y)).toBeLessThan(CELL_SIZE * 1.25);
          expect(pressure >= 0 && pressure <= 1).toBe(true);
          expect(t).toBe((i / POINT_STRIDE) * 10);
        }
      }
    }
  });
});

describe('generateDigits', () => {
  it('draws digits that a model trained on MNIST reads', async () => {
    const drawn = await generateDigits({ trainSize: 500, testSize: 10, seed: 3 });
    const cnn = (await shippedModels()).find(({ architecture }) => architecture === 'cnn')!;
    const recogniser = await OnnxRecogniser.load(cnn.artifact.onnx, { threads: 1 });
    const verdict = await evaluate(recogniser, drawn!.train);
    await recogniser.dispose();
    expect(verdict!.accuracy).toBeGreaterThan(0.85);
  });

  it('draws other digits to test than to train, as many of each', async () => {
    const { train, test } = (await generateDigits({ trainSize: 20, testSize: 20, seed: 3 }))!;
    for (const { labels } of [train, test]) {
      const counts = DIGITS.map((digit) => labels.filter((label) => label === digit).length);
      expect(counts).toEqual(DIGITS.map(() => 2));
    }
    expect(Buffer.compare(train.images, test.images)).not.toBe(0);
    const first = renderStrokes(generateDigitStrokes(train.labels[0] as Digit, 3), 'mnist');
    expect(first.some((value) => value > 0.5)).toBe(true);
  });

  it('stops when it is cancelled', async () => {
    const aborted = AbortSignal.abort();
    expect(await generateDigits({ trainSize: 20, testSize: 20, seed: 3, signal: aborted })).toBeNull();
  });
});
