import { availableParallelism } from 'node:os';
import { buildModel, OnnxEngine } from '@inkroom/engine';
import { DIGITS, IMAGE_SIZE, type PresetName, presetSchema } from '@inkroom/shared';
import type { BenchResult } from './result.ts';

/** The notebook's. */
const BATCH_SIZE = 32;
const LEARNING_RATE = 0.001;
const SEED = 1;
/** Steps before measuring: the runtime plans its memory and the processor settles its clock. */
const WARM_UP_STEPS = 30;
/** ms of one measurement, and how many: the median of several is reported. */
const SAMPLE_MS = 1000;
const SAMPLES = 7;

/** Samples a second of one training step after another, each preset, on all cores. */
export async function benchTraining(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  const architectures = presetSchema.options;
  for (const [i, architecture] of architectures.entries()) {
    const perSecond = await measure(architecture, (share) =>
      progress((i + share) / architectures.length, architecture),
    );
    const sorted = perSecond.sort((a, b) => a - b);
    results.push({
      name: 'training',
      params: { architecture, batchSize: BATCH_SIZE, engine: 'onnx', threads: availableParallelism() },
      unit: 'samples/s',
      n: sorted.length,
      value: Math.round(sorted[sorted.length >> 1] ?? 0),
    });
  }
  return results;
}

async function measure(architecture: PresetName, progress: (share: number) => void): Promise<number[]> {
  const model = buildModel(architecture, SEED);
  const engine = new OnnxEngine({ threads: availableParallelism() });
  const trainer = await engine.createTrainer({ model, batchSize: BATCH_SIZE, learningRate: LEARNING_RATE, seed: SEED });
  // What the pixels are does not change the work; that they differ keeps the processor from short cuts.
  const images = Float32Array.from({ length: BATCH_SIZE * IMAGE_SIZE ** 2 }, (_, i) => ((i * 7919) % 256) / 255);
  const labels = Int32Array.from({ length: BATCH_SIZE }, (_, i) => i % DIGITS.length);
  try {
    for (let step = 0; step < WARM_UP_STEPS; step++) await trainer.step(images, labels);
    const samples: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample++) {
      const began = performance.now();
      let steps = 0;
      while (performance.now() - began < SAMPLE_MS) {
        await trainer.step(images, labels);
        steps++;
      }
      samples.push((steps * BATCH_SIZE * 1000) / (performance.now() - began));
      progress((sample + 1) / SAMPLES);
    }
    return samples;
  } finally {
    await trainer.dispose();
    model.dispose();
  }
}
