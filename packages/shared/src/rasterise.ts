/** Side of a model's input image in pixels. */
export const IMAGE_SIZE = 28;

/** A polyline in pixel coordinates: flat x, y list and pen width. */
export interface PixelStroke {
  points: Float32Array;
  width: number;
}

/**
 * Draws polylines with round caps and joins, anti-aliased: a pixel's coverage falls linearly from 1 to 0 over one pixel
 * around the distance of half a pen width from the line (the box-filter approximation used for signed-distance drawing).
 * Overlapping strokes take the larger coverage, so that crossing lines do not grow darker.
 * @param image of zeros, on which is drawn
 * @returns the image: IMAGE_SIZE x IMAGE_SIZE values 0..1, row by row
 */
export function rasterise(
  strokes: readonly PixelStroke[],
  image: Float32Array = new Float32Array(IMAGE_SIZE * IMAGE_SIZE),
): Float32Array {
  for (const { points, width } of strokes) {
    const count = points.length >> 1;
    if (count === 1) drawSegment(image, points[0]!, points[1]!, points[0]!, points[1]!, width / 2);
    for (let i = 1; i < count; i++) {
      drawSegment(image, points[2 * i - 2]!, points[2 * i - 1]!, points[2 * i]!, points[2 * i + 1]!, width / 2);
    }
  }
  return image;
}

function drawSegment(image: Float32Array, ax: number, ay: number, bx: number, by: number, radius: number): void {
  const reach = radius + 0.5;
  const firstColumn = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
  const lastColumn = Math.min(IMAGE_SIZE - 1, Math.floor(Math.max(ax, bx) + reach));
  const firstRow = Math.max(0, Math.floor(Math.min(ay, by) - reach));
  const lastRow = Math.min(IMAGE_SIZE - 1, Math.floor(Math.max(ay, by) + reach));
  const dx = bx - ax;
  const dy = by - ay;
  const lengthSquared = dx * dx + dy * dy;
  for (let row = firstRow; row <= lastRow; row++) {
    const py = row + 0.5 - ay;
    const alongY = py * dy;
    let at = row * IMAGE_SIZE + firstColumn;
    for (let column = firstColumn; column <= lastColumn; column++, at++) {
      const covered = image[at]!;
      // Most of a curve's pixels are covered by the segments before.
      if (covered === 1) continue;
      const px = column + 0.5 - ax;
      const reached = px * dx + alongY;
      const along = reached <= 0 ? 0 : reached >= lengthSquared ? 1 : reached / lengthSquared;
      const offX = px - along * dx;
      const offY = py - along * dy;
      const coverage = Math.min(1, reach - Math.sqrt(offX * offX + offY * offY));
      if (coverage > covered) image[at] = coverage;
    }
  }
}
