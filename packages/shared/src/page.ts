/** Side of a cell in cell units: the 280 x 280 canvas of the notebook that inkroom grew from. */
export const CELL_SIZE = 280;
/** How many columns a page may have: chosen when it is begun, and fixed from then on. */
export const PAGE_COLUMNS = [8, 12, 16] as const;
export type PageColumns = (typeof PAGE_COLUMNS)[number];
/** Those of a room's first page. */
export const FIRST_COLUMNS: PageColumns = 8;
/** Rows of a new page. */
export const PAGE_ROWS = 5;

/** How many cells a page has. */
export interface PageSize {
  columns: number;
  rows: number;
}

/** Index of a cell: row by row from the top left, starting at 0. */
export type CellIndex = number;

export interface PagePoint {
  /** Cell units from the left edge of the page. */
  x: number;
  /** Cell units from the top edge of the page. */
  y: number;
}

/** The cell under a point of the page, or null outside of it. */
export function cellAt({ x, y }: PagePoint, { columns, rows }: PageSize): CellIndex | null {
  const column = Math.floor(x / CELL_SIZE);
  const row = Math.floor(y / CELL_SIZE);
  const inside = column >= 0 && column < columns && row >= 0 && row < rows;
  return inside ? row * columns + column : null;
}

/** Top left corner of a cell on its page. */
export function cellOrigin(cell: CellIndex, { columns }: Pick<PageSize, 'columns'>): PagePoint {
  return { x: (cell % columns) * CELL_SIZE, y: Math.floor(cell / columns) * CELL_SIZE };
}

export function cellCount({ columns, rows }: PageSize): number {
  return rows * columns;
}

/** Columns for a class of so many: on a laptop each of them sees all of what the others begin. */
export function columnsFor(people: number): PageColumns {
  if (people <= 12) return 8;
  return people <= 30 ? 12 : 16;
}
