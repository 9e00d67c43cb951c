import { derivedSeed, seededRandom, shuffle } from './random.js';

/** Which of the training images an epoch may show, by their indices. */
export interface TrainingSplit {
  base: Uint32Array;
  corrections: Uint32Array;
  /** Kept back to tell when to stop; never trained on. */
  validation: Uint32Array;
}

export interface TrainingSet {
  /** All training images; the corrections come last. */
  size: number;
  corrections: number;
}

/** Share of the training images that is kept back for validation, and how many at most: enough to tell 0.2 points apart. */
const VALIDATION_SHARE = 0.1;
const VALIDATION_MAX = 5_000;

/**
 * A correction among 60,000 scans would go unheard: each one is shown up to so many times an epoch, as long as all of them
 * stay within a share of it. Beyond that share an epoch draws some of them, so that a flood of wrong labels does not
 * outshout what is known.
 */
const CORRECTION_REPEATS_MAX = 10;
const CORRECTION_SHARE_MAX = 0.25;

/** Splits the validation images off: the same ones for the same seed, of scans and corrections alike. */
export function splitTraining({ size, corrections }: TrainingSet, seed: number, validate: boolean): TrainingSplit {
  const range = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, i) => from + i);
  const base = range(0, size - corrections);
  const corrected = range(size - corrections, size);
  if (!validate) return { base, corrections: corrected, validation: new Uint32Array(0) };
  const random = seededRandom(derivedSeed(seed, 'validation'));
  const share = Math.min(VALIDATION_SHARE, VALIDATION_MAX / size);
  const parts = [base, corrected].map((part) => {
    shuffle(part, random);
    const kept = Math.floor(part.length * share);
    return { validation: part.slice(0, kept), training: part.slice(kept) };
  });
  return {
    base: parts[0]!.training,
    corrections: parts[1]!.training,
    validation: Uint32Array.from(parts.flatMap(({ validation }) => [...validation])),
  };
}

/** How often corrections are shown in one epoch, all of them together. */
export function correctionSlots(base: number, corrections: number): number {
  if (base === 0) return corrections;
  const fitting = Math.floor((base * CORRECTION_SHARE_MAX) / (1 - CORRECTION_SHARE_MAX));
  const repeats = Math.min(CORRECTION_REPEATS_MAX, Math.floor(fitting / Math.max(1, corrections)));
  return repeats > 0 ? corrections * repeats : fitting;
}

/** Images of one epoch. @param replay how many of the base images are shown; 0 for all */
export function epochLength(split: TrainingSplit, replay: number): number {
  const base = replayed(split, replay);
  return base + correctionSlots(base, split.corrections.length);
}

/** The indices of an epoch's images in the order in which they are shown. */
export function planEpoch(split: TrainingSplit, replay: number, random: () => number): Uint32Array {
  const base = Uint32Array.from(split.base);
  const corrections = Uint32Array.from(split.corrections);
  if (replayed(split, replay) < base.length) shuffle(base, random);
  shuffle(corrections, random);
  const shown = replayed(split, replay);
  const plan = new Uint32Array(epochLength(split, replay));
  plan.set(base.subarray(0, shown));
  for (let i = shown; i < plan.length; i++) plan[i] = corrections[(i - shown) % corrections.length]!;
  shuffle(plan, random);
  return plan;
}

function replayed({ base }: TrainingSplit, replay: number): number {
  return replay > 0 ? Math.min(replay, base.length) : base.length;
}
