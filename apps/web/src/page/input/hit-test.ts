import {
  CELL_SIZE,
  type CellIndex,
  cellOrigin,
  type PagePoint,
  type PageSize,
  POINT_STRIDE,
  type Stroke,
} from '@inkroom/shared';

/** Distance from a point to a segment. */
export function distanceToSegment(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const lengthSquared = dx * dx + dy * dy;
  const along = lengthSquared > 0 ? Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / lengthSquared)) : 0;
  return Math.hypot(px - ax - along * dx, py - ay - along * dy);
}

/** Whether a disc moved from `from` to `to` (cell coordinates) touches a stroke's ink. */
export function touchesStroke(stroke: Stroke, from: PagePoint, to: PagePoint, radius: number): boolean {
  const { points } = stroke;
  const reach = radius + stroke.width / 2;
  const count = Math.floor(points.length / POINT_STRIDE);
  for (let i = 0; i < count; i++) {
    const ax = points[Math.max(0, i - 1) * POINT_STRIDE]!;
    const ay = points[Math.max(0, i - 1) * POINT_STRIDE + 1]!;
    const bx = points[i * POINT_STRIDE]!;
    const by = points[i * POINT_STRIDE + 1]!;
    if (segmentDistance(from, to, ax, ay, bx, by) <= reach) return true;
  }
  return false;
}

/**
 * The strokes of some cells that an eraser moved from `from` to `to` (page coordinates) touches.
 * @param reach how far strokes may run over their cell, in cell units
 */
export function strokesUnder(
  strokesOf: (cell: CellIndex) => readonly Stroke[],
  size: PageSize,
  cells: readonly CellIndex[],
  from: PagePoint,
  to: PagePoint,
  radius: number,
  reach: number,
): { cell: CellIndex; stroke: Stroke }[] {
  const found: { cell: CellIndex; stroke: Stroke }[] = [];
  for (const index of cells) {
    const origin = cellOrigin(index, size);
    const a = { x: from.x - origin.x, y: from.y - origin.y };
    const b = { x: to.x - origin.x, y: to.y - origin.y };
    const near = (value: number, other: number) =>
      Math.max(value, other) >= -reach && Math.min(value, other) <= CELL_SIZE + reach;
    if (!near(a.x, b.x) || !near(a.y, b.y)) continue;
    for (const stroke of strokesOf(index)) {
      if (touchesStroke(stroke, a, b, radius)) found.push({ cell: index, stroke });
    }
  }
  return found;
}

function segmentDistance(p: PagePoint, q: PagePoint, ax: number, ay: number, bx: number, by: number): number {
  if (segmentsCross(p, q, ax, ay, bx, by)) return 0;
  return Math.min(
    distanceToSegment(p.x, p.y, ax, ay, bx, by),
    distanceToSegment(q.x, q.y, ax, ay, bx, by),
    distanceToSegment(ax, ay, p.x, p.y, q.x, q.y),
    distanceToSegment(bx, by, p.x, p.y, q.x, q.y),
  );
}

function segmentsCross(p: PagePoint, q: PagePoint, ax: number, ay: number, bx: number, by: number): boolean {
  const side = (x: number, y: number) => (q.x - p.x) * (y - p.y) - (q.y - p.y) * (x - p.x);
  const other = (x: number, y: number) => (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  return side(ax, ay) * side(bx, by) < 0 && other(p.x, p.y) * other(q.x, q.y) < 0;
}
