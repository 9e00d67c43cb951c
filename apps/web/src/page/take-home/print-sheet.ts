import { CELL_SIZE } from '@inkroom/shared';
import styles from './print-sheet.module.css';
import type { Sheet } from './sheet';
import { sheetSize, sheetSvg } from './sheet-svg';

/** What of A4 is printed on, mm: without the margins of print-sheet.module.css, and a little less, for rounding must not begin a page. */
const LONG_MM = 275;
const SHORT_MM = 188;

export interface Sheets {
  isLandscape: boolean;
  /** From which row to before which, of each. */
  rows: [from: number, to: number][];
}

/** How a sheet goes on A4: where it is wider than high, across and on one; else upright on as many as it takes, each as wide as the paper. */
export function onA4(sheet: Pick<Sheet, 'columns' | 'rows' | 'people'>): Sheets {
  const { width, height } = sheetSize(sheet, sheet.rows);
  // Smaller than the paper is wide by little, and still larger than upright.
  if (height <= width) return { isLandscape: true, rows: [[0, sheet.rows]] };
  const room = (width * LONG_MM) / SHORT_MM - sheetSize(sheet, 0).height;
  const each = Math.max(1, Math.floor(room / CELL_SIZE));
  const rows = Array.from({ length: Math.ceil(sheet.rows / each) }, (_, i): [number, number] => [
    i * each,
    Math.min(sheet.rows, (i + 1) * each),
  ]);
  return { isLandscape: false, rows };
}

/**
 * Lays a sheet out for A4, in lines and not in pixels: while it is there, a browser prints it and nothing else of the app. One that is laid
 * out already stays.
 * @param numbered the subtitle of each of several sheets
 * @returns takes it away
 */
export function layOut(sheet: Sheet, numbered: (part: number, parts: number) => string): () => void {
  if (document.querySelector(`.${styles.sheets}`)) return () => {};
  const { isLandscape, rows } = onA4(sheet);
  const root = document.createElement('div');
  root.className = styles.sheets!;
  root.dataset.testid = 'print';
  for (const [nth, range] of rows.entries()) {
    const subtitle = rows.length > 1 ? numbered(nth + 1, rows.length) : sheet.subtitle;
    const svg = sheetSvg({ ...sheet, subtitle }, { rows: range, isFramed: false });
    const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
    documentElement.setAttribute('preserveAspectRatio', 'xMidYMin meet');
    const paper = document.createElement('div');
    paper.className = isLandscape ? styles.landscape! : styles.portrait!;
    paper.append(document.importNode(documentElement, true));
    root.append(paper);
  }
  document.body.append(root);
  return () => root.remove();
}

/** Opens the browser's print with a sheet, see {@link layOut}. */
export function printSheet(...what: Parameters<typeof layOut>): void {
  const remove = layOut(...what);
  // Some browsers return from `print` before they have printed.
  window.addEventListener('afterprint', remove, { once: true });
  window.print();
}
