import { boundingBox, type Ink, POINT_STRIDE } from '@inkroom/shared';

/** How a drawing is moved about the middle of its own ink. */
export interface Move {
  /** Cell units, to the right and down. */
  right: number;
  down: number;
  /** Times as large. */
  size: number;
  /** Degrees, clockwise. */
  turn: number;
}

export const UNMOVED: Move = { right: 0, down: 0, size: 1, turn: 0 };

/** @returns the same drawing, sized and turned about its middle and then shifted; widths of strokes stay a pen's */
export function movedInk(strokes: readonly Ink[], { right, down, size, turn }: Move): Ink[] {
  const box = boundingBox(strokes);
  if (!box) return [];
  const [x0, y0] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const angle = (turn * Math.PI) / 180;
  const [cos, sin] = [size * Math.cos(angle), size * Math.sin(angle)];
  return strokes.map(({ points, ...stroke }) => {
    const moved = [...points];
    for (let i = 0; i < points.length; i += POINT_STRIDE) {
      const [x, y] = [points[i]! - x0, points[i + 1]! - y0];
      moved[i] = cos * x - sin * y + x0 + right;
      moved[i + 1] = sin * x + cos * y + y0 + down;
    }
    return { ...stroke, points: moved };
  });
}
