import {
  DEFAULT_VERSION_ID,
  DIGITS,
  FRAMINGS,
  type Framing,
  type Ink,
  POINT_STRIDE,
  renderStrokes,
} from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { generateDigitStrokes } from '../data/generated-digits.js';
import { toBytes } from '../data/pixels.js';
import { OnnxRecogniser } from '../engines/onnx-recogniser.js';
import { evaluate } from '../evaluation/evaluate.js';
import { type ShippedModel, shippedModels } from './shipped-models.js';

/** Digits that no training drew: its seeds are far smaller. */
const FIRST_SEED = 5_000_000;
const COUNT = 600;

async function shipped(id: string): Promise<ShippedModel> {
  return (await shippedModels()).find((model) => model.id === id)!;
}

async function accuracyOn(model: ShippedModel, framing: Framing, place: (strokes: Ink[]) => Ink[]): Promise<number> {
  const images = new Uint8Array(COUNT * 784);
  const labels = Uint8Array.from({ length: COUNT }, (_, i) => DIGITS[i % 10]!);
  for (let i = 0; i < COUNT; i++) {
    const strokes = generateDigitStrokes(DIGITS[i % 10]!, FIRST_SEED + i);
    toBytes(renderStrokes(place(strokes), framing), images, i * 784);
  }
  const recogniser = await OnnxRecogniser.load(model.artifact.onnx, { threads: 1 });
  const verdict = await evaluate(recogniser, { images, labels, size: COUNT });
  await recogniser.dispose();
  return verdict!.accuracy;
}

/** Strokes scaled about the top left corner of their cell. */
function scaled(factor: number) {
  return (strokes: Ink[]): Ink[] =>
    strokes.map(({ points, width }) => ({
      points: points.map((value, i) => (i % POINT_STRIDE < 2 ? value * factor : value)),
      width,
    }));
}

describe('the shipped models', () => {
  it('are as good as their cards promise to be', async () => {
    const accuracy = Object.fromEntries(
      (await shippedModels()).map(({ id, artifact }) => [id, artifact.card.metrics.testAccuracy]),
    );
    expect(accuracy['shipped-mlp']).toBeGreaterThanOrEqual(0.978);
    expect(accuracy['shipped-cnn']).toBeGreaterThanOrEqual(0.992);
    expect(accuracy[DEFAULT_VERSION_ID]).toBeGreaterThanOrEqual(0.994);
  });

  it('keep the notebook’s two beside it, trained on MNIST alone', async () => {
    for (const id of ['shipped-mlp', 'shipped-cnn']) {
      const { card } = (await shipped(id)).artifact;
      expect(card.dataset).toMatchObject({ source: 'mnist', trainSize: 60_000, testSize: 10_000 });
      expect(card).toMatchObject({ epochs: 5, augment: false });
      expect(card.drawings).toBeUndefined();
    }
  });

  it('are led by one that reads people whom it never saw, however small they write', async () => {
    const { holdout, accuracy } = (await shipped(DEFAULT_VERSION_ID)).artifact.card.drawings!;
    expect(holdout.writers).toBeGreaterThanOrEqual(6);
    expect(accuracy.mnist.usual.all).toBeGreaterThanOrEqual(0.992);
    expect(accuracy.centred.usual.all).toBeGreaterThanOrEqual(0.985);
    for (const framing of ['mnist', 'centred'] as const) {
      for (const placement of ['small', 'corner'] as const) {
        const lost = accuracy[framing].usual.all - accuracy[framing][placement].all;
        expect(lost, `${framing}, ${placement}`).toBeLessThan(0.005);
      }
    }
  });

  it.each(FRAMINGS)('read drawings of other styles under the framing %s, also small ones', async (framing) => {
    const drawn = await shipped(DEFAULT_VERSION_ID);
    expect(await accuracyOn(drawn, framing, scaled(1))).toBeGreaterThan(0.985);
    expect(await accuracyOn(drawn, framing, scaled(0.6))).toBeGreaterThan(0.97);
  });
});
