/**
 * `npm run train -- --architecture mlp|cnn [--epochs 5] [--batch-size 32] [--learning-rate 0.001] [--seed 1] [--threads N]
 * [--out DIR]`: trains a model on MNIST, measures it on MNIST's test set and writes its artefact (TensorFlow.js layers model,
 * ONNX graph, model card). MNIST comes from MNIST_DIR, the cache or a public mirror. The shipped models were made with it.
 */
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { loadDataset, mnistMirrors, OnnxEngine, saveArtifact, trainRun } from '@inkroom/engine';
import { architectureSchema, DEFAULT_LIMITS, DEFAULT_RUN, runSpecSchema } from '@inkroom/shared';
import { PlainError } from './lib/plain-error.mjs';
import { startProgress } from './lib/progress.mjs';
import { root } from './lib/root.mjs';

const { values } = parseArgs({
  options: {
    architecture: { type: 'string' },
    epochs: { type: 'string', default: String(DEFAULT_RUN.epochs) },
    'batch-size': { type: 'string', default: String(DEFAULT_RUN.batchSize) },
    'learning-rate': { type: 'string', default: String(DEFAULT_RUN.learningRate) },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(availableParallelism()) },
    out: { type: 'string' },
  },
});

const parsed = runSpecSchema(DEFAULT_LIMITS).safeParse({
  ...DEFAULT_RUN,
  architecture: values.architecture,
  epochs: Number(values.epochs),
  batchSize: Number(values['batch-size']),
  learningRate: Number(values['learning-rate']),
  seed: Number(values.seed),
  dataset: 'mnist',
});
if (!parsed.success) {
  const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new PlainError(`${reasons.join('; ')} (architectures: ${architectureSchema.options.join(', ')})`);
}
const spec = { ...parsed.data, seed: parsed.data.seed ?? 1 };
const out = values.out ?? join(root, '.inkroom/models', spec.architecture);
const abort = new AbortController();
process.once('SIGINT', () => abort.abort());

const loading = startProgress('loading MNIST');
const dataset = await loadDataset({
  kind: 'mnist',
  samples: [],
  framing: 'mnist',
  mnist: {
    dir: process.env.MNIST_DIR || undefined,
    cacheDir: process.env.INKROOM_CACHE_DIR || join(root, '.inkroom/cache'),
    mirrors: mnistMirrors(process.env),
  },
  onProgress: ({ receivedBytes, totalBytes }) => loading.update(receivedBytes / totalBytes),
  onLog: (line) => console.error(line),
  signal: abort.signal,
});
if (!dataset.ok) {
  loading.fail();
  throw new PlainError(`${dataset.error.message} ${JSON.stringify(dataset.error.details ?? {})}`);
}
loading.done();

const training = startProgress(`training ${spec.architecture}`);
const outcome = await trainRun(spec, {
  engine: new OnnxEngine({ threads: Number(values.threads) }),
  dataset: dataset.value,
  signal: abort.signal,
  onProgress: ({ fraction, samplesPerSecond, phase }) =>
    training.update(fraction, `${phase}, ${Math.round(samplesPerSecond).toLocaleString('en')} samples/s`),
  onLog: (line) => console.error(line),
});
if (!outcome.ok) {
  training.fail();
  throw new PlainError(outcome.error.message);
}
training.done();

const { artifact, metrics } = outcome.value;
const command = [
  `npm run train -- --architecture ${spec.architecture} --epochs ${spec.epochs} --batch-size ${spec.batchSize}`,
  `--learning-rate ${spec.learningRate} --seed ${spec.seed}`,
].join(' ');
await saveArtifact({ ...artifact, card: { ...artifact.card, command } }, out);
console.log(
  `test accuracy ${(metrics.testAccuracy * 100).toFixed(2)} %, written to ${relative(process.cwd(), out) || out}`,
);
