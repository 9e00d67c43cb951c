/** How many corrections it takes to halve the errors of an odd writer in a class, by the order in which a page is labelled. */
import { type Recogniser, seededRandom } from '@inkroom/engine';
import { type Digit, IMAGE_SIZE, likeliestDigit, renderStrokes, teachingValues } from '@inkroom/shared';
import type { Drawing } from '../../research/drawings.ts';
import { isShown, ODD_FRAMING } from './odd-writer.ts';

/** Numbers of corrections that are tried. */
const STEPS = [4, 8, 12, 16, 24, 32, 48, 64, 96, 128];

export type Order = 'tray' | 'random';

/** A drawing on the page of a class, and what the live model reads in it. */
interface Written {
  drawing: Drawing;
  writer: string;
  scores: number[];
  digit: Digit;
}

/** The page of a class: what each of them may be corrected in, as the model reads it. */
export async function pageOfClass(model: Recogniser, writers: readonly Drawing[][]): Promise<Written[]> {
  const shown = writers.flatMap((drawings, writer) =>
    drawings.filter((_, i) => isShown(i)).map((drawing) => ({ drawing, writer: `${writer}` })),
  );
  const pixels = IMAGE_SIZE * IMAGE_SIZE;
  const images = new Float32Array(shown.length * pixels);
  for (const [i, { drawing }] of shown.entries())
    renderStrokes(drawing.strokes, ODD_FRAMING, images.subarray(i * pixels, (i + 1) * pixels));
  const all = await model.predict(images, shown.length);
  const outputs = all.length / shown.length;
  return shown.map((each, i) => {
    const scores = Array.from(all.subarray(i * outputs, (i + 1) * outputs));
    return { ...each, scores, digit: likeliestDigit(scores) };
  });
}

/** What is labelled of a page first, each label being known when the next card is chosen, as in the tray. */
export function labelledFirst(page: readonly Written[], order: Order, seed: number): Drawing[] {
  const most = Math.min(page.length, STEPS.at(-1)!);
  if (order === 'random') {
    const random = seededRandom(seed);
    const keyed = page.map(({ drawing }) => ({ drawing, key: random() }));
    return keyed
      .sort((a, b) => a.key - b.key)
      .slice(0, most)
      .map(({ drawing }) => drawing);
  }
  const cells = page.map(({ writer, scores, digit }) => ({
    writer,
    prediction: { scores, digit },
    label: null as Digit | null,
  }));
  return Array.from({ length: most }, () => {
    const values = teachingValues(cells);
    const next = values.indexOf(Math.max(...values));
    cells[next]!.label = page[next]!.drawing.label;
    return page[next]!.drawing;
  });
}

/**
 * The least of {@link STEPS} after which `isHalved`; none when the last is not enough. More corrections are taken to teach no less, so
 * that few of them need be tried.
 */
export async function correctionsToHalve(isHalved: (count: number) => Promise<boolean>): Promise<number | null> {
  let [from, to] = [0, STEPS.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (await isHalved(STEPS[middle]!)) to = middle;
    else from = middle + 1;
  }
  return STEPS[from] ?? null;
}
