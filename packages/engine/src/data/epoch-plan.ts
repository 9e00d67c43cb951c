import { correctionSlots } from '@inkroom/shared';
import { derivedSeed, seededRandom, shuffle } from '../random.js';

/** Which of the training images an epoch may show, by their indices. */
export interface TrainingSplit {
  base: Uint32Array;
  drawings: Uint32Array;
  corrections: Uint32Array;
  /** Kept back to tell when to stop; never trained on. */
  validation: Uint32Array;
}

export interface TrainingSet {
  /** All training images: the base data first, then drawings, then corrections. */
  size: number;
  /** Generated drawings that are replayed beside the base data. */
  drawings?: number;
  corrections: number;
}

/** Share of the training images that is kept back for validation, and how many at most: enough to tell 0.2 points apart. */
const VALIDATION_SHARE = 0.1;
const VALIDATION_MAX = 5_000;

/** Splits the validation images off: the same ones for the same seed, of each kind of image alike. */
export function splitTraining(
  { size, drawings = 0, corrections }: TrainingSet,
  seed: number,
  validate: boolean,
): TrainingSplit {
  const ends = [size - corrections - drawings, size - corrections, size];
  const parts = ends.map((end, i) => {
    const start = ends[i - 1] ?? 0;
    return Uint32Array.from({ length: end - start }, (_, at) => start + at);
  });
  const random = seededRandom(derivedSeed(seed, 'validation'));
  const share = validate ? Math.min(VALIDATION_SHARE, VALIDATION_MAX / size) : 0;
  const validation: number[] = [];
  const [base, drawn, corrected] = parts.map((part) => {
    const kept = Math.floor(part.length * share);
    if (kept === 0) return part;
    shuffle(part, random);
    validation.push(...part.subarray(0, kept));
    return part.subarray(kept);
  });
  return { base: base!, drawings: drawn!, corrections: corrected!, validation: Uint32Array.from(validation) };
}

/** Images of one epoch. @param replay how many of the base images and drawings are shown; 0 for all */
export function epochLength(split: TrainingSplit, replay: number): number {
  const { base, drawings } = replayed(split, replay);
  return base + drawings + correctionSlots(base + drawings, split.corrections.length);
}

/** The indices of an epoch's images in the order in which they are shown. */
export function planEpoch(split: TrainingSplit, replay: number, random: () => number): Uint32Array {
  const shown = replayed(split, replay);
  const plan = new Uint32Array(epochLength(split, replay));
  plan.set(draw(split.base, shown.base, random));
  plan.set(draw(split.drawings, shown.drawings, random), shown.base);
  const corrections = split.corrections.slice();
  shuffle(corrections, random);
  const first = shown.base + shown.drawings;
  for (let i = first; i < plan.length; i++) plan[i] = corrections[(i - first) % corrections.length]!;
  shuffle(plan, random);
  return plan;
}

/** Drawings are half of what is replayed, as far as there are enough of them. */
function replayed({ base, drawings }: TrainingSplit, replay: number): { base: number; drawings: number } {
  if (replay === 0) return { base: base.length, drawings: drawings.length };
  const drawn = Math.min(Math.floor(replay / 2), drawings.length);
  return { base: Math.min(replay - drawn, base.length), drawings: drawn };
}

/** So many of the images, drawn anew; where all are shown there is nothing to draw. */
function draw(images: Uint32Array, count: number, random: () => number): Uint32Array {
  if (count === images.length) return images;
  const order = images.slice();
  shuffle(order, random);
  return order.subarray(0, count);
}
