import { CELL_SIZE } from './page.js';
import { POINT_STRIDE } from './protocol/constants.js';
import type { Ink } from './protocol/ink.js';
import type { Framing } from './protocol/predictions.js';
import { IMAGE_SIZE, type PixelStroke, rasterise } from './rasterise.js';
import { thinDrawing } from './thin-ink.js';

const SCALE = IMAGE_SIZE / CELL_SIZE;
const CENTRE = IMAGE_SIZE / 2;
/** Side of the box that MNIST's digits were fitted into, in pixels. */
const MNIST_BOX = 20;
/** What is smaller in cell units, half of a pen, is a dot: as large as the box, its tremble would be what is read. */
const DOT_SIZE = 12;
/** Width of MNIST's ink in pixels; accuracy is flat from 1.8 to 2.8. */
const MNIST_INK_WIDTH = 2.3;
/**
 * Where MNIST's centres of mass lie, in pixels from the image's edge: measured over its training images the mean is pixel
 * (14.0, 14.0), whose middle is 14.5.
 */
const MNIST_CENTRE_OF_MASS = 14.5;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Draws strokes as a model sees them. The one function that browser previews and workers share.
 * @param drawn points in cell units, see {@link Ink}; of many points only those that make a difference, see {@link thinDrawing}
 * @param image of zeros, on which is drawn
 * @returns the image: 784 values 0..1, row by row; all zero when there is no ink
 */
export function renderStrokes(
  drawn: readonly Ink[],
  framing: Framing,
  image: Float32Array = new Float32Array(IMAGE_SIZE * IMAGE_SIZE),
): Float32Array {
  const strokes = thinDrawing(drawn);
  const box = boundingBox(strokes);
  if (!box) return image;
  switch (framing) {
    case 'as-drawn':
      return rasterise(
        place(strokes, SCALE, 0, 0, (width) => width * SCALE),
        image,
      );
    case 'centred': {
      const dx = CENTRE - ((box.left + box.right) / 2) * SCALE;
      const dy = CENTRE - ((box.top + box.bottom) / 2) * SCALE;
      return rasterise(
        place(strokes, SCALE, dx, dy, (width) => width * SCALE),
        image,
      );
    }
    case 'mnist':
      return renderLikeMnist(strokes, box, image);
  }
}

function renderLikeMnist(strokes: readonly Ink[], box: Box, image: Float32Array): Float32Array {
  const side = Math.max(box.right - box.left, box.bottom - box.top);
  // A dot has no extent to fit into the box: it keeps the size it was drawn with.
  const scale = side > DOT_SIZE ? (MNIST_BOX - MNIST_INK_WIDTH) / side : SCALE;
  const width = () => MNIST_INK_WIDTH;
  const dx = CENTRE - ((box.left + box.right) / 2) * scale;
  const dy = CENTRE - ((box.top + box.bottom) / 2) * scale;
  const mass = centreOfMass(rasterise(place(strokes, scale, dx, dy, width), image));
  image.fill(0);
  const shiftX = MNIST_CENTRE_OF_MASS - mass.x;
  const shiftY = MNIST_CENTRE_OF_MASS - mass.y;
  return rasterise(place(strokes, scale, dx + shiftX, dy + shiftY, width), image);
}

function place(
  strokes: readonly Ink[],
  scale: number,
  dx: number,
  dy: number,
  widthInPixels: (width: number) => number,
): PixelStroke[] {
  return strokes.map((stroke) => {
    const count = Math.floor(stroke.points.length / POINT_STRIDE);
    const points = new Float32Array(count * 2);
    for (let i = 0; i < count; i++) {
      points[2 * i] = stroke.points[i * POINT_STRIDE]! * scale + dx;
      points[2 * i + 1] = stroke.points[i * POINT_STRIDE + 1]! * scale + dy;
    }
    return { points, width: widthInPixels(stroke.width) };
  });
}

/** Bounding box of the strokes' points in cell units (the pen's width not counted), or null when there are none. */
export function boundingBox(strokes: readonly Ink[]): Box | null {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { points } of strokes) {
    for (let i = 0; i + 1 < points.length; i += POINT_STRIDE) {
      box.left = Math.min(box.left, points[i]!);
      box.right = Math.max(box.right, points[i]!);
      box.top = Math.min(box.top, points[i + 1]!);
      box.bottom = Math.max(box.bottom, points[i + 1]!);
    }
  }
  return box.left <= box.right ? box : null;
}

/** Centre of mass of a 28 x 28 image in pixels from its edge (the middle of the first pixel is 0.5). */
export function centreOfMass(image: ArrayLike<number>): { x: number; y: number } {
  let mass = 0;
  let x = 0;
  let y = 0;
  for (let row = 0; row < IMAGE_SIZE; row++) {
    for (let column = 0; column < IMAGE_SIZE; column++) {
      const value = image[row * IMAGE_SIZE + column]!;
      mass += value;
      x += value * (column + 0.5);
      y += value * (row + 0.5);
    }
  }
  return mass > 0 ? { x: x / mass, y: y / mass } : { x: CENTRE, y: CENTRE };
}
