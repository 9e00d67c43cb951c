/** Side of a cell in cell units: the 280 x 280 canvas of the notebook that inkroom grew from. */
export const CELL_SIZE = 280;
/** Cells in a row of a sheet. */
export const SHEET_COLUMNS = 8;
/** Rows of a new sheet. */
export const SHEET_ROWS = 5;

/** Index of a cell: row by row from the top left, starting at 0. */
export type CellIndex = number;

export interface SheetPoint {
  /** Cell units from the left edge of the sheet. */
  x: number;
  /** Cell units from the top edge of the sheet. */
  y: number;
}

/** The cell under a point of the sheet, or null outside of it. */
export function cellAt({ x, y }: SheetPoint, rows: number): CellIndex | null {
  const column = Math.floor(x / CELL_SIZE);
  const row = Math.floor(y / CELL_SIZE);
  const inside = column >= 0 && column < SHEET_COLUMNS && row >= 0 && row < rows;
  return inside ? row * SHEET_COLUMNS + column : null;
}

/** Top left corner of a cell on its sheet. */
export function cellOrigin(cell: CellIndex): SheetPoint {
  return { x: (cell % SHEET_COLUMNS) * CELL_SIZE, y: Math.floor(cell / SHEET_COLUMNS) * CELL_SIZE };
}

export function cellCount(rows: number): number {
  return rows * SHEET_COLUMNS;
}
