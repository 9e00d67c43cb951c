/** The person whom a model misreads most, and what is corrected of them: the same for the benchmark and the test. */
import { evaluate, type LabelledImages, type Recogniser, toBytes } from '@inkroom/engine';
import { DEFAULT_VERSION_ID, type Framing, IMAGE_SIZE, renderStrokes } from '@inkroom/shared';
import type { Drawing } from '../../research/drawings.ts';
import type { Change } from '../../research/unseen-writers.ts';
import { leaning } from './other-hands.ts';

export const CORRECTIONS = 20;
/** What the room reads and learns under. */
export const ODD_FRAMING: Framing = 'mnist';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
const AS_THEY_WRITE: Change = (strokes) => strokes;
/** A lean that none of the data has: the default model reads all its real hands too well for an odd one. */
const FAR_TO_THE_LEFT = leaning(1.2);

/** Each shipped model with the hands among which its oddest is found. */
export const ODD_HANDS: readonly { live: string; hand: string; change: Change }[] = [
  { live: 'shipped-mlp', hand: 'as people write', change: AS_THEY_WRITE },
  { live: 'shipped-cnn', hand: 'as people write', change: AS_THEY_WRITE },
  { live: DEFAULT_VERSION_ID, hand: 'leaning far to the left', change: FAR_TO_THE_LEFT },
];

export interface OddWriter {
  /** All that they write. */
  drawings: Drawing[];
  /** Of everybody else, as they write, by person. */
  others: Drawing[][];
}

/** The writer of whom a model misreads most, when each writes as `change` makes them. */
export async function oddestWriter(
  recogniser: Recogniser,
  writers: readonly Drawing[][],
  change: Change,
): Promise<OddWriter> {
  const hands = writers.map((drawings) =>
    drawings.map(({ label, strokes }, i) => ({ label, strokes: [...change(strokes, i)] })),
  );
  let [oddest, most] = [0, -1];
  for (const [i, drawings] of hands.entries()) {
    const { length } = await misread(recogniser, drawings);
    if (length > most) [oddest, most] = [i, length];
  }
  return { drawings: hands[oddest]!, others: writers.filter((_, i) => i !== oddest) };
}

/** Whether a drawing may be corrected: every other one is there to measure on. */
export function isShown(index: number): boolean {
  return index % 2 === 0;
}

/** What people correct of `count` drawings: of those that are shown what is misread first. */
export function toCorrect(count: number, wrong: readonly number[]): number[] {
  const missed = new Set(wrong);
  const shown = Array.from({ length: count }, (_, i) => i).filter(isShown);
  return [...shown.filter((i) => missed.has(i)), ...shown.filter((i) => !missed.has(i))].slice(0, CORRECTIONS);
}

/** Places of the drawings that a model reads wrongly. */
export async function misread(recogniser: Recogniser, drawings: readonly Drawing[]): Promise<number[]> {
  const wrong: number[] = [];
  await evaluate(recogniser, imagesOf(drawings), { onMistake: (index) => wrong.push(index) });
  return wrong;
}

function imagesOf(drawings: readonly Drawing[]): LabelledImages {
  const images = new Uint8Array(drawings.length * PIXELS);
  for (const [i, { strokes }] of drawings.entries()) {
    toBytes(renderStrokes(strokes, ODD_FRAMING), images, i * PIXELS);
  }
  return { images, labels: Uint8Array.from(drawings, ({ label }) => label), size: drawings.length };
}
