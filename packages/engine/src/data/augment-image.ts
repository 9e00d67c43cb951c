import { IMAGE_SIZE } from '@inkroom/shared';
import { between, gaussian, seededRandom } from '../random.js';

/** How far scanned digits are varied; all of it leaves the digit what it is. */
export interface ImageAugmentation {
  /** Largest turn to either side, radians. */
  rotation: number;
  /** Largest slant: how far the top leans to either side for each unit of height. */
  slant: number;
  /** Size against the scanned one, and width over height against the scanned one. */
  scale: readonly [number, number];
  aspect: readonly [number, number];
  /** Largest shift in each direction, pixels. */
  shift: number;
  /** Standard deviation of the elastic displacement, pixels, least and most. */
  elastic: readonly [number, number];
}

/** What MNIST's scans can bear. */
export const SCAN_AUGMENTATION: ImageAugmentation = {
  rotation: 0.2,
  slant: 0.25,
  scale: [0.85, 1.15],
  aspect: [0.88, 1.14],
  shift: 1.5,
  elastic: [0, 1.2],
};

/** Scans as they are: for the last epochs of a training, so that a model ends on images like those it is measured on. */
export const AS_SCANNED: ImageAugmentation = {
  rotation: 0,
  slant: 0,
  scale: [1, 1],
  aspect: [1, 1],
  shift: 0,
  elastic: [0, 0],
};

const CENTRE = IMAGE_SIZE / 2;
const LAST = IMAGE_SIZE - 1;

/**
 * Distorts a scan: an affine map and an elastic field (Simard, Steinkraus and Platt 2003), read bilinearly.
 * @param image 784 values 0..255
 * @param random the same sequence gives the same image
 * @param out takes 784 values 0..255 from `offset` on; not the image itself
 */
export function augmentImage(
  image: Uint8Array,
  random: () => number,
  out: Uint8Array,
  offset = 0,
  strength: ImageAugmentation = SCAN_AUGMENTATION,
): void {
  const spread = ([low, high]: readonly [number, number]) => Math.exp(between(random, [Math.log(low), Math.log(high)]));
  const either = (most: number) => most * (2 * random() - 1);
  const angle = either(strength.rotation);
  const slant = either(strength.slant);
  const scale = spread(strength.scale);
  const wider = Math.sqrt(spread(strength.aspect));
  const [shiftX, shiftY] = [either(strength.shift), either(strength.shift)];
  const bend = between(random, strength.elastic);
  const field = smoothField();
  const bendX = windowOf(random);
  const bendY = windowOf(random);
  // The map from where a pixel is drawn to where it is read, so that no pixel is left out: turn, slant and size undone.
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  const [xx, xy] = [(cos - slant * sin) / wider, (sin + slant * cos) / wider];
  const [yx, yy] = [-sin * wider, cos * wider];
  for (let row = 0; row < IMAGE_SIZE; row++) {
    const dy = row + 0.5 - CENTRE - shiftY;
    for (let column = 0; column < IMAGE_SIZE; column++) {
      const dx = column + 0.5 - CENTRE - shiftX;
      const at = row * FIELD_SIZE + column;
      const x = xx * dx + xy * dy + CENTRE - 0.5 + bend * field[bendX + at]!;
      const y = yx * dx + yy * dy + CENTRE - 0.5 + bend * field[bendY + at]!;
      out[offset + row * IMAGE_SIZE + column] = readAt(image, x, y);
    }
  }
}

/** Brightness between four pixels; paper lies around the image. */
function readAt(image: Uint8Array, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < -1 || top < -1 || left > LAST || top > LAST) return 0;
  const right = x - left;
  const down = y - top;
  const at = top * IMAGE_SIZE + left;
  const hasLeft = left >= 0;
  const hasRight = left < LAST;
  let value = 0;
  if (top >= 0) {
    if (hasLeft) value += (1 - right) * (1 - down) * image[at]!;
    if (hasRight) value += right * (1 - down) * image[at + 1]!;
  }
  if (top < LAST) {
    if (hasLeft) value += (1 - right) * down * image[at + IMAGE_SIZE]!;
    if (hasRight) value += right * down * image[at + IMAGE_SIZE + 1]!;
  }
  return value + 0.5;
}

/** Side of the field that all displacements are cut from: 50,000 places to cut one. */
const FIELD_SIZE = 256;
/** Reach of the Gaussian that smooths the field, pixels: the value of Simard, Steinkraus and Platt. */
const FIELD_SIGMA = 4;
const FIELD_SEED = 2003;
let drawnField: Float32Array | null = null;

/**
 * White noise smoothed by a Gaussian, of mean 0 and standard deviation 1. Smoothing a field for each image would cost more than
 * all the rest; a window of one large field is distributed as a small field of its own.
 */
function smoothField(): Float32Array {
  if (drawnField) return drawnField;
  const random = seededRandom(FIELD_SEED);
  const reach = 3 * FIELD_SIGMA;
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-0.5 * ((i - reach) / FIELD_SIGMA) ** 2),
  );
  const blurred = (source: Float32Array, stride: number, other: number) => {
    const result = new Float32Array(source.length);
    for (let line = 0; line < FIELD_SIZE; line++) {
      for (let i = 0; i < FIELD_SIZE; i++) {
        let sum = 0;
        for (let k = 0; k < kernel.length; k++) {
          // The field goes on at its other end: no place of it is smoother than another.
          const from = (i + k - reach + FIELD_SIZE) % FIELD_SIZE;
          sum += kernel[k]! * source[line * other + from * stride]!;
        }
        result[line * other + i * stride] = sum;
      }
    }
    return result;
  };
  const noise = Float32Array.from({ length: FIELD_SIZE * FIELD_SIZE }, () => gaussian(random));
  const field = blurred(blurred(noise, 1, FIELD_SIZE), FIELD_SIZE, 1);
  const mean = field.reduce((sum, value) => sum + value, 0) / field.length;
  const deviation = Math.sqrt(field.reduce((sum, value) => sum + (value - mean) ** 2, 0) / field.length);
  drawnField = field.map((value) => (value - mean) / deviation);
  return drawnField;
}

/** Where in the field a random window of an image's size begins. */
function windowOf(random: () => number): number {
  const place = () => Math.floor(random() * (FIELD_SIZE - IMAGE_SIZE + 1));
  return place() * FIELD_SIZE + place();
}
