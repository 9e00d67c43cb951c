import { isDeepStrictEqual } from 'node:util';
import {
  DEFAULT_RUN,
  type EpochPoint,
  type Evaluation,
  fail,
  IMAGE_SIZE,
  type Limits,
  type OutputCount,
  ok,
  type Result,
  type RunNote,
  type RunPoint,
  type RunSpec,
} from '@inkroom/shared';
import * as tf from '@tensorflow/tfjs';
import type { Dataset, LabelledImages } from '../data/dataset.js';
import { epochImages } from '../data/epoch-images.js';
import { epochLength, planEpoch, splitTraining, type TrainingSplit } from '../data/epoch-plan.js';
import type { Trainer, TrainingEngine } from '../engines/engine.js';
import { OnnxRecogniser, type Recogniser } from '../engines/onnx-recogniser.js';
import { evaluate } from '../evaluation/evaluate.js';
import { evaluateModel, metricsOf } from '../evaluation/evaluate-model.js';
import { type WatchedDigits, watch } from '../evaluation/watched-digits.js';
import { buildModel } from '../model/architectures.js';
import type { Artifact } from '../model/artifact.js';
import { createArtifact } from '../model/create-artifact.js';
import { setWeights } from '../model/model-weights.js';
import { derivedSeed, seededRandom } from '../random.js';
import { inferenceGraph } from '../tracing/inference-graph.js';
import type { Checkpoint } from './checkpoint.js';
import { EarlyStopping } from './early-stopping.js';
import { RunWatch } from './run-watch.js';
import { learningRateAt } from './schedule.js';
import { type TrainingProgress, TrainingReporter } from './training-reporter.js';

type Hyperparameters = Pick<RunSpec, 'schedule' | 'augment' | 'patience' | 'replay'>;

/** What of a run's request the training itself needs; what is left out is as in `DEFAULT_RUN`. */
export type TrainingSpec = Pick<RunSpec, 'architecture' | 'layers' | 'epochs' | 'batchSize' | 'learningRate' | 'seed'> &
  Partial<Hyperparameters> & {
    /** Ten where it is left out. */
    outputs?: OutputCount | undefined;
  };

export interface TrainingDeps {
  engine: TrainingEngine;
  dataset: Dataset;
  /** Weights to start from, in the order of `model.getWeights()`; drawn from the seed when left out. */
  initialWeights?: Float32Array[] | undefined;
  /** Where the run stopped before; it goes on there. */
  checkpoint?: Checkpoint | undefined;
  /** What the model is read on while it learns; it changes nothing of what it learns. */
  watched?: WatchedDigits | undefined;
  /** The command that makes the result again, for its card. */
  command?: string | undefined;
  limits: Pick<Limits, 'runPointsMax' | 'progressIntervalMs' | 'mistakesMax'>;
  signal: AbortSignal;
  onProgress(progress: TrainingProgress): void;
  onNote(note: RunNote): void;
  /** Called after each epoch, all progress up to it having been reported. */
  onCheckpoint?(checkpoint: Checkpoint): void;
}

export interface TrainingOutcome {
  artifact: Artifact;
  evaluation: Evaluation;
  /** The curves of this process: without what a run that goes on from a checkpoint has told before. */
  points: RunPoint[];
  epochs: EpochPoint[];
}

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/**
 * Trains a model and measures it on the test set and the room's holdout after each epoch. Each epoch shows the training
 * images in an order of its own; what is left over after the last whole batch is dropped (it comes up in another
 * epoch's order), and a set smaller than a batch makes one batch of its own size. Between two batches the event loop
 * gets its turn, so that a cancel is obeyed within one batch.
 *
 * Everything random is drawn from the seed, the purpose and the epoch: the same seed on the same engine gives the same
 * curve, also when the run goes on from a checkpoint in the middle.
 * @returns `run_cancelled`, `run_diverged` with the step when the loss is no longer a number, `dataset_empty`, or
 *   `artifact_corrupt` when the initial weights do not fit the architecture
 */
