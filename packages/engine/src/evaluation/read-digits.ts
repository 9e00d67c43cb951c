import { type Digit, IMAGE_SIZE, likeliestDigit } from '@inkroom/shared';
import type { Recogniser } from '../engines/onnx-recogniser.js';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
/** Images that are read at once. */
const CHUNK = 256;

/** The likeliest digit of each image. @param images 784 values of 0..1 each */
export async function readDigits(model: Pick<Recogniser, 'predict'>, images: Float32Array): Promise<Digit[]> {
  const digits: Digit[] = [];
  for (let start = 0; start < images.length; start += CHUNK * PIXELS) {
    const chunk = images.subarray(start, start + CHUNK * PIXELS);
    const count = chunk.length / PIXELS;
    const scores = await model.predict(chunk, count);
    const outputs = scores.length / count;
    for (let i = 0; i < count; i++)
      digits.push(likeliestDigit(scores.subarray(i * outputs, (i + 1) * outputs)) as Digit);
  }
  return digits;
}
