import {
  DEFAULT_LIMITS,
  type EpochPoint,
  type Evaluation,
  fail,
  IMAGE_SIZE,
  ok,
  type Result,
  type RunPhase,
  type RunPoint,
  type RunProgress,
  type RunSpec,
} from '@inkroom/shared';
import * as tf from '@tensorflow/tfjs';
import { buildModel } from './architectures.js';
import type { Artifact } from './artifact.js';
import { createArtifact } from './create-artifact.js';
import type { Dataset } from './dataset.js';
import type { Trainer, TrainingEngine } from './engine.js';
import { evaluateModel, metricsOf } from './evaluate-model.js';
import { inferenceGraph } from './inference-graph.js';
import { OnnxRecogniser } from './onnx-recogniser.js';
import { seededRandom, shuffle } from './random.js';

/** What of a run's request the training itself needs. */
export type TrainingSpec = Pick<RunSpec, 'architecture' | 'layers' | 'epochs' | 'batchSize' | 'learningRate' | 'seed'>;

/** Where a run is, with what the curves gained since the report before. */
export interface TrainingProgress extends RunProgress {
  points: RunPoint[];
  /** Verdicts of epochs that ended since the report before. */
  epochPoints: EpochPoint[];
}

export interface TrainingDeps {
  engine: TrainingEngine;
  dataset: Dataset;
  /** Weights to start from, in the order of `model.getWeights()`; drawn from the seed when left out. */
  initialWeights?: Float32Array[] | undefined;
  /** The command that makes the result again, for its card. */
  command?: string | undefined;
  /** Least time between two reports. */
  progressIntervalMs?: number | undefined;
  /** How many wrongly read images of a part the evaluation keeps. */
  mistakesMax?: number | undefined;
  signal: AbortSignal;
  onProgress(progress: TrainingProgress): void;
  onLog(line: string): void;
}

export interface TrainingOutcome {
  artifact: Artifact;
  evaluation: Evaluation;
  points: RunPoint[];
  epochs: EpochPoint[];
}

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
/** What measuring one image costs against training on it: a forward pass is a third of a step. For the progress bar. */
const EVALUATION_COST = 1 / 3;

/**
 * Trains a model and measures it on the test set after each epoch. Each epoch visits the training images in a new order drawn
 * from the seed; what is left over after the last whole batch is dropped (it comes up in another epoch's order), and a
 * set smaller than a batch makes one batch of its own size. Between two batches the event loop gets its turn, so
 * that a cancel is obeyed within one batch.
 * @returns `run_cancelled`, `run_diverged` when the loss is no longer a number, `dataset_empty`, or `artifact_corrupt`
 *   when the initial weights do not fit the architecture
 */
export async function trainRun(spec: TrainingSpec, deps: TrainingDeps): Promise<Result<TrainingOutcome>> {
  const { dataset, engine } = deps;
  if (dataset.train.size === 0) return fail('dataset_empty');
  // TensorFlow.js would otherwise print its advice to install another backend; here it only holds the model.
  tf.enableProdMode();
  const model = buildModel(spec.architecture, spec.seed, spec.layers);
  try {
    if (deps.initialWeights && !setWeights(model, deps.initialWeights)) {
      return fail('artifact_corrupt', { reason: 'the weights do not fit the architecture' });
    }
    return await new TrainingRun(spec, deps, model).run(engine);
  } finally {
    model.dispose();
  }
}

class TrainingRun {
  readonly #spec: TrainingSpec;
  readonly #deps: TrainingDeps;
  readonly #model: tf.LayersModel;
  readonly #batchSize: number;
  readonly #stepsPerEpoch: number;
  readonly #report: Reporter;

