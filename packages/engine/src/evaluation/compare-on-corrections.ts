import {
  type ChangedReading,
  type Framing,
  IMAGE_SIZE,
  type OnCorrections,
  renderStrokes,
  type Sample,
} from '@inkroom/shared';
import { toBytes } from '../data/pixels.js';
import type { Recogniser } from '../engines/onnx-recogniser.js';
import { inTurns } from '../in-turns.js';
import { readDigits } from './read-digits.js';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
/** Images that are read at once. */
const CHUNK = 256;

/**
 * Reads a room's samples of digits with two models.
 * @param samples others than digits are left out
 * @param changedMax pictures of each kind that are kept
 * @returns null where there is no sample
 */
export async function compareOnCorrections(
  samples: readonly Sample[],
  framing: Framing,
  models: Record<'before' | 'now', Pick<Recogniser, 'predict'>>,
  changedMax: number,
): Promise<Omit<OnCorrections, 'liveId' | 'seen'> | null> {
  const digits = samples.flatMap(({ label, strokes }) => (label === 'not-a-digit' ? [] : [{ truth: label, strokes }]));
  if (digits.length === 0) return null;
  const [mended, spoilt]: ChangedReading[][] = [[], []];
  let [right, before] = [0, 0];
  for (let start = 0; start < digits.length; start += CHUNK) {
    const chunk = digits.slice(start, start + CHUNK);
    const images = new Float32Array(chunk.length * PIXELS);
    await inTurns(chunk.length, (i) => images.set(renderStrokes(chunk[i]!.strokes, framing), i * PIXELS));
    const [then, now] = [await readDigits(models.before, images), await readDigits(models.now, images)];
    for (const [i, { truth }] of chunk.entries()) {
      const [wasRight, isRight] = [then[i] === truth, now[i] === truth];
      if (wasRight) before++;
      if (isRight) right++;
      if (wasRight === isRight) continue;
      const image = Buffer.alloc(PIXELS);
      toBytes(images.subarray(i * PIXELS, (i + 1) * PIXELS), image, 0);
      (isRight ? mended : spoilt)!.push({ truth, before: then[i]!, now: now[i]!, image: image.toString('base64') });
    }
  }
  const changed = [spoilt!, mended!].flatMap((kind) => kind.slice(0, changedMax));
  return { size: digits.length, right, before, mended: mended!.length, spoilt: spoilt!.length, changed };
}
