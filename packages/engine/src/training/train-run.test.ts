import {
  DEFAULT_LIMITS,
  type Digit,
  likeliestDigit,
  PRESET_LAYERS,
  type RunNote,
  renderStrokes,
  type Sample,
  scoreOf,
  type WatchPoint,
} from '@inkroom/shared';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../data/dataset.js';
import { loadDataset } from '../data/datasets.js';
import { generateDigitStrokes, generateDigits } from '../data/generated-digits.js';
import { generateNonDigitStrokes } from '../data/generated-non-digits.js';
import type { TrainingEngine } from '../engines/engine.js';
import { OnnxEngine } from '../engines/onnx-engine.js';
import { OnnxRecogniser } from '../engines/onnx-recogniser.js';
import { watch, watchedDigits } from '../evaluation/watched-digits.js';
import { weightValues } from '../model/weight-values.js';
import type { Checkpoint } from './checkpoint.js';
import { type TrainingDeps, type TrainingSpec, trainRun } from './train-run.js';
import type { TrainingProgress } from './training-reporter.js';

const SPEC: TrainingSpec = {
  architecture: 'mlp',
  layers: [...PRESET_LAYERS.mlp],
  epochs: 2,
  batchSize: 32,
  learningRate: 0.002,
  seed: 5,
};
const TRAIN_SIZE = 330;
/** A model that keeps more than its trained weights. */
const NORMALISED: Pick<TrainingSpec, 'architecture' | 'layers'> = {
  architecture: 'custom',
  layers: [
    { kind: 'pool', size: 2 },
    { kind: 'conv', filters: 4, kernelSize: 3, padding: 'valid', activation: 'relu' },
    { kind: 'batchNorm' },
    { kind: 'pool', size: 2 },
    { kind: 'dense', units: 32, activation: 'relu' },
    { kind: 'batchNorm' },
  ],
};

/** What a test changes of a run, its limits one by one. */
type Changes = Partial<Omit<TrainingDeps, 'limits'> & TrainingDeps['limits']>;