  constructor(spec: TrainingSpec, deps: TrainingDeps, model: tf.LayersModel) {
    this.#spec = spec;
    this.#deps = deps;
    this.#model = model;
    const { train, test, holdout } = deps.dataset;
    this.#batchSize = Math.min(spec.batchSize, train.size);
    this.#stepsPerEpoch = Math.floor(train.size / this.#batchSize);
    this.#report = new Reporter({
      epochs: spec.epochs,
      batchSize: this.#batchSize,
      stepsPerEpoch: this.#stepsPerEpoch,
      measuredSize: test.size + (holdout?.size ?? 0),
      intervalMs: deps.progressIntervalMs ?? DEFAULT_LIMITS.progressIntervalMs,
      onProgress: deps.onProgress,
    });
  }

  async run(engine: TrainingEngine): Promise<Result<TrainingOutcome>> {
    const { epochs, learningRate, seed } = this.#spec;
    const { onLog, dataset } = this.#deps;
    const started = performance.now();
    this.#report.phase('compiling');
    if (this.#batchSize < this.#spec.batchSize) onLog(`The batch is all ${this.#batchSize} images that there are.`);
    const trainer = await engine.createTrainer({
      model: this.#model,
      batchSize: this.#batchSize,
      learningRate,
      // Dropout has a sequence of its own, so that the order of the images does not repeat in the masks.
      seed: seed ^ DROPOUT_STREAM,
    });
    onLog(`Training step ready after ${Math.round(performance.now() - started)} ms.`);
    try {
      const order = Uint32Array.from({ length: dataset.train.size }, (_, i) => i);
      const random = seededRandom(seed);
      let evaluation: Evaluation | null = null;
      for (let epoch = 1; epoch <= epochs; epoch++) {
        shuffle(order, random);
        const trained = await this.#epoch(trainer, order, epoch);
        if (!trained.ok) return trained;
        setWeights(this.#model, await trainer.exportWeights());
        evaluation = await this.#evaluate(epoch);
        if (!evaluation) return fail('run_cancelled');
        this.#report.epochEnded(epoch, evaluation);
        const rate = Math.round(this.#report.samplesPerSecond);
        onLog(
          `Epoch ${epoch} of ${epochs}: ${percent(evaluation.test.accuracy)} right on the test set, ${rate} samples/s.`,
        );
      }
      return ok(this.#outcome(evaluation!, (performance.now() - started) / 1000));
    } finally {
      await trainer.dispose();
    }
  }

  async #epoch(trainer: Trainer, order: Uint32Array, epoch: number): Promise<Result<null>> {
    const { signal, dataset } = this.#deps;
    const batch = new Uint8Array(this.#batchSize * PIXELS);
    const labels = new Int32Array(this.#batchSize);
    this.#report.phase('training');
    for (let step = 0; step < this.#stepsPerEpoch; step++) {
      if (signal.aborted) return fail('run_cancelled');
      for (let i = 0; i < this.#batchSize; i++) {
        const at = order[step * this.#batchSize + i]!;
        batch.set(dataset.train.images.subarray(at * PIXELS, (at + 1) * PIXELS), i * PIXELS);
        labels[i] = dataset.train.labels[at]!;
      }
      const { loss, correct } = await trainer.step(batch, labels);
      if (!Number.isFinite(loss)) return fail('run_diverged', { epoch, step: step + 1 });
      this.#report.stepDone(epoch, loss, correct);
    }
    return ok(null);
  }

  /** Measures the very graph that recognition would run. */
  async #evaluate(epoch: number): Promise<Evaluation | null> {
    const { engine, signal, dataset } = this.#deps;
    this.#report.phase('evaluating');
    const recogniser = await OnnxRecogniser.load(inferenceGraph(this.#model), { threads: engine.describe().threads });
    try {
      return await evaluateModel(recogniser, dataset, {
        mistakesMax: this.#deps.mistakesMax ?? DEFAULT_LIMITS.mistakesMax,
        signal,
        onProgress: (done) => this.#report.evaluated(epoch, done),
      });
    } finally {
      await recogniser.dispose();
    }
  }

  #outcome(evaluation: Evaluation, trainingSeconds: number): TrainingOutcome {
    const { epochs, batchSize, learningRate, seed, architecture, layers } = this.#spec;
    this.#report.finish();
    const artifact = createArtifact(this.#model, {
      architecture,
      layers,
      dataset: this.#deps.dataset.summary,
      epochs,
      batchSize,
      learningRate,
      seed,
      engine: this.#deps.engine.name,
      command: this.#deps.command ?? null,
      trainingSeconds,
      metrics: metricsOf(evaluation),
      createdAt: new Date().toISOString(),
    });
    return { artifact, evaluation, ...this.#report.series };
  }
}

const DROPOUT_STREAM = 0x5eed_d20f;

interface ReporterOptions {
  epochs: number;
  batchSize: number;
  stepsPerEpoch: number;
  /** Images measured after an epoch. */
  measuredSize: number;
  intervalMs: number;
  onProgress(progress: TrainingProgress): void;
}

/** Turns steps into progress reports: at most one every `intervalMs`, with the means of the steps since the last one. */
class Reporter {
  readonly series: { points: RunPoint[]; epochs: EpochPoint[] } = { points: [], epochs: [] };
  readonly #options: ReporterOptions;
  #progress: RunProgress;
  #sent = { at: -Infinity, points: 0, epochs: 0 };
  #since = { steps: 0, loss: 0, correct: 0 };
  /** Time spent in steps and how many they were, without the first one, which warms up. */
  #timed = { steps: 0, ms: 0 };
  #lastStepAt: number | null = null;
  /** Work that was done when the clock of the remaining time was started. */
  #clock: { at: number; fraction: number } | null = null;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#progress = {
      phase: 'loading',
      fraction: 0,
      epoch: 0,
      step: 0,
      totalSteps: options.epochs * options.stepsPerEpoch,
      samplesPerSecond: 0,
      etaMs: null,
    };
  }

  get samplesPerSecond(): number {
    const { steps, ms } = this.#timed;
    return ms > 0 ? (steps * this.#options.batchSize * 1000) / ms : 0;
  }

  phase(phase: RunPhase): void {
    this.#progress.phase = phase;
    this.#lastStepAt = null;
    this.#sendIfDue();
  }

  stepDone(epoch: number, loss: number, correct: number): void {
    const now = performance.now();
    if (this.#lastStepAt !== null) {
      this.#timed.steps++;
      this.#timed.ms += now - this.#lastStepAt;
    }
    this.#lastStepAt = now;
    this.#progress.epoch = epoch;
    this.#progress.step++;
    this.#since.steps++;
    this.#since.loss += loss;
    this.#since.correct += correct;
    this.#advance(epoch - 1, this.#progress.step - (epoch - 1) * this.#options.stepsPerEpoch, 0);
    this.#sendIfDue();
  }

  evaluated(epoch: number, images: number): void {
    this.#advance(epoch - 1, this.#options.stepsPerEpoch, images);
    this.#sendIfDue();
  }

  epochEnded(epoch: number, { test }: Evaluation): void {
    // Each epoch leaves a point, also when it took less than the interval.
    this.#addPoint();
    this.series.epochs.push({ epoch, step: this.#progress.step, testAccuracy: test.accuracy, testLoss: test.loss });
    this.#sendIfDue();
  }

  /** Sends what is left, due or not. */
  finish(): void {
    this.#progress.phase = 'saving';
    this.#progress.etaMs = 0;
    this.#send();
  }

  /** Work is counted in images trained on; an image measured counts for less. */
  #advance(wholeEpochs: number, steps: number, evaluatedImages: number): void {
    const { batchSize, stepsPerEpoch, measuredSize, epochs } = this.#options;
    const epochWork = stepsPerEpoch * batchSize + measuredSize * EVALUATION_COST;
    const done = wholeEpochs * epochWork + steps * batchSize + evaluatedImages * EVALUATION_COST;
    const fraction = done / (epochs * epochWork);
    const now = performance.now();
    this.#progress.fraction = fraction;
    // The clock starts after the first step, which takes longer than those that follow.
    if (!this.#clock) this.#clock = { at: now, fraction };
    else if (fraction > this.#clock.fraction) {
      this.#progress.etaMs = ((1 - fraction) * (now - this.#clock.at)) / (fraction - this.#clock.fraction);
    }
  }

  #sendIfDue(): void {
    if (performance.now() - this.#sent.at >= this.#options.intervalMs) this.#send();
  }

  #send(): void {
    this.#addPoint();
    this.#options.onProgress({
      ...this.#progress,
      samplesPerSecond: this.samplesPerSecond,
      points: this.series.points.slice(this.#sent.points),
      epochPoints: this.series.epochs.slice(this.#sent.epochs),
    });
    this.#sent = { at: performance.now(), points: this.series.points.length, epochs: this.series.epochs.length };
  }

  #addPoint(): void {
    const { steps, loss, correct } = this.#since;
    if (steps === 0) return;
    const { batchSize, stepsPerEpoch } = this.#options;
    this.series.points.push({
      step: this.#progress.step,
      epoch: this.#progress.step / stepsPerEpoch,
      loss: loss / steps,
      accuracy: correct / (steps * batchSize),
    });
    this.#since = { steps: 0, loss: 0, correct: 0 };
  }
}

/** Puts flat values into a model; false when they are not of its sizes. */
function setWeights(model: tf.LayersModel, values: readonly Float32Array[]): boolean {
  const shapes = model.getWeights().map((weight) => weight.shape);
  const fits =
    shapes.length === values.length &&
    shapes.every((shape, i) => shape.reduce((size, side) => size * side, 1) === values[i]!.length);
  if (!fits) return false;
  const tensors = values.map((value, i) => tf.tensor(value, shapes[i]!));
  model.setWeights(tensors);
  tf.dispose(tensors);
  return true;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
