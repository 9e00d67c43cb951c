import { IMAGE_SIZE, type PresetName } from '@inkroom/shared';
import { buildModel } from '../model/architectures.js';
import { seededRandom } from '../random.js';
import type { TrainingEngine } from './engine.js';

export interface SpeedTrial {
  architecture: PresetName;
  batchSize: number;
  /** Steps that are timed. */
  steps: number;
  /** After so long it ends with the steps that it has made, ms. */
  maxMs: number;
}

/** A GPU compiles its programs in the first steps and allocates in the second; these are not timed. */
const WARM_UP_STEPS = 3;

/** @returns how many samples a second an engine trains on, on images of noise */
export async function trainingSpeed(
  engine: TrainingEngine,
  { architecture, batchSize, steps, maxMs }: SpeedTrial,
): Promise<number> {
  const model = buildModel(architecture, 1);
  const trainer = await engine.createTrainer({ model, batchSize, learningRate: 1e-4, seed: 1 });
  try {
    const random = seededRandom(1);
    const images = Float32Array.from({ length: batchSize * IMAGE_SIZE * IMAGE_SIZE }, random);
    const labels = Int32Array.from({ length: batchSize }, (_, i) => i % 10);
    const begun = performance.now();
    let timedFrom = begun;
    let made = 0;
    while (made < steps + WARM_UP_STEPS && (made === 0 || performance.now() - begun < maxMs)) {
      if (made <= WARM_UP_STEPS) timedFrom = performance.now();
      await trainer.step(images, labels);
      made++;
    }
    const timed = Math.max(1, made - WARM_UP_STEPS);
    return (1000 * timed * batchSize) / (performance.now() - timedFrom);
  } finally {
    await trainer.dispose();
    model.dispose();
  }
}
