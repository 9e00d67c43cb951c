import { POINT_STRIDE } from './protocol/constants.js';
import type { Ink } from './protocol/ink.js';

/**
 * Points of one stroke that a model reads it by, at most: with so many, what a person writes is drawn within a twentieth of
 * a pixel's brightness of what all of them draw (`thin-ink.test.ts`).
 */
export const STROKE_POINTS_READ = 64;

/**
 * Points of a whole drawing that a model reads it by, at most; beyond it each stroke has its share. Scribbles that fill a
 * cell are read in milliseconds, not in the half second that all their points take: nobody's cell keeps a worker from the
 * others (R7).
 */
export const DRAWING_POINTS_READ = 2_000;

/** A stroke that has only a beginning and an end. */
const POINTS_MIN = 2;

/** A stroke by {@link STROKE_POINTS_READ} of its points at most. What is stored for predictions alone needs no more. */
export function thinStroke(ink: Ink): Ink {
  return thin(ink, STROKE_POINTS_READ);
}

/**
 * Strokes as a model reads them together. Strokes that went through {@link thinStroke} come out as they would have
 * without: the points that a stroke keeps when it may keep more are those it keeps when it may keep fewer, and others.
 */
export function thinDrawing(strokes: readonly Ink[]): readonly Ink[] {
  const share = Math.floor(DRAWING_POINTS_READ / Math.max(1, strokes.length));
  const most = Math.min(STROKE_POINTS_READ, Math.max(POINTS_MIN, share));
  return strokes.map((stroke) => thin(stroke, most));
}

/**
 * The points of a stroke that keep its shape best, the first and the last among them: Ramer-Douglas-Peucker with a number
 * of points in place of a tolerance. The point that lies farthest from what is drawn so far is taken in next. So the work
 * is bounded too, by `most` times the points, where a tolerance would let a scribble cost the square of them.
 * @returns the very stroke when it has no more points than that
 */
function thin(ink: Ink, most: number): Ink {
  const { points, width } = ink;
  const count = Math.floor(points.length / POINT_STRIDE);
  if (count <= most) return ink;
  const kept = [0, count - 1];
  const spans = [spanOf(points, 0, count - 1)];
  while (kept.length < most) {
    let next = 0;
    for (let i = 1; i < spans.length; i++) if (spans[i]!.distance > spans[next]!.distance) next = i;
    const { from, at, to } = spans[next]!;
    kept.push(at);
    spans[next] = spanOf(points, from, at);
    spans.push(spanOf(points, at, to));
  }
  kept.sort((a, b) => a - b);
  return { width, points: kept.flatMap((i) => points.slice(i * POINT_STRIDE, (i + 1) * POINT_STRIDE)) };
}

/** What lies between two points of a stroke that are kept. */
interface Span {
  from: number;
  to: number;
  /** The point between them that lies farthest from the line that joins them. */
  at: number;
  /** Of that point, squared, in square cell units; -1 where there is no point between. */
  distance: number;
}

function spanOf(points: readonly number[], from: number, to: number): Span {
  const ax = points[from * POINT_STRIDE]!;
  const ay = points[from * POINT_STRIDE + 1]!;
  const dx = points[to * POINT_STRIDE]! - ax;
  const dy = points[to * POINT_STRIDE + 1]! - ay;
  const lengthSquared = dx * dx + dy * dy;
  const span = { from, to, at: from, distance: -1 };
  for (let i = from + 1; i < to; i++) {
    const px = points[i * POINT_STRIDE]! - ax;
    const py = points[i * POINT_STRIDE + 1]! - ay;
    const along = lengthSquared > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared)) : 0;
    const distance = (px - along * dx) ** 2 + (py - along * dy) ** 2;
    if (distance > span.distance) {
      span.at = i;
      span.distance = distance;
    }
  }
  return span;
}
