/** Drawings as training data: a file of written digits, split by writer, with generated ones beside them. */
import { createHash } from 'node:crypto';
import {
  ANY_HAND,
  AS_SCANNED,
  type Augmentation,
  type Dataset,
  type DrawingsCard,
  derivedSeed,
  generateDigitStrokes,
  HARD_HAND,
  joinTraining,
  type LabelledImages,
  SCAN_AUGMENTATION,
  seededRandom,
  type TrainingImages,
  toBytes,
} from '@inkroom/engine';
import {
  DEFAULT_STROKE_WIDTH,
  DIGITS,
  type Digit,
  IMAGE_SIZE,
  type Ink,
  NO_DIGIT,
  renderStrokes,
} from '@inkroom/shared';
import { readDigitFile, type WrittenDigit } from '../scripts/replay/digit-file.ts';
import { placeDigit } from '../scripts/replay/place-digit.ts';
import { holdWritersOut, writersOf } from '../scripts/replay/writers.ts';
import { learntAlphabets, learntDigits, learntKana } from './alphabets.ts';
import { drawHands } from './digit-hands.ts';
import { drawNotDigits, placed } from './not-digits.ts';
import { HOLDOUT_WRITERS, type StrokesOptions } from './options.ts';
import { traceScan } from './trace-scan.ts';

export interface Drawing {
  label: Digit;
  /** In cell units, placed in the cell as a person would. */
  strokes: Ink[];
}

export interface Drawings {
  training: Drawing[];
  /** By people of whom training sees nothing. */
  heldOut: Drawing[];
  writers: { training: number; heldOut: number };
}

/** How often an epoch shows each drawing, varied anew each time: about half as many drawings as MNIST has scans. */
const REPEATS = 6;
/** MNIST's framing undoes size and place, so that there is less to learn under it. */
const FRAMING_MIX = ['as-drawn', 'as-drawn', 'centred', 'centred', 'mnist'] as const;
/** Digits of fonts, against the number of those in named hands. */
const FONT_SHARE = 0.25;
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/**
 * Reads drawings and sets so many of their writers aside. Which ones is settled by a hash of their names: by nobody's choice, and
 * the same in each run.
 * @throws PlainError when the file cannot be read, digits do not say who wrote them, or nobody would be left to learn from
 */
export async function readDrawings(file: string, holdoutWriters: number): Promise<Drawings> {
  return splitByWriter(await readDigitFile(file, Number.POSITIVE_INFINITY), holdoutWriters);
}

/** The drawings of people whom the training of no shipped model saw, by person. */
export async function readUnseenHands(file: string): Promise<Drawing[][]> {
  const digits = await readDigitFile(file, Number.POSITIVE_INFINITY);
  const aside = writersOf(digits).slice(0, HOLDOUT_WRITERS);
  return aside.map((writer) => digits.filter((digit) => digit.writer === writer).map(drawingOf));
}

export function splitByWriter(digits: readonly WrittenDigit[], holdoutWriters: number): Drawings {
  const { kept, heldOut, writers } = holdWritersOut(digits, holdoutWriters);
  return {
    training: kept.map(drawingOf),
    heldOut: heldOut.map(drawingOf),
    writers: { training: writers.kept, heldOut: writers.heldOut },
  };
}

/**
 * Adds drawings to scans, and beside them others that were generated or traced from the scans: each is drawn by varied hands and
 * under every framing, anew each time it comes up.
 * @param seed draws the generated ones
 * @returns what there is to learn from, and what the model's card tells of it
 */
export function addDrawings(
  { train, summary, ...rest }: Dataset,
  { training, writers }: Drawings,
  { generated, traceScans, hardHands, plainScans, hands, notDigits }: Omit<StrokesOptions, 'file' | 'holdoutWriters'>,
  seed: number,
): { dataset: Dataset; learnt: DrawingsCard['training'] } {
  const traced = traceDrawings(train, traceScans, 'train');
  const byPeople = [...training, ...traced];
  const random = seededRandom(derivedSeed(seed, 'drawings'));
  const digits = [
    ...Array.from({ length: REPEATS }, () => training).flat(),
    ...generateDrawings(generated, seed),
    ...traced,
    ...(hands > 0
      ? [...drawHands(hands, byPeople, random), ...fontDigits(Math.round(hands * FONT_SHARE), random)]
      : []),
  ];
  const others =
    notDigits > 0
      ? drawNotDigits(notDigits, { letters: learntAlphabets(), kana: learntKana(), digits: byPeople }, random)
      : [];
  const drawn = drawnImages([...digits, ...others.map((strokes) => ({ label: NO_DIGIT, strokes }))], {
    image: plainScans ? AS_SCANNED : SCAN_AUGMENTATION,
    strokes: hardHands ? HARD_HAND : ANY_HAND,
  });
  const joined = joinTraining(train, drawn, 1);
  const digest = createHash('sha256').update(summary.digest).update(drawn.images).update(drawn.labels).digest('hex');
  return {
    dataset: { ...rest, train: joined, summary: { ...summary, trainSize: joined.size, digest } },
    learnt: {
      writers: writers.training,
      digits: training.length,
      generated,
      traced: traced.length,
      ...(hands > 0 ? { hands } : {}),
      ...(notDigits > 0 ? { notDigits: others.length } : {}),
    },
  };
}

/**
 * Strokes traced from the first scans of a set and placed as a person would, without those that cannot be traced.
 * @param set names the set: with it and its number each is always placed alike
 */
export function traceDrawings({ images, labels, size }: LabelledImages, count: number, set: string): Drawing[] {
  const drawings: Drawing[] = [];
  for (let i = 0; i < Math.min(count, size); i++) {
    const strokes = traceScan(images.subarray(i * PIXELS, (i + 1) * PIXELS));
    if (strokes) drawings.push(drawingOf({ id: `${set} ${i}`, label: labels[i]!, strokes }));
  }
  return drawings;
}

function generateDrawings(count: number, seed: number): Drawing[] {
  return Array.from({ length: count }, (_, i) => {
    const label = DIGITS[i % DIGITS.length]!;
    return { label, strokes: generateDigitStrokes(label, seed + i) };
  });
}

/** Digits of the fonts whose letters are learnt as no digits. */
function fontDigits(count: number, random: () => number): Drawing[] {
  const glyphs = learntDigits();
  return Array.from({ length: count }, (_, i) => {
    const { font, char, strokes } = glyphs[i % glyphs.length]!;
    return { label: Number(char) as Digit, strokes: placed(`${font} ${char} ${random()}`, strokes) };
  });
}

function drawnImages(
  drawings: readonly { label: number; strokes: Ink[] }[],
  augmentation: Augmentation,
): TrainingImages {
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
    augmentation,
  };
}

/** A written digit in its cell, as a person would draw it there. */
export function drawingOf(digit: WrittenDigit): Drawing {
  return {
    label: digit.label as Digit,
    strokes: placeDigit(digit).map((points) => ({ points, width: DEFAULT_STROKE_WIDTH })),
  };
}
