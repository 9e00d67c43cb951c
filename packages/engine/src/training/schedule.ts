import type { Schedule } from '@inkroom/shared';

/** Where a one-cycle schedule turns, and how far below its peak it starts and ends: PyTorch's OneCycleLR has these. */
const ONE_CYCLE = { rise: 0.3, startDivisor: 25, endDivisor: 25e4 } as const;

/**
 * The learning rate of a step.
 * - `constant`: the peak throughout.
 * - `cosine`: from the peak to zero along half a cosine (Loshchilov and Hutter 2017, "SGDR", without restarts).
 * - `one-cycle`: up to the peak over the first three tenths, then down to almost nothing (Smith and Topin 2018,
 *   "Super-Convergence"), both along half a cosine.
 * @param peak the highest rate
 * @param step counts from 0
 */
export function learningRateAt(schedule: Schedule, peak: number, step: number, totalSteps: number): number {
  if (schedule === 'constant') return peak;
  if (schedule === 'cosine') return anneal(peak, 0, step / totalSteps);
  const { rise, startDivisor, endDivisor } = ONE_CYCLE;
  const turn = rise * totalSteps;
  return step < turn
    ? anneal(peak / startDivisor, peak, step / turn)
    : anneal(peak, peak / endDivisor, (step - turn) / (totalSteps - turn));
}

/** From one value to another along half a cosine. */
function anneal(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}
