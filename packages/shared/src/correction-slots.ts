/**
 * A correction among 60,000 scans would go unheard: each one is shown up to so many times an epoch, as long as all of them
 * stay within a share of it. Beyond that share an epoch draws some of them, so that what is known stays the larger part.
 *
 * That is no protection against wrong labels: a quarter of an epoch teaches them well. What they teach does not pass the
 * gate, and a host withdraws them (`tests/integration/wrong-labels.test.ts`).
 */
const CORRECTION_REPEATS_MAX = 10;
const CORRECTION_SHARE_MAX = 0.25;

/** How often corrections are shown in one epoch, all of them together. */
export function correctionSlots(base: number, corrections: number): number {
  if (base === 0) return corrections;
  const fitting = Math.floor((base * CORRECTION_SHARE_MAX) / (1 - CORRECTION_SHARE_MAX));
  const repeats = Math.min(CORRECTION_REPEATS_MAX, Math.floor(fitting / Math.max(1, corrections)));
  return repeats > 0 ? corrections * repeats : fitting;
}
