import { describeLayers } from './layers.js';
import { DEFAULT_LIMITS } from './protocol/limits.js';
import type { RunSpec } from './protocol/runs.js';

/** Of MNIST, which an epoch shows where it is told of no other number. */
const IMAGES = 60_000;
/** The same of a run on corrections alone: what a diligent class makes. */
const CORRECTIONS = 5_000;
/** What the notebook's two networks come to on one core (docs/benchmarks.md): a training step's products, and what each image takes beside them. */
const PRODUCTS_PER_SECOND = 15e9;
const SECONDS_PER_IMAGE = 20e-6;
/** A step backwards takes twice as much as the one forwards. */
const PASSES = 3;

/** About how many seconds of one core a run takes: enough to tell a short one from a long one. */
export function estimatedCoreSeconds({ layers, outputs, epochs, dataset, replay }: RunSpec): number {
  const plan = describeLayers(layers, DEFAULT_LIMITS, outputs);
  const products = plan.ok ? plan.value.multiplyAdds : 0;
  const images = dataset === 'corrections' ? CORRECTIONS : replay || IMAGES;
  return epochs * images * ((PASSES * products) / PRODUCTS_PER_SECOND + SECONDS_PER_IMAGE);
}
