import type { CellIndex } from '@inkroom/shared';
import { pageUi } from '../page-store';

/** Shows who wrote in a cell once a pointer has stayed there for a while. */
export class NamePeek {
  #cell: CellIndex | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** A pointer is at a cell, or at none. @param ms how long it must stay */
  at(cell: CellIndex | null, ms = 0): void {
    if (cell === this.#cell) return;
    this.#cell = cell;
    clearTimeout(this.#timer);
    if (pageUi.getState().named !== null) pageUi.setState({ named: null });
    if (cell !== null) this.#timer = setTimeout(() => pageUi.setState({ named: cell }), ms);
  }
}
