import { type Ink, POINT_STRIDE } from '@inkroom/shared';
import { getStroke } from 'perfect-freehand';
import type { Bounds } from '../view/bounds';
import { pressures } from './pen-pressure';

/** How much pressure changes the width: 0 not at all, 1 down to nothing. */
const THINNING = 0.55;
/** How much corners of the outline are rounded (perfect-freehand's default). */
const SMOOTHING = 0.5;
/** How much the line is pulled straight: enough to hide a mouse's steps, too little to lag behind the hand. */
const STREAMLINE = 0.28;

/**
 * The outline of a stroke as a flat x, y list in the coordinates of its points.
 * @param finished whether the pen has been lifted; an unfinished stroke's end is left loose
 */
export function inkOutline(ink: Ink, finished: boolean): Float32Array {
  const pressure = pressures(ink.points);
  const input: [number, number, number][] = [];
  for (let i = 0; i < pressure.length; i++) {
    input.push([ink.points[i * POINT_STRIDE]!, ink.points[i * POINT_STRIDE + 1]!, pressure[i]!]);
  }
  const outline = getStroke(input, {
    size: ink.width,
    thinning: THINNING,
    smoothing: SMOOTHING,
    streamline: STREAMLINE,
    simulatePressure: false,
    last: finished,
  });
  const flat = new Float32Array(outline.length * 2);
  for (let i = 0; i < outline.length; i++) {
    flat[2 * i] = outline[i]![0];
    flat[2 * i + 1] = outline[i]![1];
  }
  return flat;
}

/** What of a canvas context or a Path2D an outline is traced on. */
export type PathSink = Pick<Path2D, 'moveTo' | 'quadraticCurveTo' | 'closePath'>;

/** Traces a closed curve through the middles of the outline's edges: smooth where a polygon would show its corners. */
export function traceOutline(outline: Float32Array, path: PathSink): void {
  const count = outline.length >> 1;
  if (count < 2) return;
  const lastX = outline[2 * count - 2]!;
  const lastY = outline[2 * count - 1]!;
  path.moveTo((lastX + outline[0]!) / 2, (lastY + outline[1]!) / 2);
  for (let i = 0; i < count; i++) {
    const x = outline[2 * i]!;
    const y = outline[2 * i + 1]!;
    const next = (i + 1) % count;
    path.quadraticCurveTo(x, y, (x + outline[2 * next]!) / 2, (y + outline[2 * next + 1]!) / 2);
  }
  path.closePath();
}

/** How far from its points a stroke's ink reaches at most: full pressure makes the pen (1 + thinning) times as wide. */
export function inkMargin(width: number): number {
  return (width * (1 + THINNING)) / 2 + 1;
}

/** The box that a stroke's ink surely stays in, pen width included, or null without points. */
export function inkBounds(ink: Ink): Bounds | null {
  const { points, width } = ink;
  if (points.length < POINT_STRIDE) return null;
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let i = 0; i + 1 < points.length; i += POINT_STRIDE) {
    const x = points[i]!;
    const y = points[i + 1]!;
    if (x < bounds.left) bounds.left = x;
    if (x > bounds.right) bounds.right = x;
    if (y < bounds.top) bounds.top = y;
    if (y > bounds.bottom) bounds.bottom = y;
  }
  const margin = inkMargin(width);
  return {
    left: bounds.left - margin,
    top: bounds.top - margin,
    right: bounds.right + margin,
    bottom: bounds.bottom + margin,
  };
}
