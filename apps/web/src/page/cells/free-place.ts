import { CELL_SIZE, type Ink, POINT_STRIDE } from '@inkroom/shared';
import { inkMargin } from '../paint/ink-outline';
import type { Bounds } from '../view/bounds';

/** Looks at so many places between two points of a stroke: a quick pen leaves them far apart. */
const STEPS = 8;

/** Whether ink of a cell reaches into a box, both in cell units from the cell's corner. */
export function hasInk(strokes: readonly Ink[], { left, top, right, bottom }: Bounds): boolean {
  return strokes.some(({ points, width }) => {
    const margin = inkMargin(width);
    for (let i = 0; i < points.length; i += POINT_STRIDE) {
      const [x, y] = [points[i]!, points[i + 1]!];
      const [dx, dy] = i ? [points[i - POINT_STRIDE]! - x, points[i - POINT_STRIDE + 1]! - y] : [0, 0];
      for (let step = 0; step < STEPS; step++) {
        const px = x + (dx * step) / STEPS;
        const py = y + (dy * step) / STEPS;
        if (px > left - margin && px < right + margin && py > top - margin && py < bottom + margin) return true;
      }
    }
    return false;
  });
}

/** Where in its cell a chip lies: 0 at the left or top, 1 at the right or bottom. */
export interface ChipPlace {
  across: number;
  down: number;
  /** Of the chip, as a share of the cell's side. */
  size: number;
  /** How there is room for what the model read before a person said otherwise; null where there is none. */
  former: 'row' | 'column' | null;
}

/** Where a chip may lie, the best first: corners, then the middles of the edges. */
const SPOTS = [
  [1, 0],
  [0, 0],
  [1, 1],
  [0, 1],
  [0.5, 0],
  [1, 0.5],
  [0, 0.5],
  [0.5, 1],
] as const;
const SIZES = [0.2, 0.13];
/** Kept free around a chip, as a share of the cell's side: the `left` and `top` of the style. */
const INSET = 0.025;
/** How long a chip is with the former digit at its side, in sizes. */
const WITH_FORMER = 1.55;

/**
 * The first place of a cell at which a chip covers no ink, or null where ink is everywhere. More ink only ever moves it on from a
 * place that the ink has reached: it does not jump about while somebody writes.
 */
export function chipPlace(strokes: readonly Ink[]): ChipPlace | null {
  for (const size of SIZES) {
    for (const [across, down] of SPOTS) {
      const isFree = (width: number, height: number) =>
        !hasInk(strokes, spot(across, down, width * size + 2 * INSET, height * size + 2 * INSET));
      if (!isFree(1, 1)) continue;
      const former = isFree(WITH_FORMER, 1) ? 'row' : isFree(1, WITH_FORMER) ? 'column' : null;
      return { across, down, size, former };
    }
  }
  return null;
}

function spot(across: number, down: number, width: number, height: number): Bounds {
  const left = across * (1 - width) * CELL_SIZE;
  const top = down * (1 - height) * CELL_SIZE;
  return { left, top, right: left + width * CELL_SIZE, bottom: top + height * CELL_SIZE };
}
