import type { PoolName, Run } from '@inkroom/shared';

/** As many curves as can be told apart in one frame. */
export const COMPARED_MAX = 4;

/** Runs that have something to show beside another. */
export function isComparable(run: Run): boolean {
  return run.state === 'finished' || (run.state === 'running' && run.progress.step > 0);
}

/** The run to compare with at first: the same model in the other pool, else the newest other run. */
export function partnerOf(run: Run, runs: readonly Run[]): Run | undefined {
  const others = runs.filter((other) => other.id !== run.id && isComparable(other)).sort((a, b) => b.number - a.number);
  return others.find((other) => other.spec.pool !== run.spec.pool && sameWork(run, other)) ?? others[0];
}

export interface Figure {
  name: 'accuracy' | 'holdout' | 'time' | 'money' | 'moneyPerPoint' | 'energy' | 'memory' | 'speed';
  values: (number | null)[];
  /** Indices of the best values; none where all are equal. */
  best: number[];
}

const LESS_IS_BETTER: ReadonlySet<Figure['name']> = new Set(['time', 'money', 'moneyPerPoint', 'energy', 'memory']);

/**
 * The figures of runs side by side.
 * @param holdouts accuracy of each run's model on the room's holdout, where it was measured
 */
export function figuresOf(runs: readonly Run[], holdouts: readonly (number | null)[]): Figure[] {
  const figure = (name: Figure['name'], of: (run: Run, index: number) => number | null): Figure => {
    const values = runs.map(of);
    return { name, values, best: bestOf(values, LESS_IS_BETTER.has(name)) };
  };
  return [
    figure('accuracy', (run) => run.testAccuracy),
    figure('holdout', (_run, index) => holdouts[index] ?? null),
    figure('time', (run) => run.cost?.wallSeconds ?? null),
    figure('money', (run) => run.cost?.money ?? null),
    figure('moneyPerPoint', (run) => (run.cost && run.testAccuracy ? run.cost.money / (run.testAccuracy * 100) : null)),
    figure('energy', (run) => run.cost?.energyWh ?? null),
    figure('memory', (run) => run.cost?.peakMemoryBytes ?? null),
    figure('speed', (run) => run.progress.samplesPerSecond || null),
  ].filter(({ values }) => values.some((value) => value !== null));
}

function bestOf(values: readonly (number | null)[], lessIsBetter: boolean): number[] {
  const known = values.filter((value) => value !== null);
  if (new Set(known).size < 2) return [];
  const best = lessIsBetter ? Math.min(...known) : Math.max(...known);
  return values.flatMap((value, index) => (value === best ? [index] : []));
}

/** Is the GPU worth its price? Two finished runs of the same work in both pools, and how they differ. */
export interface GpuVerdict {
  cpu: Run;
  gpu: Run;
  /** Seconds that the GPU saved; negative when it took longer. */
  saved: number;
  /** What it cost more; negative when it cost less. */
  extra: number;
  currency: string;
  /**
   * - `worth`: faster, and no dearer
   * - `depends`: faster, at a price
   * - `cheaper`: slower, but cheaper
   * - `not`: slower, and no cheaper
   */
  answer: 'worth' | 'depends' | 'cheaper' | 'not';
}

export function gpuVerdict(runs: readonly Run[]): GpuVerdict | null {
  const newest = (pool: PoolName, like?: Run) =>
    runs
      .filter((run) => run.spec.pool === pool && run.state === 'finished' && run.cost && !run.worker?.override)
      .filter((run) => !like || sameWork(run, like))
      .sort((a, b) => b.number - a.number);
  for (const gpu of newest('gpu')) {
    const cpu = newest('cpu', gpu)[0];
    if (!cpu?.cost || !gpu.cost || cpu.cost.currency !== gpu.cost.currency) continue;
    const saved = cpu.cost.wallSeconds - gpu.cost.wallSeconds;
    const extra = gpu.cost.money - cpu.cost.money;
    const answer = saved > 0 ? (extra <= 0 ? 'worth' : 'depends') : extra < 0 ? 'cheaper' : 'not';
    return { cpu, gpu, saved, extra, currency: gpu.cost.currency, answer };
  }
  return null;
}

/** What decides how much there is to compute; seed and rate only change its result. */
const WORK = ['epochs', 'dataset', 'batchSize', 'augment', 'replay', 'startFrom', 'patience'] as const;

/** Whether two runs did the same work, but for where. */
function sameWork({ spec: a }: Run, { spec: b }: Run): boolean {
  return WORK.every((name) => a[name] === b[name]) && JSON.stringify(a.layers) === JSON.stringify(b.layers);
}

const SETTINGS = [
  'epochs',
  'batchSize',
  'learningRate',
  'schedule',
  'augment',
  'patience',
  'dataset',
  'replay',
  'startFrom',
  'seed',
] as const;
export type ComparedSetting = (typeof SETTINGS)[number];

/** The settings in which runs differ. */
export function differences(runs: readonly Run[]): ComparedSetting[] {
  return SETTINGS.filter((name) => new Set(runs.map(({ spec }) => spec[name])).size > 1);
}
