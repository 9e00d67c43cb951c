import { describeLayers, hasEnded, type PoolName, PRESET_LAYERS, type PresetName, type Run } from '@inkroom/shared';

/** What one training image costs where nothing was measured yet: two cores, the `onnx` engine, a batch of 32. */
const OVERHEAD_SECONDS = 25e-6;
const MULTIPLY_ADDS_PER_SECOND = 10e9;
/** A GPU's stated factor over that: a modest one, for small models leave most of it idle. */
const GPU_FACTOR = 5;

export interface TrainingEstimate {
  seconds: number;
  /** Whether a run of this room was timed in this pool; else the stated factors stand for it. */
  measured: boolean;
}

/**
 * How long a run will take: the time of an image grows with its multiply-adds on top of a fixed part, and the last run in
 * the same pool says how fast its machine really is.
 * @param multiplyAdds of one image read (see `describeLayers`)
 * @param images shown in all epochs together
 */
export function estimateTraining(
  multiplyAdds: number,
  images: number,
  pool: PoolName,
  runs: readonly Run[],
): TrainingEstimate {
  const last = runs
    .filter((run) => run.spec.pool === pool && hasEnded(run) && run.progress.samplesPerSecond > 0)
    .sort((a, b) => b.number - a.number)[0];
  const work = last ? multiplyAddsOf(last.spec) : null;
  if (!last || work === null) {
    return { seconds: (images * stated(multiplyAdds)) / (pool === 'gpu' ? GPU_FACTOR : 1), measured: false };
  }
  const slower = 1 / last.progress.samplesPerSecond / stated(work);
  return { seconds: images * stated(multiplyAdds) * slower, measured: true };
}

/** The multiply-adds for reading one image, or null where the layers make no model. */
export function multiplyAddsOf({ architecture, layers }: Pick<Run['spec'], 'architecture' | 'layers'>): number | null {
  const plan = describeLayers(layers ?? PRESET_LAYERS[architecture as PresetName] ?? []);
  return plan.ok ? plan.value.multiplyAdds : null;
}

function stated(multiplyAdds: number): number {
  return OVERHEAD_SECONDS + multiplyAdds / MULTIPLY_ADDS_PER_SECOND;
}
