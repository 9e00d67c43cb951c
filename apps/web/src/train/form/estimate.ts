import { describeLayers, hasEnded, type LayerPlan, type PoolName, type Run } from '@inkroom/shared';

/** What one training image costs where nothing was measured yet: two cores, the `onnx` engine, a batch of 32. */
const OVERHEAD_SECONDS = 25e-6;
const MULTIPLY_ADDS_PER_SECOND = 10e9;
/** So few because each is passed over a dozen times, and memory sets the pace (docs/benchmarks.md, "Batch normalisation"). */
const NORMALISED_PER_SECOND = 150e6;
/** A GPU's stated factor over that: a modest one, for small models leave most of it idle. */
const GPU_FACTOR = 5;

/** What of a model's plan takes time, for one image. */
export type Work = Pick<LayerPlan, 'multiplyAdds' | 'normalised'>;

export interface TrainingEstimate {
  seconds: number;
  /** Whether a run of this room was timed in this pool; else the stated factors stand for it. */
  measured: boolean;
}

/**
 * How long a run will take: the time of an image grows with its work on top of a fixed part, and the last run in the same pool
 * says how fast its machine really is.
 * @param images shown in all epochs together
 */
export function estimateTraining(work: Work, images: number, pool: PoolName, runs: readonly Run[]): TrainingEstimate {
  const last = runs
    .filter((run) => run.spec.pool === pool && hasEnded(run) && run.progress.samplesPerSecond > 0)
    .sort((a, b) => b.number - a.number)[0];
  const lastWork = last ? workOf(last.spec) : null;
  if (!last || lastWork === null) {
    return { seconds: (images * stated(work)) / (pool === 'gpu' ? GPU_FACTOR : 1), measured: false };
  }
  const slower = 1 / last.progress.samplesPerSecond / stated(lastWork);
  return { seconds: images * stated(work) * slower, measured: true };
}

/** The work of a model, or null where the layers make none. */
export function workOf({ layers }: Pick<Run['spec'], 'layers'>): Work | null {
  const plan = describeLayers(layers);
  return plan.ok ? plan.value : null;
}

function stated({ multiplyAdds, normalised }: Work): number {
  return OVERHEAD_SECONDS + multiplyAdds / MULTIPLY_ADDS_PER_SECOND + normalised / NORMALISED_PER_SECOND;
}