describe('trainRun', () => {
  let dataset: Dataset;
  beforeAll(async () => {
    const drawn = (await generateDigits({ trainSize: TRAIN_SIZE, testSize: 50, seed: 1 }))!;
    const counts = { trainSize: TRAIN_SIZE, corrections: 0, testSize: 50 };
    dataset = { ...drawn, summary: { kind: 'mnist', source: 'generated', ...counts, digest: 'd' } };
  });

  function deps(changes: Changes = {}): TrainingDeps {
    return {
      limits: { ...DEFAULT_LIMITS, ...changes },
      engine: new OnnxEngine({ threads: 1 }),
      dataset,
      signal: new AbortController().signal,
      onProgress: () => {},
      onNote: () => {},
      ...changes,
    };
  }

  /** The engine, with somebody who sees each step before and after it is made and may bend its loss. */
  function watched({
    onStep = () => {},
    loss = (value: number) => value,
    onResult = () => {},
  }: {
    onStep?: (rate: number | undefined) => unknown;
    loss?: (value: number) => number;
    onResult?: (result: { loss: number; correct: number }) => unknown;
  }): TrainingEngine {
    const engine = new OnnxEngine({ threads: 1 });
    return {
      name: engine.name,
      describe: () => engine.describe(),
      async createTrainer(options) {
        const trainer = await engine.createTrainer(options);
        return {
          batchSize: trainer.batchSize,
          exportWeights: () => trainer.exportWeights(),
          exportState: () => trainer.exportState(),
          reseed: (seed) => trainer.reseed(seed),
          dispose: () => trainer.dispose(),
          async step(images, labels, rate) {
            onStep(rate);
            const result = await trainer.step(images, labels, rate);
            const bent = { ...result, loss: loss(result.loss) };
            onResult(bent);
            return bent;
          },
        };
      },
    };
  }

  async function train(spec: Partial<TrainingSpec> = {}, changes: Changes = {}) {
    const outcome = await trainRun({ ...SPEC, ...spec }, deps(changes));
    if (!outcome.ok) throw new Error(outcome.error.code);
    return outcome.value;
  }

  it('learns, and measures itself after each epoch on what it was not trained on', async () => {
    const { evaluation, epochs, artifact } = await train({ epochs: 8 });
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(evaluation.test.accuracy).toBeGreaterThan(0.6);
    expect(epochs.at(-1)).toMatchObject({ testAccuracy: evaluation.test.accuracy, testLoss: evaluation.test.loss });
    expect(artifact.card).toMatchObject({ ...SPEC, epochs: 8, parameters: 101_770, engine: 'onnx' });
  });

  it('repeats itself for the same seed and not for another', async () => {
    const [first, again, other] = [await train(), await train(), await train({ seed: 6 })];
    expect(again.artifact.digest).toBe(first.artifact.digest);
    expect(again.epochs).toEqual(first.epochs);
    expect(again.points).toEqual(first.points);
    expect(other.artifact.digest).not.toBe(first.artifact.digest);
  });

  describe('is watched while it learns', () => {
    const sample = (label: Digit, seed: number): Sample => ({
      ...{ id: `sample-${seed}`, part: 'training', labelledBy: 'ann-0000', authorId: 'ann-0000', at: seed, label },
      strokes: generateDigitStrokes(label, seed),
    });
    const samples = Array.from({ length: 12 }, (_, i) => sample((i % 10) as Digit, i));
    const seen = async (changes: Changes = {}, spec: Partial<TrainingSpec> = {}) => {
      const watched: WatchPoint[] = [];
      const on = await watchedDigits(samples, 'mnist', dataset.test);
      const onProgress = (progress: TrainingProgress) => void watched.push(...progress.watched);
      return { on, watched, outcome: await train(spec, { watched: on, onProgress, ...changes }) };
    };

    it('and makes the same weights to the bit, as if nobody looked, dropout and early stopping included', async () => {
      const dropping: Partial<TrainingSpec> = { architecture: 'cnn', layers: [...PRESET_LAYERS.cnn], epochs: 1 };
      for (const spec of [{}, { ...NORMALISED, patience: 1 }, dropping]) {
        const { watched, outcome } = await seen({}, spec);
        expect(watched.length).toBeGreaterThan(0);
        expect(outcome.artifact.digest).toBe((await train(spec)).artifact.digest);
      }
    });

    it('from before its first step on, in the order of its steps', async () => {
      const { watched } = await seen();
      expect(watched[0]).toMatchObject({ step: 0, epoch: 0 });
      expect(watched.map(({ step }) => step)).toEqual(
        [...new Set(watched.map(({ step }) => step))].sort((a, b) => a - b),
      );
    });

    it('on the very digits of the shelf: what it reads at last is what the finished model reads', async () => {
      const { on, watched: points, outcome } = await seen({}, { epochs: 1 });
      expect(points.at(-1)).toMatchObject({ step: 10, epoch: 1 });
      const recogniser = await OnnxRecogniser.load(outcome.artifact.onnx, { threads: 1 });
      expect(points.at(-1)).toMatchObject(await watch(recogniser, on));
      const images = await recogniser.predict(on.images.subarray(0, 12 * 784), 12);
      const read = Array.from({ length: 12 }, (_, i) => likeliestDigit(images.subarray(i * 10, (i + 1) * 10)));
      expect(points.at(-1)!.read).toBe(read.join(''));
      await recogniser.dispose();
    });

    it('and goes on from a checkpoint without looking at its beginning again', async () => {
      let checkpoint: Checkpoint | undefined;
      await train(
        { epochs: 1 },
        {
          onCheckpoint: (reached) => {
            checkpoint = reached;
          },
        },
      );
      const { watched } = await seen({ checkpoint });
      expect(watched.at(-1)).toMatchObject({ epoch: 2 });
      for (const { epoch } of watched) expect(epoch).toBeGreaterThan(1);
    });
  });

  it('draws the curve of a seed the same on a slow machine, within its points', async () => {
    const runPointsMax = 9;
    const quick = await train({ epochs: 4 }, { runPointsMax, progressIntervalMs: 1e6 });
    const slow = watched({ onStep: () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3) });
    const slowly = await train({ epochs: 4 }, { runPointsMax, progressIntervalMs: 0, engine: slow });
    expect(slowly.points).toEqual(quick.points);
    expect(quick.points.length).toBeGreaterThan(4);
    expect(quick.points.length).toBeLessThanOrEqual(runPointsMax);
    expect(quick.points.at(-1)).toMatchObject({ epoch: 4 });
  });

  it('draws the means of the steps, and nothing else: the loss and the right answers that the engine told', async () => {
    const told: { loss: number; correct: number }[] = [];
    const engine = watched({ onResult: (result) => told.push(result) });
    // Ten steps an epoch and room for six points: a point is the mean of five steps.
    const { points } = await train({}, { engine, runPointsMax: 6, progressIntervalMs: 1e6 });
    expect(points.map(({ step }) => step)).toEqual([5, 10, 15, 20]);
    for (const { step, loss, accuracy } of points) {
      const steps = told.slice(step - 5, step);
      expect(loss).toBeCloseTo(steps.reduce((sum, each) => sum + each.loss, 0) / 5, 10);
      expect(accuracy).toBeCloseTo(steps.reduce((sum, each) => sum + each.correct, 0) / (5 * SPEC.batchSize), 10);
    }
    // Ten digits, none of them known yet: the cross-entropy begins near ln 10, which no other scale of the loss would show.
    expect(told[0]!.loss).toBeGreaterThan(Math.log(10) / 1.5);
    expect(told[0]!.loss).toBeLessThan(Math.log(10) * 1.5);
  });

  it('visits whole batches only and drops what is left over', async () => {
    const { points } = await train({}, { progressIntervalMs: 1e6 });
    const stepsPerEpoch = Math.floor(TRAIN_SIZE / SPEC.batchSize);
    expect(points.at(-1)).toMatchObject({ step: SPEC.epochs * stepsPerEpoch, epoch: SPEC.epochs });
  });

  it('makes one smaller batch of a set that is smaller than a batch', async () => {
    const few = {
      images: dataset.train.images.subarray(0, 5 * 784),
      labels: dataset.train.labels.subarray(0, 5),
      size: 5,
    };
    const { points } = await train({}, { dataset: { ...dataset, train: few } });
    expect(points.at(-1)!.step).toBe(SPEC.epochs);
  });

  it('has nothing to do without images', async () => {
    const none = { images: new Uint8Array(0), labels: new Uint8Array(0), size: 0 };
    const outcome = await trainRun(SPEC, deps({ dataset: { ...dataset, train: none } }));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'dataset_empty' } });
  });

  it('reports every point and every epoch once, at most once in an interval', async () => {
    const reports: (TrainingProgress & { at: number })[] = [];
    const intervalMs = 20;
    const { points, epochs } = await train(
      { epochs: 4 },
      {
        progressIntervalMs: intervalMs,
        onProgress: (progress) => reports.push({ ...progress, at: performance.now() }),
      },
    );
    expect(reports.flatMap((report) => report.points)).toEqual(points);
    expect(reports.flatMap((report) => report.epochPoints)).toEqual(epochs);
    // The last one, which ends the run, does not wait for its turn.
    const gaps = reports.slice(1, -1).map((report, i) => report.at - reports[i]!.at);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(intervalMs - 1);
    const fractions = reports.map((report) => report.fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(reports.at(-1)).toMatchObject({ phase: 'saving', step: 40, totalSteps: 40 });
    expect(reports.at(-1)!.fraction).toBeCloseTo(1);
  });

  it('obeys a cancel within one batch', async () => {
    const abort = new AbortController();
    let steps = 0;
    const engine = watched({
      // As a message from the parent process would: between two turns of the event loop.
      onStep: () => ++steps === 3 && setImmediate(() => abort.abort()),
    });
    const outcome = await trainRun({ ...SPEC, epochs: 50 }, deps({ engine, signal: abort.signal }));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'run_cancelled' } });
    expect(steps).toBeLessThanOrEqual(4);
  });

  it.each(['compiling', 'evaluating'] as const)('obeys a cancel while it is %s', async (phase) => {
    const abort = new AbortController();
    const phases = new Set<string>();
    const outcome = await trainRun(
      { ...SPEC, epochs: 50 },
      deps({
        signal: abort.signal,
        progressIntervalMs: 0,
        onProgress: (progress) => {
          phases.add(progress.phase);
          if (progress.phase === phase) setImmediate(() => abort.abort());
        },
      }),
    );
    expect(outcome).toMatchObject({ ok: false, error: { code: 'run_cancelled' } });
    expect([...phases].at(-1)).toBe(phase);
  });

  it('says at which step the loss was no longer a number', async () => {
    let steps = 0;
    const engine = watched({ onStep: () => steps++, loss: (loss) => (steps === 15 ? Number.NaN : loss) });
    const outcome = await trainRun(SPEC, deps({ engine }));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'run_diverged', details: { epoch: 2, step: 15 } } });
  });

  it('fails when the loss is no longer a number', async () => {
    const outcome = await trainRun({ ...SPEC, learningRate: 1e30 }, deps());
    expect(outcome).toMatchObject({ ok: false, error: { code: 'run_diverged' } });
  });

  it('moves the learning rate as the schedule says', async () => {
    const rates: number[] = [];
    await train({ schedule: 'cosine' }, { engine: watched({ onStep: (rate) => rates.push(rate!) }) });
    expect(rates).toHaveLength(20);
    expect(rates[0]).toBe(SPEC.learningRate);
    expect(rates[10]).toBeCloseTo(SPEC.learningRate / 2, 10);
    expect(rates).toEqual([...rates].sort((a, b) => b - a));
  });

  it.each<[string, Partial<TrainingSpec>]>([
    ['plainly', {}],
    ['with all that is random', { augment: true, schedule: 'one-cycle', patience: 20 }],
    ['with moving averages', { ...NORMALISED, patience: 20 }],
  ])('goes on from a checkpoint as if it had never stopped: %s', async (_, changes) => {
    const spec = { ...changes, epochs: 4 };
    const checkpoints: Checkpoint[] = [];
    const onCheckpoint = (checkpoint: Checkpoint) => checkpoints.push(structuredClone(checkpoint));
    const whole = await train(spec, { progressIntervalMs: 0, onCheckpoint });
    expect(checkpoints.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    const resumed = await train(spec, { progressIntervalMs: 0, checkpoint: checkpoints[1] });
    expect(resumed.artifact.digest).toBe(whole.artifact.digest);
    expect(resumed.epochs).toEqual(whole.epochs.slice(2));
    expect(resumed.points).toEqual(whole.points.filter(({ epoch }) => epoch > 2));
    expect(resumed.evaluation).toEqual(whole.evaluation);
  });

  it('says so when another number of threads goes on with it', async () => {
    const checkpoints: Checkpoint[] = [];
    await train({}, { onCheckpoint: (checkpoint) => checkpoints.push(structuredClone(checkpoint)) });
    const notesOf = async (threads: number) => {
      const notes: RunNote[] = [];
      const engine = new OnnxEngine({ threads });
      await train({}, { checkpoint: checkpoints[0], engine, onNote: (note) => notes.push(note) });
      return notes.map(({ code }) => code);
    };
    expect(await notesOf(1)).not.toContain('engine_changed');
    expect(await notesOf(2)).toContain('engine_changed');
  });

  it('only measures what a checkpoint of the last epoch holds', async () => {
    const checkpoints: Checkpoint[] = [];
    const whole = await train({}, { onCheckpoint: (checkpoint) => checkpoints.push(structuredClone(checkpoint)) });
    const resumed = await train({}, { checkpoint: checkpoints.at(-1) });
    expect(resumed).toMatchObject({ points: [], epochs: [], evaluation: whole.evaluation });
    expect(resumed.artifact.digest).toBe(whole.artifact.digest);
  });

  it.each<[string, Partial<TrainingSpec>]>([
    ['weights', {}],
    ['moving averages', NORMALISED],
  ])('stops when it gets no better, and goes back to the best %s', async (_, model) => {
    const notes: RunNote[] = [];
    const losses: number[] = [];
    const told: TrainingProgress[] = [];
    let back = Number.POSITIVE_INFINITY;
    const stopped = await train(
      // So few images are learnt by heart soon.
      { ...model, epochs: 50, patience: 2, learningRate: 0.01 },
      {
        onNote: (note) => {
          notes.push(note);
          if (note.code === 'best_epoch') back = told.length;
        },
        onCheckpoint: ({ best }) => losses.push(best!.loss),
        progressIntervalMs: 0,
        onProgress: (progress) => told.push(progress),
      },
    );
    expect(stopped.epochs.length).toBeLessThan(50);
    const best = stopped.epochs.length - 2;
    const validation = stopped.epochs.map(({ validationLoss }) => validationLoss!);
    expect(Math.min(...validation)).toBe(validation[best - 1]);
    expect(losses.at(-1)).toBe(validation[best - 1]);
    expect(stopped.artifact.card.epochs).toBe(best);
    expect(stopped.evaluation.test.loss).toBeCloseTo(stopped.epochs[best - 1]!.testLoss, 6);
    expect(notes).toContainEqual({ code: 'best_epoch', epoch: best });
    const fractions = told.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    // The weights that it went back to are measured anew, which is seen too.
    const measuring = told.slice(back).filter(({ phase }) => phase === 'evaluating');
    expect(measuring.at(-1)!.fraction).toBe(1);
    expect(measuring[0]!.fraction).toBeLessThan(1);
  });

  it('shows the images anew in each epoch when they are to be varied', async () => {
    const first = await train();
    expect((await train({ augment: true })).artifact.digest).not.toBe(first.artifact.digest);
  });

  it('goes on from the weights it is given', async () => {
    const first = await train({ epochs: 6 });
    const initialWeights = weightValues(first.artifact);
    const next = await train({ epochs: 1, seed: 9 }, { initialWeights });
    const fresh = await train({ epochs: 1, seed: 9 });
    expect(next.epochs[0]!.testLoss).toBeLessThan(fresh.epochs[0]!.testLoss);
  });

  it('teaches eleven outputs what is no digit, and is judged by the ten', async () => {
    const loaded = await loadDataset({
      kind: 'mnist',
      samples: [],
      outputs: 11,
      framing: 'mnist',
      mnist: { ...DEFAULT_LIMITS, cacheDir: '/nonexistent/inkroom', mirrors: [] },
      generated: { trainSize: 2_000, testSize: 200 },
    });
    if (!loaded.ok) throw new Error(loaded.error.message);
    const spec: Partial<TrainingSpec> = { architecture: 'custom', outputs: 11, epochs: 4, learningRate: 0.004 };
    const { artifact, evaluation } = await train(spec, { dataset: loaded.value });
    expect(artifact.card).toMatchObject({ outputs: 11, metrics: { refused: evaluation.test.refused } });
    expect(evaluation.test.accuracy).toBeGreaterThan(0.9);
    expect(evaluation.test.refused).toBeLessThan(0.03);
    expect(evaluation.test.confusion).toHaveLength(10);
    const recogniser = await OnnxRecogniser.load(artifact.onnx, { threads: 1 });
    const seeds = Array.from({ length: 100 }, (_, i) => 7_000 + i);
    const images = Float32Array.from(
      seeds.flatMap((seed) => [...renderStrokes(generateNonDigitStrokes(seed), 'mnist')]),
    );
    const scores = await recogniser.predict(images, seeds.length);
    await recogniser.dispose();
    const known = seeds.filter((_, i) => scoreOf(scores.subarray(i * 11, (i + 1) * 11), 'not-a-digit') > 0.5);
    expect(known.length).toBeGreaterThan(60);
  });

  it('refuses weights of another architecture', async () => {
    const initialWeights = weightValues((await train({ epochs: 1 })).artifact);
    const outcome = await trainRun(
      { ...SPEC, architecture: 'cnn', layers: [...PRESET_LAYERS.cnn] },
      deps({ initialWeights }),
    );
    expect(outcome).toMatchObject({ ok: false, error: { code: 'artifact_corrupt' } });
  });
});
