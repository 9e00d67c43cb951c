import { availableParallelism } from 'node:os';
import { type Dataset, loadDataset, OnnxEngine, trainRun } from '@inkroom/engine';
import { DEFAULT_RUN, PRESET_LAYERS, type PresetName, presetSchema, RECOMMENDED, readLimits } from '@inkroom/shared';
import { mnistSource } from '../lib/mnist-source.ts';
import { PlainError } from '../lib/plain-error.mjs';
import type { BenchResult } from './result.ts';
import { benchStock } from './stock-training.ts';

const limits = readLimits(process.env);

/** Seeds of each preset: the compact one is fast enough for a median. */
const SEEDS: Record<PresetName, readonly number[]> = { mlp: [1], cnn: [1], compact: [1, 2, 3, 4, 5] };
/** Share of the time that our own runs take, for the progress bar. */
const OWN_SHARE = 0.8;

/**
 * Whole runs on all cores with each preset's recommended settings, from loading the data to the finished model, and beside them
 * what stock TensorFlow.js (`model.fit`) takes for the same in the same process.
 */
export async function benchTraining(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  const runs = presetSchema.options.flatMap((architecture) =>
    SEEDS[architecture].map((seed) => ({ architecture, seed })),
  );
  const outcomes = new Map<PresetName, { seconds: number; cpuSeconds: number; accuracy: number }[]>();
  for (const [i, { architecture, seed }] of runs.entries()) {
    const outcome = await wholeRun(architecture, seed, (share) =>
      progress((OWN_SHARE * (i + share)) / runs.length, `${architecture}, seed ${seed}`),
    );
    outcomes.set(architecture, [...(outcomes.get(architecture) ?? []), outcome]);
  }
  const dataset = await mnist();
  for (const architecture of presetSchema.options) {
    const own = outcomes.get(architecture)!;
    const { epochs, batchSize } = RECOMMENDED[architecture];
    const params = { architecture, epochs, batchSize, images: dataset.train.size, source: dataset.summary.source };
    const engine = { engine: 'onnx', threads: availableParallelism() };
    results.push({
      name: 'training',
      params: { ...params, ...engine },
      unit: 's',
      n: own.length,
      value: rounded(median(own.map(({ seconds }) => seconds)), 1),
    });
    results.push({
      name: 'training speed',
      params: { ...params, ...engine },
      unit: 'samples/s',
      n: own.length,
      value: Math.round(median(own.map(({ seconds }) => (epochs * dataset.train.size) / seconds))),
    });
    // What other programs on the machine take does not count here.
    results.push({
      name: 'training processor time',
      params: { ...params, ...engine },
      unit: 's',
      n: own.length,
      value: rounded(median(own.map(({ cpuSeconds }) => cpuSeconds)), 1),
    });
    results.push({
      name: 'training accuracy',
      params: { ...params, ...engine },
      unit: '%',
      n: own.length,
      value: rounded(100 * median(own.map(({ accuracy }) => accuracy)), 2),
    });
    const done = presetSchema.options.indexOf(architecture) / presetSchema.options.length;
    progress(OWN_SHARE + (1 - OWN_SHARE) * done, `stock ${architecture}`);
    results.push(...(await benchStock(architecture, dataset.train, params)));
  }
  return results;
}

async function wholeRun(architecture: PresetName, seed: number, progress: (share: number) => void) {
  const started = performance.now();
  const before = process.cpuUsage();
  const spec = {
    ...DEFAULT_RUN,
    architecture,
    ...RECOMMENDED[architecture],
    seed,
    layers: [...PRESET_LAYERS[architecture]],
  };
  const outcome = await trainRun(spec, {
    engine: new OnnxEngine({ threads: availableParallelism() }),
    limits,
    dataset: await mnist(),
    signal: new AbortController().signal,
    onProgress: ({ fraction }) => progress(fraction),
    onNote: () => {},
  });
  if (!outcome.ok) throw new PlainError(outcome.error.message);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { seconds, cpuSeconds: (user + system) / 1e6, accuracy: outcome.value.artifact.card.metrics.testAccuracy };
}

async function mnist(): Promise<Dataset> {
  const loaded = await loadDataset({
    kind: 'mnist',
    samples: [],
    framing: 'mnist',
    mnist: mnistSource(limits),
    onNote: () => {},
    signal: new AbortController().signal,
  });
  if (!loaded.ok) throw new PlainError(loaded.error.message);
  return loaded.value;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
