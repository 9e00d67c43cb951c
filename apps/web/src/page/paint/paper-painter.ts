import { CELL_SIZE, type PageSize } from '@inkroom/shared';
import type { Bounds } from '../view/bounds';
import type { Placement } from '../view/page-view';
import type { PageTheme } from './page-theme';

/** Fine squares along a cell's side. */
const SQUARES = 10;
/** Fine rules fade in between these distances, in CSS pixels: nearer together they would be a grey wash. */
const RULES_FROM = 6;
const RULES_FULL = 11;

/** Paints desk, paper and rules within a box of whole device pixels. Rules lie on whole pixels, so that they stay hairlines at every zoom. */
export function paintPaper(
  context: CanvasRenderingContext2D,
  box: Bounds,
  at: Placement,
  { columns, rows }: PageSize,
  pixelRatio: number,
  theme: PageTheme,
): void {
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  context.fillStyle = theme.desk;
  context.fillRect(box.left, box.top, width, height);

  const columnX = (units: number) => at.originX + Math.round(units * at.scale);
  const rowY = (units: number) => at.originY + Math.round(units * at.scale);
  const page = {
    left: at.originX,
    top: at.originY,
    right: columnX(columns * CELL_SIZE),
    bottom: rowY(rows * CELL_SIZE),
  };
  const left = Math.max(box.left, page.left);
  const top = Math.max(box.top, page.top);
  const right = Math.min(box.right, page.right);
  const bottom = Math.min(box.bottom, page.bottom);
  const strong = Math.max(1, Math.round(pixelRatio));
  if (right + strong <= left || bottom + strong <= top) return;
  context.fillStyle = theme.paper;
  context.fillRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));

  const square = CELL_SIZE / SQUARES;
  const spacing = (square * at.scale) / pixelRatio;
  const strength = Math.min(1, (spacing - RULES_FROM) / (RULES_FULL - RULES_FROM));
  if (strength > 0) {
    const fine = Math.max(1, Math.floor(pixelRatio * 0.75));
    context.globalAlpha = strength;
    context.fillStyle = theme.rule;
    forEachLine(left - at.originX, right - at.originX, square * at.scale, columns * SQUARES, (k) => {
      if (k % SQUARES) context.fillRect(columnX(k * square), top, fine, bottom - top);
    });
    forEachLine(top - at.originY, bottom - at.originY, square * at.scale, rows * SQUARES, (k) => {
      if (k % SQUARES) context.fillRect(left, rowY(k * square), right - left, fine);
    });
    context.globalAlpha = 1;
  }

  context.fillStyle = theme.ruleStrong;
  const lineTop = Math.max(box.top, page.top);
  const lineBottom = Math.min(box.bottom, page.bottom + strong);
  const lineLeft = Math.max(box.left, page.left);
  const lineRight = Math.min(box.right, page.right + strong);
  forEachLine(lineLeft - strong - at.originX, lineRight - at.originX, CELL_SIZE * at.scale, columns, (k) => {
    context.fillRect(columnX(k * CELL_SIZE), lineTop, strong, lineBottom - lineTop);
  });
  forEachLine(lineTop - strong - at.originY, lineBottom - at.originY, CELL_SIZE * at.scale, rows, (k) => {
    context.fillRect(lineLeft, rowY(k * CELL_SIZE), lineRight - lineLeft, strong);
  });
}

function forEachLine(from: number, to: number, spacing: number, last: number, draw: (k: number) => void): void {
  const first = Math.max(0, Math.floor(from / spacing));
  for (let k = first; k <= last && k * spacing <= to + 1; k++) draw(k);
}
