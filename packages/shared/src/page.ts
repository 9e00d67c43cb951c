/** Side of a cell in cell units: the 280 x 280 canvas of the notebook that inkroom grew from. */
export const CELL_SIZE = 280;
/** Cells in a row of a page. */
export const PAGE_COLUMNS = 8;
/** Rows of a new page. */
export const PAGE_ROWS = 5;

/** Index of a cell: row by row from the top left, starting at 0. */
export type CellIndex = number;

export interface PagePoint {
  /** Cell units from the left edge of the page. */
  x: number;
  /** Cell units from the top edge of the page. */
  y: number;
}

/** The cell under a point of the page, or null outside of it. */
export function cellAt({ x, y }: PagePoint, rows: number): CellIndex | null {
  const column = Math.floor(x / CELL_SIZE);
  const row = Math.floor(y / CELL_SIZE);
  const inside = column >= 0 && column < PAGE_COLUMNS && row >= 0 && row < rows;
  return inside ? row * PAGE_COLUMNS + column : null;
}

/** Top left corner of a cell on its page. */
export function cellOrigin(cell: CellIndex): PagePoint {
  return { x: (cell % PAGE_COLUMNS) * CELL_SIZE, y: Math.floor(cell / PAGE_COLUMNS) * CELL_SIZE };
}

export function cellCount(rows: number): number {
  return rows * PAGE_COLUMNS;
}
