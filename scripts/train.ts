/**
 * `npm run train`: trains a model on MNIST on this machine's CPU and writes its artefact with model card into a folder.
 * The models that inkroom ships were made by it.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadDataset, mnistMirrors, OnnxEngine, saveArtifact, type TrainingSpec, trainRun } from '@inkroom/engine';
import { DEFAULT_LIMITS, DEFAULT_RUN, presetSchema, resolveLayers, runSpecSchema } from '@inkroom/shared';
import { PlainError } from './lib/plain-error.mjs';

const USAGE = `usage: npm run train -- --architecture ${presetSchema.options.join('|')} [OPTION...]
  --epochs N          how often each image is seen (default ${DEFAULT_RUN.epochs})
  --batch-size N      images of one step (default ${DEFAULT_RUN.batchSize})
  --learning-rate X   Adam's step size (default ${DEFAULT_RUN.learningRate})
  --seed N            draws weights, order and dropout (default 1)
  --threads N         of the CPU (default: all)
  --out DIR           where the artefact goes (default .inkroom/models/ARCHITECTURE)
MNIST comes from the folder MNIST_DIR, or else from its public mirrors.`;

interface TrainOptions {
  spec: TrainingSpec;
  threads: number;
  out: string;
}

function readOptions(args: readonly string[]): TrainOptions {
  const { architecture, threads, out, ...numbers } = parse(args);
  if (architecture === undefined) throw new PlainError(`which architecture?\n${USAGE}`);
  const number = (text: string | undefined, otherwise: number) => (text === undefined ? otherwise : Number(text));
  const request = runSpecSchema(DEFAULT_LIMITS).safeParse({
    ...DEFAULT_RUN,
    dataset: 'mnist',
    architecture,
    epochs: number(numbers.epochs, DEFAULT_RUN.epochs),
    batchSize: number(numbers['batch-size'], DEFAULT_RUN.batchSize),
    learningRate: number(numbers['learning-rate'], DEFAULT_RUN.learningRate),
    seed: number(numbers.seed, 1),
  });
  if (!request.success) {
    const faults = request.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new PlainError(`${faults.join('\n')}\n${USAGE}`);
  }
  const layers = resolveLayers(request.data);
  if (!layers.ok) throw new PlainError(`${layers.error.message}\n${USAGE}`);
  const cores = number(threads, availableParallelism());
  if (!Number.isInteger(cores) || cores < 1) throw new PlainError(`--threads is a whole number above zero\n${USAGE}`);
  const { epochs, batchSize, learningRate, seed } = request.data;
  return {
    spec: {
      architecture: request.data.architecture,
      layers: layers.value,
      epochs,
      batchSize,
      learningRate,
      seed: seed!,
    },
    threads: cores,
    out: out ?? join('.inkroom', 'models', request.data.architecture),
  };
}

function parse(args: readonly string[]) {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        architecture: option,
        epochs: option,
        'batch-size': option,
        'learning-rate': option,
        seed: option,
        threads: option,
        out: option,
      },
    }).values;
  } catch (thrown) {
    throw new PlainError(`${thrown instanceof Error ? thrown.message : thrown}\n${USAGE}`);
  }
}

async function main(): Promise<void> {
  const { spec, threads, out } = readOptions(process.argv.slice(2));
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const log = (line: string) => console.log(line);
  const dataset = await loadDataset({
    kind: 'mnist',
    samples: [],
    framing: 'mnist',
    mnist: {
      dir: process.env.MNIST_DIR || undefined,
      cacheDir: process.env.INKROOM_CACHE_DIR || join('.inkroom', 'cache'),
      mirrors: mnistMirrors(process.env),
    },
    onLog: log,
    signal: abort.signal,
  });
  if (!dataset.ok) throw new PlainError(dataset.error.message);
  const { summary } = dataset.value;
  log(`${summary.trainSize} training and ${summary.testSize} test images (${summary.source}).`);
  const engine = new OnnxEngine({ threads });
  log(`Training the ${spec.architecture} on ${engine.describe().device}, ${threads} thread(s).`);
  const outcome = await trainRun(spec, {
    engine,
    dataset: dataset.value,
    command: commandOf(spec, threads),
    signal: abort.signal,
    onProgress: showProgress(),
    onLog: log,
  });
  if (!outcome.ok) throw new PlainError(outcome.error.message);
  const { artifact } = outcome.value;
  await saveArtifact(artifact, out);
  const { card } = artifact;
  log(
    `${(card.metrics.testAccuracy * 100).toFixed(2)} % right on the test set after ${card.trainingSeconds.toFixed(1)} s.`,
  );
  log(`Saved to ${out} (${artifact.digest.slice(0, 12)}).`);
}

/** Overwrites one line of a terminal; says nothing into a file, where the epochs' lines tell enough. */
function showProgress() {
  return ({
    fraction,
    samplesPerSecond,
    etaMs,
  }: {
    fraction: number;
    samplesPerSecond: number;
    etaMs: number | null;
  }) => {
    if (!process.stderr.isTTY) return;
    const eta = etaMs === null ? '' : `, ${Math.ceil(etaMs / 1000)} s left`;
    process.stderr.write(`\r\x1b[K${(fraction * 100).toFixed(1)} %, ${Math.round(samplesPerSecond)} samples/s${eta}\r`);
  };
}

/** The number of threads is part of it: it settles the order in which sums are rounded. */
function commandOf({ architecture, epochs, batchSize, learningRate, seed }: TrainingSpec, threads: number): string {
  return (
    `npm run train -- --architecture ${architecture} --epochs ${epochs} --batch-size ${batchSize} ` +
    `--learning-rate ${learningRate} --seed ${seed} --threads ${threads}`
  );
}

await main();
