/**
 * What a model is judged by besides digits in general: what is no digit, and named hands. Letters are of alphabets and hands that
 * neither training nor choosing saw, pairs and halves of digits by writers that neither saw.
 */
import {
  augmentStrokes,
  generateNonDigitStrokes,
  type NotDigitsCard,
  type Recogniser,
  SAME_HAND,
  seededRandom,
} from '@inkroom/engine';
import {
  decisionOf,
  type Framing,
  IMAGE_SIZE,
  type Ink,
  likeliestDigit,
  NO_DIGIT,
  renderStrokes,
} from '@inkroom/shared';
import { type Alphabet, judgingAlphabets, judgingKana, LEARNT_FONTS } from './alphabets.ts';
import { DONE_HANDS, drawHand } from './digit-hands.ts';
import type { Drawing } from './drawings.ts';
import { drawNotDigit, placed } from './not-digits.ts';
import { WRITTEN_HANDS } from './written-hands.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
/** How often each letter is written, varied as one hand varies from day to day. */
const TIMES = 6;
/** Of each set that is drawn by chance. */
const COUNT = 1500;
const SEED = 0x7a11_0000;
/** Share of digits that keep their right answer while letters are refused. */
const KEPT = 0.995;

export interface ShareOf {
  right: number;
  of: number;
}

/** Sets of what is no digit, by name. @param digits by writers that no training saw */
export function notDigitSets(digits: readonly Drawing[]): Record<string, Ink[][]> {
  const random = seededRandom(SEED);
  const sources = { letters: [], kana: [], digits };
  const drawn = (draw: (i: number) => Ink[]) => Array.from({ length: COUNT }, (_, i) => draw(i));
  const written = (alphabets: readonly Alphabet[]) =>
    alphabets.map(({ name, glyphs }): [string, Ink[][]] => [
      name,
      glyphs.flatMap(({ font, char, strokes }) =>
        Array.from({ length: TIMES }, (_, i) =>
          augmentStrokes(placed(`${font} ${char} ${i}`, strokes), random, SAME_HAND),
        ),
      ),
    ]);
  return {
    ...Object.fromEntries(written([...judgingAlphabets(), ...judgingKana()])),
    'two digits': drawn(() => drawNotDigit('twoDigits', sources, random)),
    'half a digit': drawn(() => drawNotDigit('halfDigit', sources, random)),
    scribbles: drawn(() => drawNotDigit('scribble', sources, random)),
    shapes: drawn(() => drawNotDigit('shape', sources, random)),
    dots: drawn(() => drawNotDigit('dots', sources, random)),
    'drawn by the engine': drawn((i) => generateNonDigitStrokes(SEED + i)),
  };
}

/** Digits in each of the named hands. @param digits by writers that no training saw: what some hands are done to */
export function handSets(digits: readonly Drawing[]): Record<string, Drawing[]> {
  const random = seededRandom(SEED + 1);
  const names = [...Object.keys(WRITTEN_HANDS), ...Object.keys(DONE_HANDS)];
  return Object.fromEntries(
    names.map((name) => [name, Array.from({ length: COUNT / 3 }, () => drawHand(name, digits, random))]),
  );
}

/** A model's scores of drawings, drawing by drawing. */
export async function scoresOf(
  recogniser: Recogniser,
  drawings: readonly (readonly Ink[])[],
  framing: Framing,
): Promise<Float32Array[]> {
  const scores: Float32Array[] = [];
  for (let start = 0; start < drawings.length; start += 256) {
    const part = drawings.slice(start, start + 256);
    const images = new Float32Array(part.length * PIXELS);
    for (const [i, strokes] of part.entries()) images.set(renderStrokes(strokes, framing), i * PIXELS);
    const all = await recogniser.predict(images, part.length);
    const outputs = all.length / part.length;
    for (let i = 0; i < part.length; i++) scores.push(all.slice(i * outputs, (i + 1) * outputs));
  }
  return scores;
}

