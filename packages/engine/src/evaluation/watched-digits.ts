import {
  type Framing,
  IMAGE_SIZE,
  renderStrokes,
  type Sample,
  type ShelfDigit,
  type WatchPoint,
} from '@inkroom/shared';
import type { LabelledImages } from '../data/dataset.js';
import { generateDigitStrokes } from '../data/generated-digits.js';
import { toBytes, toUnit } from '../data/pixels.js';
import type { Recogniser } from '../engines/onnx-recogniser.js';
import { inTurns } from '../in-turns.js';
import { readDigits } from './read-digits.js';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
/** The room's digits that are watched, the latest: what stands on a shelf that fits a screen. */
const SHELF_MAX = 100;
/** Scans and drawings that are watched: half a point and a point are one of them. */
const SCANS = 500;
const DRAWINGS = 200;
/** Far from the seeds of those that runs learn from, and that gates measure on. */
const DRAWINGS_SEED = 0x3000_0000;

/** What a model is read on while it learns, rendered once. */
export interface WatchedDigits {
  shelf: ShelfDigit[];
  /** All of them end to end: the shelf, drawings, scans. */
  images: Float32Array;
  labels: readonly number[];
}

/**
 * The digits that a run is watched on: the room's latest corrections, drawings and scans that are the same for every run.
 * @param samples others than digits are left out
 */
export async function watchedDigits(
  samples: readonly Sample[],
  framing: Framing,
  test: Pick<LabelledImages, 'images' | 'labels' | 'size'>,
): Promise<WatchedDigits> {
  const own = samples
    .flatMap(({ label, strokes }) => (label === 'not-a-digit' ? [] : [{ label, strokes }]))
    .slice(-SHELF_MAX);
  const drawn = Array.from({ length: DRAWINGS }, (_, i) => {
    const label = (i % 10) as ShelfDigit['label'];
    return { label, strokes: generateDigitStrokes(label, DRAWINGS_SEED + i) };
  });
  const inked = [...own, ...drawn];
  // Spread over the test set, whose writers come one after the other.
  const scans = Array.from({ length: Math.min(SCANS, test.size) }, (_, i) => Math.floor((i * test.size) / SCANS));
  const images = new Float32Array((inked.length + scans.length) * PIXELS);
  const at = (i: number) => images.subarray(i * PIXELS, (i + 1) * PIXELS);
  await inTurns(inked.length, (i) => at(i).set(renderStrokes(inked[i]!.strokes, framing)));
  for (const [i, scan] of scans.entries())
    toUnit(test.images.subarray(scan * PIXELS, (scan + 1) * PIXELS), at(inked.length + i));
  const shelf = own.map(({ label }, i) => {
    const image = Buffer.alloc(PIXELS);
    toBytes(at(i), image, 0);
    return { label, image: image.toString('base64') };
  });
  return { shelf, images, labels: [...inked.map(({ label }) => label), ...scans.map((scan) => test.labels[scan]!)] };
}

/** What a model reads of them. */
export async function watch(
  recogniser: Pick<Recogniser, 'predict'>,
  { shelf, images, labels }: WatchedDigits,
): Promise<Pick<WatchPoint, 'read' | 'drawings' | 'scans'>> {
  const read = await readDigits(recogniser, images);
  const rightOf = (from: number, to: number) => {
    let right = 0;
    for (let i = from; i < to; i++) if (read[i] === labels[i]) right++;
    return to > from ? right / (to - from) : 0;
  };
  const scans = shelf.length + DRAWINGS;
  return {
    read: read.slice(0, shelf.length).join(''),
    drawings: rightOf(shelf.length, scans),
    scans: rightOf(scans, labels.length),
  };
}
