import { fail, IMAGE_SIZE, ok, type Result } from '@inkroom/shared';
import { PNG } from 'pngjs';

/** Longest side of a picture, in pixels: a digit, no scan of a page. A gateway decodes one in some milliseconds. */
export const PICTURE_SIDE_MAX = 512;
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Where the header says width, height, and whether rows come interlaced. */
const [WIDTH_AT, HEIGHT_AT, INTERLACED_AT, HEADER_BYTES] = [16, 20, 28, 29];
/** What differs from the paper by less than this share of the darkest ink is paper. */
const INK_MIN = 0.2;
/** Side of the box that a digit is fitted into, and width of its ink, in pixels of the image: MNIST's. */
const [BOX, INK_WIDTH] = [20, 2.3];
/** Where MNIST's centres of mass lie, in pixels from the image's edge. */
const CENTRE_OF_MASS = 14.5;
/** Digits are thickened at this many times their size. */
const FINE = 4;

/** Ink of a picture: 0 paper, 1 the darkest. */
interface Grey {
  width: number;
  height: number;
  values: Float32Array;
}

/**
 * A PNG as a model sees it. One of 28 x 28 pixels is taken as it is; in any other the ink is framed as MNIST frames it: fitted into a
 * box, thickened where a pen was thinner, its centre of mass in the middle. Ink is what differs from the paper, which is at the edges: dark
 * on light, light on dark, or anything on what is transparent.
 * @returns 784 values 0..1, row by row; `invalid_payload` for what is no such picture
 */
export function pixelsOfPng(file: Buffer): Result<number[]> {
  if (file.length < HEADER_BYTES || !file.subarray(0, SIGNATURE.length).equals(SIGNATURE))
    return refused('expected a PNG');
  const [width, height] = [file.readUInt32BE(WIDTH_AT), file.readUInt32BE(HEIGHT_AT)];
  if (width < 1 || height < 1 || Math.max(width, height) > PICTURE_SIDE_MAX)
    return refused(`expected at most ${PICTURE_SIDE_MAX} x ${PICTURE_SIDE_MAX} pixels`);
  // Of these the decoder would unpack whatever comes, and a small file may hold gigabytes.
  if (file[INTERLACED_AT] !== 0) return refused('expected a PNG that is not interlaced');
  let picture: Grey;
  try {
    picture = inkOf(PNG.sync.read(file));
  } catch {
    return refused('the PNG is damaged');
  }
  const isFinished = width === IMAGE_SIZE && height === IMAGE_SIZE;
  return ok(Array.from(isFinished ? picture.values : framed(picture)));
}

function refused(message: string): Result<never> {
  return fail('invalid_payload', { issues: [{ path: '', message }] });
}

function inkOf({ width, height, data }: PNG): Grey {
  const count = width * height;
  const isTransparent = meanAtEdge(width, height, (i) => data[4 * i + 3]!) < 128;
  const lightness = (i: number) => (0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!) / 255;
  const paper = meanAtEdge(width, height, lightness);
  const inkAt = isTransparent ? (i: number) => data[4 * i + 3]! : (i: number) => Math.abs(lightness(i) - paper);
  const values = Float32Array.from({ length: count }, (_, i) => inkAt(i));
  const most = values.reduce((max, value) => Math.max(max, value), 0);
  if (most > 0) for (let i = 0; i < count; i++) values[i] = values[i]! / most;
  return { width, height, values };
}

function meanAtEdge(width: number, height: number, at: (i: number) => number): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    if (x > 0 && x < width - 1 && y > 0 && y < height - 1) continue;
    sum += at(i);
    count++;
  }
  return sum / count;
}

