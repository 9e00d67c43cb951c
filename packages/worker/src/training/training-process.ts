import { constants, setPriority } from 'node:os';
import {
  compareOnCorrections,
  type EngineName,
  loadDataset,
  mnistMirrors,
  OnnxRecogniser,
  openEngine,
  type TrainingEngine,
  trainingSpeed,
  trainRun,
  usesGpu,
  watchedDigits,
  weightValues,
} from '@inkroom/engine';
import {
  CORRECTIONS_COMPARED,
  CodedException,
  fail,
  type OnCorrections,
  ok,
  QUEUED_PROGRESS,
  RECOMMENDED,
  type Result,
  type RunNote,
  type RunProgress,
  type Sample,
} from '@inkroom/shared';
import { tellsOutOfMemory } from '../out-of-memory.js';
import type { TrainingCommand, TrainingOrder, TrainingReport } from './training-messages.js';

/**
 * The program of a training process: trains one run for the worker that forked it and ends. A process of its own keeps
 * the worker's event loop free to hold its lock and to obey a cancel, and takes nobody with it when it dies.
 */

const abort = new AbortController();

// Below the readers of digits: a room that trains must not read more slowly.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

// A worker that was killed leaves no training behind.
process.on('disconnect', () => process.exit(1));

process.on('message', (command: TrainingCommand) => {
  if (command.kind === 'cancel') abort.abort();
  else if (command.kind === 'probe') void finish(probe(command.engine, command.threads));
  else void finish(train(command.order));
});

// Ctrl-C reaches the whole group: the worker decides what becomes of the run, and tells.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

/** What engines of a pool are compared by: the notebook's CNN with its own batches. One that takes longer is slow enough to tell. */
const TRIAL = { architecture: 'cnn', batchSize: RECOMMENDED.cnn.batchSize, steps: 50, maxMs: 15_000 } as const;

/** Sends what the work ends with, and ends. */
async function finish(work: Promise<Result<TrainingReport>>): Promise<void> {
  const result = await work.catch((thrown: unknown) => {
    // Its text may tell of paths and the like: it is for the worker's log, not for the room.
    process.stderr.write(`${thrown instanceof Error ? thrown.stack : thrown}\n`);
    if (thrown instanceof CodedException) return { ok: false as const, error: thrown.coded };
    return fail(tellsOutOfMemory(String(thrown)) ? 'run_out_of_memory' : 'run_failed');
  });
  await sendUsage();
  await send(result.ok ? result.value : { kind: 'failed', error: result.error });
  process.exit(0);
}

async function probe(name: EngineName, threads: number): Promise<Result<TrainingReport>> {
  const engine = await open(name, threads);
  const samplesPerSecond = usesGpu(name) ? await trainingSpeed(engine, TRIAL) : null;
  return ok({ kind: 'probed', probed: { description: engine.describe(), samplesPerSecond } });
}

async function train(order: TrainingOrder): Promise<Result<TrainingReport>> {
  const { spec, parent, checkpoint } = order;
  setInterval(sendUsage, USAGE_INTERVAL_MS).unref();
  const onNote = (note: RunNote) => void send({ kind: 'note', at: Date.now(), note });
  const loading = progressSender(order.limits.progressIntervalMs);
  loading.report({ ...QUEUED_PROGRESS, phase: 'loading' });
  const mirrors = order.mnist.tryMirrors ? mnistMirrors(process.env) : [];
  const dataset = await loadDataset({
    kind: spec.dataset,
    samples: order.samples,
    outputs: spec.outputs,
    // As many as there are scans to choose from in an epoch; a run that shows all of MNIST learns from that.
    drawings: spec.replay,
    framing: order.framing,
    mnist: { ...order.mnist, mirrors },
    onProgress: ({ receivedBytes, totalBytes }) =>
      loading.report({
        ...QUEUED_PROGRESS,
        phase: 'loading',
        fraction: totalBytes > 0 ? receivedBytes / totalBytes : 0,
      }),
    onNote,
    signal: abort.signal,
  });
  if (abort.signal.aborted) return fail('run_cancelled');
  if (!dataset.ok) return dataset;
  const { summary } = dataset.value;
  if (summary.source === 'generated' && mirrors.length > 0) void send({ kind: 'mirrors-unreachable' });
  void send({ kind: 'dataset', summary });
  const { digest, ...data } = summary;
  onNote({ code: 'data', ...data });
  if (checkpoint && checkpoint.datasetDigest !== digest) onNote({ code: 'data_changed' });
  const engine = await open(order.engine, order.threads);
  const watched = await watchedDigits(order.samples, order.framing, dataset.value.test);
  void send({ kind: 'shelf', shelf: watched.shelf });
  const outcome = await trainRun(spec, {
    engine,
    dataset: dataset.value,
    watched,
    limits: order.limits,
    initialWeights: parent ? weightValues(parent) : undefined,
    checkpoint: checkpoint ?? undefined,
    signal: abort.signal,
    onProgress: ({ points, epochPoints, watched, ...progress }) =>
      void send({ kind: 'progress', progress, points, epochs: epochPoints, watched }),
    onNote,
    onCheckpoint: (reached) => void send({ kind: 'checkpoint', checkpoint: reached }),
  });
  if (!outcome.ok) return outcome;
  const { artifact, evaluation } = outcome.value;
  const corrections = await compareWithLive(order, artifact.onnx);
  return ok({ kind: 'finished', artifact, evaluation: { ...evaluation, corrections } });
}

/** What the room's corrections are read as, by the model that was made and by the live one. */
async function compareWithLive(order: TrainingOrder, onnx: Uint8Array): Promise<OnCorrections | null> {
  const { live, threads, framing, limits, spec } = order;
  if (!live) return null;
  const samples = order.samples.slice(-CORRECTIONS_COMPARED);
  const [before, now] = await Promise.all([live.onnx, onnx].map((graph) => OnnxRecogniser.load(graph, { threads })));
  const compared = await compareOnCorrections(samples, framing, { before: before!, now: now! }, limits.mistakesMax);
  await Promise.all([before?.dispose(), now?.dispose()]);
  if (!compared) return null;
  const isSeen = ({ part, label }: Sample) => part === 'training' && label !== 'not-a-digit';
  const seen = spec.dataset === 'mnist' ? 0 : samples.filter(isSeen).length;
  return { ...compared, liveId: live.versionId, seen };
}

/** Reports progress that has no curve, at most every `intervalMs`. */
function progressSender(intervalMs: number) {
  let last = -Infinity;
  return {
    report(progress: RunProgress) {
      const now = performance.now();
      if (now - last < intervalMs) return;
      last = now;
      void send({ kind: 'progress', progress, points: [], epochs: [], watched: [] });
    },
  };
}

async function open(name: EngineName, threads: number): Promise<TrainingEngine> {
  const opened = await openEngine(name, { threads });
  if (!opened.ok) throw new CodedException(opened.error);
  return opened.value;
}

/** How often the process tells what it uses. */
const USAGE_INTERVAL_MS = 1000;

function sendUsage(): Promise<void> {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMemoryBytes: maxRSS * 1024 };
  return send({ kind: 'usage', usage });
}

function send(report: TrainingReport): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || !process.send) resolve();
    else process.send(report, () => resolve());
  });
}
