/** Drawings as training data: a file of written digits, split by writer, with generated ones beside them. */
import { createHash } from 'node:crypto';
import {
  ANY_HAND,
  AS_SCANNED,
  type Dataset,
  type DrawingsCard,
  generateDigitStrokes,
  type ImageAugmentation,
  joinTraining,
  SCAN_AUGMENTATION,
  type TrainingImages,
  toBytes,
} from '@inkroom/engine';
import { DEFAULT_STROKE_WIDTH, DIGITS, type Digit, IMAGE_SIZE, type Ink, renderStrokes } from '@inkroom/shared';
import { PlainError } from '../lib/plain-error.mjs';
import { readDigitFile, type WrittenDigit } from '../replay/digit-file.ts';
import { placeDigit } from '../replay/place-digit.ts';
import type { StrokesOptions } from './options.ts';

export interface Drawing {
  label: Digit;
  /** In cell units, placed in the cell as a person would. */
  strokes: Ink[];
}

export interface Drawings {
  training: Drawing[];
  /** By people of whom training sees nothing. */
  heldOut: Drawing[];
  counts: Pick<DrawingsCard, 'training' | 'holdout'>;
  /** How the scans beside them are varied. */
  scans: ImageAugmentation;
}

/** How often an epoch shows each drawing, varied anew each time: about half as many drawings as MNIST has scans. */
const REPEATS = 6;
/** MNIST's framing undoes size and place, so that there is less to learn under it. */
const FRAMING_MIX = ['as-drawn', 'as-drawn', 'centred', 'centred', 'mnist'] as const;
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/**
 * Reads drawings and sets so many of their writers aside. Which ones is settled by a hash of their names: by nobody's choice, and
 * the same in each run.
 * @throws PlainError when the file cannot be read, digits do not say who wrote them, or nobody would be left to learn from
 */
export async function readDrawings({ file, ...options }: StrokesOptions): Promise<Drawings> {
  return splitByWriter(await readDigitFile(file, Number.POSITIVE_INFINITY), options);
}

/** Everybody who wrote some of the digits, those first who are the first to be held out. */
export function writersOf(digits: readonly WrittenDigit[]): string[] {
  const hash = (name: string) => createHash('sha256').update(name).digest('hex');
  return [...new Set(digits.map(writerOf))].sort((a, b) => (hash(a) < hash(b) ? -1 : 1));
}

export function splitByWriter(
  digits: readonly WrittenDigit[],
  { holdoutWriters, generated, plainScans }: Omit<StrokesOptions, 'file'>,
): Drawings {
  const writers = writersOf(digits);
  if (holdoutWriters >= writers.length) {
    throw new PlainError(`of ${writers.length} writers ${holdoutWriters} cannot be held out`);
  }
  const aside = new Set(writers.slice(0, holdoutWriters));
  const part = (held: boolean) => digits.filter((digit) => aside.has(writerOf(digit)) === held).map(drawingOf);
  const [training, heldOut] = [part(false), part(true)];
  return {
    training,
    heldOut,
    scans: plainScans ? AS_SCANNED : SCAN_AUGMENTATION,
    counts: {
      training: { writers: writers.length - holdoutWriters, digits: training.length, generated },
      holdout: { writers: holdoutWriters, digits: heldOut.length },
    },
  };
}

/**
 * Adds drawings, and generated ones beside them, to scans: each is drawn by varied hands and under every framing, anew each time
 * it comes up.
 * @param seed draws the generated ones
 */
export function addDrawings(
  { train, summary, ...rest }: Dataset,
  { training, counts, scans }: Drawings,
  seed: number,
): Dataset {
  const generated = Array.from({ length: counts.training.generated }, (_, i): Drawing => {
    const label = DIGITS[i % DIGITS.length]!;
    return { label, strokes: generateDigitStrokes(label, seed + i) };
  });
  const drawn = drawnImages([...Array.from({ length: REPEATS }, () => training).flat(), ...generated], scans);
  const joined = joinTraining(train, drawn, 1);
  const digest = createHash('sha256').update(summary.digest).update(drawn.images).update(drawn.labels).digest('hex');
  return { ...rest, train: joined, summary: { ...summary, trainSize: joined.size, digest } };
}

function drawnImages(drawings: readonly Drawing[], scans: ImageAugmentation): TrainingImages {
  const images = new Uint8Array(drawings.length * PIXELS);
  for (const [i, { strokes }] of drawings.entries()) {
    toBytes(renderStrokes(strokes, FRAMING_MIX[i % FRAMING_MIX.length]!), images, i * PIXELS);
  }
  return {
    images,
    labels: Uint8Array.from(drawings, ({ label }) => label),
    size: drawings.length,
    strokes: drawings.map(({ strokes }) => strokes),
    framings: FRAMING_MIX,
    augmentation: { image: scans, strokes: ANY_HAND },
  };
}

function writerOf({ id, writer }: WrittenDigit): string {
  if (writer === undefined) throw new PlainError(`digit ${id} does not say who wrote it`);
  return writer;
}

/** A written digit in its cell, as a person would draw it there. */
export function drawingOf(digit: WrittenDigit): Drawing {
  return {
    label: digit.label as Digit,
    strokes: placeDigit(digit).map((points) => ({ points, width: DEFAULT_STROKE_WIDTH })),
  };
}