/** The ink as MNIST frames it, 28 x 28. */
function framed(picture: Grey): Float32Array {
  const box = inkBox(picture);
  if (!box) return new Float32Array(IMAGE_SIZE * IMAGE_SIZE);
  const scale = (FINE * BOX) / Math.max(box.right - box.left, box.bottom - box.top);
  const margin = FINE * INK_WIDTH;
  const fine = resampled(picture, {
    width: Math.ceil((box.right - box.left) * scale + 2 * margin),
    height: Math.ceil((box.bottom - box.top) * scale + 2 * margin),
    scale,
    left: box.left - margin / scale,
    top: box.top - margin / scale,
  });
  thicken(fine, FINE * INK_WIDTH);
  const { x, y } = centreOfMass(fine);
  // Thickened, it is a little larger than the box: it is fitted anew.
  const outer = inkBox(fine)!;
  const fit = BOX / Math.max(outer.right - outer.left, outer.bottom - outer.top);
  const placed = { left: x - CENTRE_OF_MASS / fit, top: y - CENTRE_OF_MASS / fit };
  return resampled(fine, { width: IMAGE_SIZE, height: IMAGE_SIZE, scale: fit, ...placed }).values;
}

function inkBox({ width, height, values }: Grey) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (values[y * width + x]! >= INK_MIN) {
        box.left = Math.min(box.left, x);
        box.right = Math.max(box.right, x + 1);
        box.top = Math.min(box.top, y);
        box.bottom = Math.max(box.bottom, y + 1);
      }
  return box.left < box.right ? box : null;
}

interface Window {
  width: number;
  height: number;
  /** Pixels of the window for one of the picture. */
  scale: number;
  /** Where in the picture it begins. */
  left: number;
  top: number;
}

/** What a window of a picture shows: each pixel the mean of what it covers. What lies outside is paper. */
function resampled(picture: Grey, { width, height, scale, left, top }: Window): Grey {
  const columns = Array.from({ length: width }, (_, x) => covered(left + x / scale, 1 / scale, picture.width));
  const rows = Array.from({ length: height }, (_, y) => covered(top + y / scale, 1 / scale, picture.height));
  const values = new Float32Array(width * height);
  for (const [y, row] of rows.entries())
    for (const [x, column] of columns.entries()) {
      let sum = 0;
      for (const { at: j, share: ofRow } of row)
        for (const { at: i, share: ofColumn } of column)
          sum += picture.values[j * picture.width + i]! * ofRow * ofColumn;
      values[y * width + x] = sum;
    }
  return { width, height, values };
}

/** Which pixels of a line a stretch of it covers, and what share of the stretch each is. */
function covered(start: number, length: number, count: number): { at: number; share: number }[] {
  const pixels: { at: number; share: number }[] = [];
  const end = start + length;
  for (let at = Math.max(0, Math.floor(start)); at < Math.min(count, end); at++)
    pixels.push({ at, share: (Math.min(end, at + 1) - Math.max(start, at)) / length });
  return pixels;
}

/** Makes strokes that are thinner than so many pixels as wide as that. */
function thicken(grey: Grey, wanted: number): void {
  const { width, height, values } = grey;
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  for (let i = 0; i < values.length; i++) values[i] = values[i]! / most;
  const isInk = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && values[y * width + x]! >= INK_MIN;
  let [area, edge] = [0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (!isInk(x, y)) continue;
      area++;
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const)
        if (!isInk(x + dx, y + dy)) edge++;
    }
  // A line has two edges, and pixels' edges of a slanted one are longer than it by a quarter on the average.
  const radius = (wanted - (2 * area * (4 / Math.PI)) / edge) / 2;
  if (radius < 0.5) return;
  const before = values.slice();
  const reach = Math.round(radius);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let darkest = 0;
      for (let dy = -reach; dy <= reach; dy++)
        for (let dx = -reach; dx <= reach; dx++) {
          if (dx * dx + dy * dy > reach * reach + 1) continue;
          const [i, j] = [x + dx, y + dy];
          if (i >= 0 && j >= 0 && i < width && j < height) darkest = Math.max(darkest, before[j * width + i]!);
        }
      values[y * width + x] = darkest;
    }
}

/** In pixels from the edge. */
function centreOfMass({ width, values }: Grey): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0];
  for (const [i, value] of values.entries()) {
    mass += value;
    x += value * ((i % width) + 0.5);
    y += value * (Math.floor(i / width) + 0.5);
  }
  return { x: x / mass, y: y / mass };
}
