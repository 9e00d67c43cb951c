import { CELL_SIZE, type Ink, POINT_STRIDE } from '@inkroom/shared';

/** The corners of a cell, in the order in which they are preferred. */
const CORNERS = ['top-right', 'top-left', 'bottom-right', 'bottom-left'] as const;
export type Corner = (typeof CORNERS)[number];

/**
 * The corner of a cell in which least ink lies, and whether it is free of any.
 * @param width of what is to lie there, and `height`: shares of the cell
 */
export function freestCorner(
  strokes: readonly Ink[],
  width: number,
  height: number,
): { corner: Corner; isFree: boolean } {
  const covered = { 'top-right': 0, 'top-left': 0, 'bottom-right': 0, 'bottom-left': 0 };
  for (const { points, width: pen } of strokes) {
    const [reachX, reachY] = [width * CELL_SIZE + pen / 2, height * CELL_SIZE + pen / 2];
    for (let i = 0; i < points.length; i += POINT_STRIDE) {
      const [x, y] = [points[i]!, points[i + 1]!];
      const sides = [...(x > CELL_SIZE - reachX ? ['right'] : []), ...(x < reachX ? ['left'] : [])] as const;
      const ends = [...(y < reachY ? ['top'] : []), ...(y > CELL_SIZE - reachY ? ['bottom'] : [])] as const;
      for (const side of sides) for (const end of ends) covered[`${end}-${side}` as Corner]++;
    }
  }
  const corner = CORNERS.reduce((best, other) => (covered[other] < covered[best] ? other : best));
  return { corner, isFree: covered[corner] === 0 };
}
