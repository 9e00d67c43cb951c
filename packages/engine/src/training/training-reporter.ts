import type { EpochPoint, Evaluation, RunPhase, RunPoint, RunProgress, WatchPoint } from '@inkroom/shared';

/** Where a run is, with what the curves gained since the report before. */
export interface TrainingProgress extends RunProgress {
  points: RunPoint[];
  /** Verdicts of epochs that ended since the report before. */
  epochPoints: EpochPoint[];
  /** What it read since then. */
  watched: WatchPoint[];
}

/** What measuring one image costs against training on it: a forward pass is a third of a step. For the progress bar. */
const EVALUATION_COST = 1 / 3;

export interface ReporterOptions {
  epochs: number;
  /** Epochs that were done before, by another process. */
  epochsDone: number;
  batchSize: number;
  stepsPerEpoch: number;
  /** Images measured after an epoch. */
  measuredSize: number;
  /** How many points the run's curve may have. */
  pointsMax: number;
  intervalMs: number;
  onProgress(progress: TrainingProgress): void;
}

/**
 * Turns steps into a curve and into progress reports, of which there is at most one every `intervalMs`. A point is the mean of a
 * number of steps that the run's length alone settles, and each epoch begins a new one: a run that is repeated, or goes on
 * elsewhere, draws the same curve however fast the machine is.
 */
export class TrainingReporter {
  readonly series: { points: RunPoint[]; epochs: EpochPoint[] } = { points: [], epochs: [] };
  /** Not yet sent. */
  #watched: WatchPoint[] = [];
  readonly #options: ReporterOptions;
  readonly #stepsPerPoint: number;
  #progress: RunProgress;
  #sent = { at: -Infinity, points: 0, epochs: 0 };
  #since = { steps: 0, loss: 0, correct: 0 };
  /** Time spent in steps and how many they were, without the first one, which warms up. */
  #timed = { steps: 0, ms: 0 };
  #lastStepAt: number | null = null;
  /** Work that was done when the clock of the remaining time was started. */
  #clock: { at: number; fraction: number } | null = null;
  /** How far the run was when its last epoch had ended. */
  #lastEpochsEnd: number | null = null;

  constructor(options: ReporterOptions) {
    this.#options = options;
    const { epochs, stepsPerEpoch, pointsMax } = options;
    // An epoch's last point may be of fewer steps.
    this.#stepsPerPoint = Math.ceil((epochs * stepsPerEpoch) / Math.max(1, pointsMax - epochs));
    this.#progress = {
      phase: 'loading',
      fraction: options.epochsDone / options.epochs,
      epoch: options.epochsDone,
      step: options.epochsDone * options.stepsPerEpoch,
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
    if (this.#since.steps === this.#stepsPerPoint) this.#addPoint();
    this.#advance(epoch - 1, this.#progress.step - (epoch - 1) * this.#options.stepsPerEpoch, 0);
    this.#sendIfDue();
  }

  /** Somebody looked at the run between two steps: that is no part of its speed. */
  watched(point: WatchPoint): void {
    this.#watched.push(point);
    this.#lastStepAt = null;
    this.#sendIfDue();
  }

  evaluated(epoch: number, images: number): void {
    this.#advance(epoch - 1, this.#options.stepsPerEpoch, images);
    this.#sendIfDue();
  }

  /**
   * No epoch follows: the model to keep is measured once more, and what is left of the run is that measurement.
   * @param share of its images that are done
   */
  measuredAgain(share: number): void {
    this.#lastEpochsEnd ??= this.#progress.fraction;
    this.#progress.fraction = this.#lastEpochsEnd + (1 - this.#lastEpochsEnd) * share;
    this.#progress.etaMs = null;
    this.#sendIfDue();
  }

  epochEnded(epoch: number, { test }: Evaluation, validationLoss: number | null): void {
    this.#addPoint();
    this.series.epochs.push({
      epoch,
      step: this.#progress.step,
      testAccuracy: test.accuracy,
      testLoss: test.loss,
      ...(validationLoss === null ? {} : { validationLoss }),
    });
    this.#sendIfDue();
  }

  /** Sends what is left, due or not. */
  flush(): void {
    this.#send();
  }

  /** The model is made: sends what is left. */
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
    this.#options.onProgress({
      ...this.#progress,
      samplesPerSecond: this.samplesPerSecond,
      points: this.series.points.slice(this.#sent.points),
      epochPoints: this.series.epochs.slice(this.#sent.epochs),
      watched: this.#watched,
    });
    this.#watched = [];
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