/** How many digits a model reads rightly under the framing `mnist`, judged by the ten. */
export async function readDigits(recogniser: Recogniser, drawings: readonly Drawing[]): Promise<ShareOf> {
  const scores = await scoresOf(
    recogniser,
    drawings.map(({ strokes }) => strokes),
    'mnist',
  );
  const right = scores.filter((each, i) => likeliestDigit(each) === drawings[i]!.label).length;
  return { right, of: drawings.length };
}

/** How sure scores are that it is no digit, 0..1; of ten outputs, how little sure they are of any digit. */
export function doubtOf(scores: Float32Array): number {
  return scores.length > NO_DIGIT ? scores[NO_DIGIT]! : 1 - scores[likeliestDigit(scores)]!;
}

/** The chance that what is no digit is doubted more than a digit is: the area under the ROC curve (Mann and Whitney 1947). */
export function aurocOf(digits: readonly number[], others: readonly number[]): number {
  const all = [...digits.map((doubt) => ({ doubt, other: 0 })), ...others.map((doubt) => ({ doubt, other: 1 }))];
  all.sort((a, b) => a.doubt - b.doubt);
  let [below, sum] = [0, 0];
  for (let i = 0; i < all.length; ) {
    let end = i;
    while (end < all.length && all[end]!.doubt === all[i]!.doubt) end++;
    const tied = all.slice(i, end);
    const otherCount = tied.reduce((count, { other }) => count + other, 0);
    sum += otherCount * (below + (tied.length - otherCount) / 2);
    below += tied.length - otherCount;
    i = end;
  }
  return sum / (digits.length * others.length);
}

/** The doubt from which on to refuse, so that no more than 0.5 % of these digits go. */
export function refuseFrom(digits: readonly number[]): number {
  const sorted = [...digits].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(KEPT * sorted.length))]!;
}

/** What is refused as people see it: the model's own decision. */
export function refusedOf(scores: readonly Float32Array[]): ShareOf {
  return { right: scores.filter((each) => decisionOf(each).is === 'not-a-digit').length, of: scores.length };
}

/** The interval in which a share lies at 95 % (Wilson 1927). */
export function wilson({ right, of }: ShareOf): [low: number, high: number] {
  const z = 1.959964;
  const share = right / of;
  const middle = (share + z ** 2 / (2 * of)) / (1 + z ** 2 / of);
  const half = (z / (1 + z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** Of the sets of what is no digit, those that are letters: AUROC and the share of refused ones are of them together. */
const LETTERS = /^(latin|cyrillic|greek) /;

/**
 * How well a model tells what is no digit, under the framing `mnist`.
 * @param writers drawings by people that no training saw, @param others more digits to set against the letters
 */
export async function judgeNotDigits(
  recogniser: Recogniser,
  writers: readonly Drawing[],
  others: readonly Drawing[],
): Promise<NotDigitsCard> {
  const digits = [...writers, ...others];
  const scores = await scoresOf(
    recogniser,
    digits.map(({ strokes }) => strokes),
    'mnist',
  );
  const isRight = scores.map((each, i) => likeliestDigit(each) === digits[i]!.label);
  const from = refuseFrom(scores.filter((_, i) => isRight[i]).map(doubtOf));
  const letters: number[] = [];
  const refused: NotDigitsCard['refused'] = {};
  for (const [name, drawings] of Object.entries(notDigitSets(writers))) {
    const read = await scoresOf(recogniser, drawings, 'mnist');
    if (LETTERS.test(name)) letters.push(...read.map(doubtOf));
    const { right, of } = refusedOf(read);
    refused[name] = { size: of, share: right / of };
  }
  return {
    digits: digits.length,
    letters: letters.length,
    auroc: aurocOf(scores.map(doubtOf), letters),
    refusedLetters: letters.filter((doubt) => doubt >= from).length / letters.length,
    fonts: LEARNT_FONTS,
    refused,
  };
}
