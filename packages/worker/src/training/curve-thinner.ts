import type { RunPoint } from '@inkroom/shared';

/**
 * Keeps a run's curve within a number of points by merging neighbours, so that a long run loses detail and not its
 * beginning. A merged point is the mean over all the steps it stands for.
 */
export class CurveThinner {
  #merged: RunPoint | null = null;
  #mergedSteps = 0;
  #lastStep: number;

  /** @param step where the curve begins */
  constructor(
    readonly pointsMax: number,
    step = 0,
  ) {
    this.#lastStep = step;
  }

  /** @param totalSteps steps of the whole run, which sets how far apart points must lie */
  add(points: readonly RunPoint[], totalSteps: number): RunPoint[] {
    const gap = totalSteps / this.pointsMax;
    const out: RunPoint[] = [];
    for (const point of points) {
      const emitted = this.#lastStep - this.#mergedSteps;
      this.#merge(point);
      if (point.step - emitted >= gap || point.step >= totalSteps) out.push(...this.flush());
    }
    return out;
  }

  /** What was held back. */
  flush(): RunPoint[] {
    const held = this.#merged;
    this.#merged = null;
    this.#mergedSteps = 0;
    return held ? [held] : [];
  }

  #merge(point: RunPoint): void {
    const steps = Math.max(1, point.step - this.#lastStep);
    this.#lastStep = point.step;
    const all = this.#mergedSteps + steps;
    const mean = (held: number, added: number) => (held * this.#mergedSteps + added * steps) / all;
    this.#merged = this.#merged
      ? {
          step: point.step,
          epoch: point.epoch,
          loss: mean(this.#merged.loss, point.loss),
          accuracy: mean(this.#merged.accuracy, point.accuracy),
        }
      : point;
    this.#mergedSteps = all;
  }
}