export async function trainRun(spec: TrainingSpec, deps: TrainingDeps): Promise<Result<TrainingOutcome>> {
  if (deps.dataset.train.size === 0) return fail('dataset_empty');
  // TensorFlow.js would otherwise print its advice to install another backend; here it only holds the model.
  tf.enableProdMode();
  const model = buildModel(spec.architecture, spec.seed, spec.layers, spec.outputs);
  try {
    if (deps.initialWeights && !setWeights(model, deps.initialWeights)) {
      return fail('artifact_corrupt', { reason: 'the weights do not fit the architecture' });
    }
    return await new TrainingRun(spec, deps, model).run();
  } finally {
    model.dispose();
  }
}

class TrainingRun {
  readonly #spec: TrainingSpec & Hyperparameters;
  readonly #deps: TrainingDeps;
  readonly #model: tf.LayersModel;
  readonly #split: TrainingSplit;
  readonly #validation: LabelledImages | null;
  readonly #batchSize: number;
  readonly #stepsPerEpoch: number;
  readonly #report: TrainingReporter;
  readonly #stopping: EarlyStopping | null;
  readonly #watch: RunWatch | null;
  readonly #started = performance.now();
  readonly #computedBy: Checkpoint['computedBy'];

  constructor(spec: TrainingSpec, deps: TrainingDeps, model: tf.LayersModel) {
    const { schedule, augment, patience, replay } = DEFAULT_RUN;
    this.#spec = { schedule, augment, patience, replay, ...spec };
    this.#deps = deps;
    const { engine, threads } = deps.engine.describe();
    this.#computedBy = { engine, threads };
    this.#model = model;
    const { train, drawings, test, holdout, summary } = deps.dataset;
    const set = { size: train.size, drawings, corrections: summary.corrections };
    this.#split = splitTraining(set, spec.seed, this.#spec.patience > 0);
    const { validation } = this.#split;
    this.#validation = validation.length > 0 ? pick(train, validation) : null;
    this.#stopping = this.#validation && new EarlyStopping(this.#spec.patience, deps.checkpoint?.best);
    const length = epochLength(this.#split, this.#spec.replay);
    this.#batchSize = Math.min(spec.batchSize, length);
    this.#stepsPerEpoch = Math.floor(length / this.#batchSize);
    this.#watch = deps.watched ? new RunWatch(this.#stepsPerEpoch) : null;
    this.#report = new TrainingReporter({
      epochs: spec.epochs,
      epochsDone: deps.checkpoint?.epoch ?? 0,
      batchSize: this.#batchSize,
      stepsPerEpoch: this.#stepsPerEpoch,
      measuredSize: test.size + (holdout?.size ?? 0) + validation.length,
      pointsMax: deps.limits.runPointsMax,
      intervalMs: deps.limits.progressIntervalMs,
      onProgress: deps.onProgress,
    });
  }

  async run(): Promise<Result<TrainingOutcome>> {
    const { epochs, learningRate, seed, patience } = this.#spec;
    const { onNote, engine, checkpoint, signal } = this.#deps;
    this.#report.phase('compiling');
    // A turn of the event loop: compiling holds it for a moment, and a cancel may be waiting.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) return fail('run_cancelled');
    if (checkpoint && !isDeepStrictEqual(checkpoint.computedBy, this.#computedBy)) onNote({ code: 'engine_changed' });
    if (this.#batchSize < this.#spec.batchSize) onNote({ code: 'batch_cut', size: this.#batchSize });
    if (patience > 0 && !this.#validation) onNote({ code: 'too_few_to_stop_early' });
    const trainer = await engine.createTrainer({
      model: this.#model,
      batchSize: this.#batchSize,
      learningRate,
      seed,
      state: checkpoint?.state,
    });
    onNote({ code: 'step_ready', ms: Math.round(performance.now() - this.#started) });
    try {
      let epoch = checkpoint?.epoch ?? 0;
      let evaluation: Evaluation | null = null;
      let stop = this.#stopping?.isOver(epoch) ?? false;
      // What it reads before its first step is what all else is held against.
      if (epoch === 0) await this.#look(trainer, 0);
      while (epoch < epochs && !stop) {
        epoch++;
        const trained = await this.#epoch(trainer, epoch);
        if (!trained.ok) return trained;
        const weights = await trainer.exportWeights();
        const measured = await this.#measure(weights, epoch);
        if (!measured) return fail('run_cancelled');
        evaluation = measured.evaluation;
        if (measured.validationLoss !== null) stop = this.#stopping!.observe(epoch, measured.validationLoss, weights);
        this.#report.epochEnded(epoch, evaluation, measured.validationLoss);
        const samplesPerSecond = Math.round(this.#report.samplesPerSecond);
        onNote({ code: 'epoch', epoch, epochs, accuracy: evaluation.test.accuracy, samplesPerSecond });
        await this.#checkpoint(trainer, epoch);
      }
      return await this.#finish(trainer, epoch, evaluation);
    } finally {
      await trainer.dispose();
    }
  }

  async #epoch(trainer: Trainer, epoch: number): Promise<Result<null>> {
    const { signal, dataset } = this.#deps;
    const { seed, augment, replay, schedule, learningRate, epochs } = this.#spec;
    const random = (purpose: string) => seededRandom(derivedSeed(seed, purpose, epoch));
    const order = planEpoch(this.#split, replay, random('order'));
    const draw = epochImages(dataset.train, { augment, random: random('augmentation') });
    trainer.reseed(derivedSeed(seed, 'dropout', epoch));
    const batch = new Uint8Array(this.#batchSize * PIXELS);
    const labels = new Int32Array(this.#batchSize);
    this.#report.phase('training');
    for (let step = 0; step < this.#stepsPerEpoch; step++) {
      if (signal.aborted) return fail('run_cancelled');
      for (let i = 0; i < this.#batchSize; i++) {
        const at = order[step * this.#batchSize + i]!;
        draw(at, batch, i * PIXELS);
        labels[i] = dataset.train.labels[at]!;
      }
      const done = (epoch - 1) * this.#stepsPerEpoch + step;
      const rate = learningRateAt(schedule, learningRate, done, epochs * this.#stepsPerEpoch);
      const { loss, correct } = await trainer.step(batch, labels, rate);
      if (!Number.isFinite(loss)) return fail('run_diverged', { epoch, step: done + 1, learningRate: rate });
      this.#report.stepDone(epoch, loss, correct);
      if (this.#watch?.isDue(step + 1)) await this.#look(trainer, done + 1);
    }
    return ok(null);
  }

  /** Reads what the run is watched on, with the weights as they are. @param step that is done, of the run */
  async #look(trainer: Trainer, step: number): Promise<void> {
    if (!this.#watch) return;
    await this.#watch.look(async () =>
      this.#withRecogniser(await trainer.exportWeights(), (recogniser) => this.#tellWhatItReads(recogniser, step)),
    );
  }

  async #tellWhatItReads(recogniser: Recogniser, step: number): Promise<void> {
    const { watched } = this.#deps;
    if (!watched) return;
    const read = await watch(recogniser, watched);
    this.#report.watched({ step, epoch: step / this.#stepsPerEpoch, ...read });
  }

  /** Measures the weights after an epoch with the very graph that recognition would run; null when it was cancelled. */
  async #measure(
    weights: readonly Float32Array[],
    epoch: number,
  ): Promise<{ evaluation: Evaluation; validationLoss: number | null } | null> {
    const { signal } = this.#deps;
    this.#report.phase('evaluating');
    return this.#withRecogniser(weights, async (recogniser) => {
      await this.#watch?.look(() => this.#tellWhatItReads(recogniser, epoch * this.#stepsPerEpoch));
      const onProgress = (done: number) => this.#report.evaluated(epoch, done);
      const evaluation = await this.#evaluate(recogniser, onProgress);
      if (!evaluation) return null;
      if (!this.#validation) return { evaluation, validationLoss: null };
      const before = evaluation.test.size + (evaluation.holdout?.size ?? 0);
      const validation = await evaluate(recogniser, this.#validation, {
        signal,
        onProgress: (done) => onProgress(before + done),
      });
      return validation && { evaluation, validationLoss: validation.loss };
    });
  }

  #evaluate(recogniser: Recogniser, onProgress?: (done: number) => void): Promise<Evaluation | null> {
    const { dataset, signal, limits } = this.#deps;
    return evaluateModel(recogniser, dataset, { mistakesMax: limits.mistakesMax, signal, onProgress });
  }

  async #withRecogniser<T>(weights: readonly Float32Array[], body: (recogniser: Recogniser) => Promise<T>): Promise<T> {
    setWeights(this.#model, weights);
    const { threads } = this.#computedBy;
    const recogniser = await OnnxRecogniser.load(inferenceGraph(this.#model), { threads });
    try {
      return await body(recogniser);
    } finally {
      await recogniser.dispose();
    }
  }

  async #checkpoint(trainer: Trainer, epoch: number): Promise<void> {
    const { onCheckpoint, dataset } = this.#deps;
    if (!onCheckpoint) return;
    this.#report.flush();
    onCheckpoint({
      epoch,
      datasetDigest: dataset.summary.digest,
      computedBy: this.#computedBy,
      seconds: this.#seconds(),
      state: await trainer.exportState(),
      best: this.#stopping?.best ?? null,
    });
  }

  /** @param last what the weights after the last epoch were found to be, if they were measured here */
  async #finish(trainer: Trainer, epoch: number, last: Evaluation | null): Promise<Result<TrainingOutcome>> {
    const best = this.#stopping?.best;
    let evaluation = best && best.epoch !== epoch ? null : last;
    if (best && best.epoch !== epoch) {
      this.#deps.onNote({ code: 'best_epoch', epoch: best.epoch });
    }
    if (!evaluation) {
      this.#report.phase('evaluating');
      const weights = best?.weights ?? (await trainer.exportWeights());
      const { test, holdout } = this.#deps.dataset;
      const images = test.size + (holdout?.size ?? 0);
      const onProgress = (done: number) => this.#report.measuredAgain(done / images);
      evaluation = await this.#withRecogniser(weights, (recogniser) => this.#evaluate(recogniser, onProgress));
      if (!evaluation) return fail('run_cancelled');
    }
    this.#report.finish();
    const { architecture, layers, outputs, learningRate, seed, schedule, augment, patience, replay } = this.#spec;
    const artifact = createArtifact(this.#model, {
      architecture,
      layers,
      ...(outputs ? { outputs } : {}),
      dataset: this.#deps.dataset.summary,
      epochs: best?.epoch ?? epoch,
      batchSize: this.#batchSize,
      learningRate,
      schedule,
      augment,
      patience,
      replay,
      seed,
      ...this.#computedBy,
      command: this.#deps.command ?? null,
      trainingSeconds: this.#seconds(),
      metrics: metricsOf(evaluation),
      createdAt: new Date().toISOString(),
    });
    return ok({ artifact, evaluation, ...this.#report.series });
  }

  #seconds(): number {
    return (this.#deps.checkpoint?.seconds ?? 0) + (performance.now() - this.#started) / 1000;
  }
}

/** Some of the images, in a block of their own. */
function pick({ images, labels }: LabelledImages, indices: Uint32Array): LabelledImages {
  const picked = new Uint8Array(indices.length * PIXELS);
  for (const [i, at] of indices.entries()) picked.set(images.subarray(at * PIXELS, (at + 1) * PIXELS), i * PIXELS);
  return { images: picked, labels: Uint8Array.from(indices, (at) => labels[at]!), size: indices.length };
}
