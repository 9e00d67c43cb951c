import type { CellIndex, Limits, Prediction } from '@inkroom/shared';

/**
 * Has those cells of a room read again that another model has read in the champion's place: soon, for a worker loads a model
 * in a moment, then ever more rarely, for as long as none can. It is the gateway that remembers them, and not the worker:
 * that one may end, or be the only one that cannot load the champion.
 */
export class StandIns {
  /** By page. */
  readonly #cells = new Map<number, Set<CellIndex>>();
  #timer: NodeJS.Timeout | null = null;
  #waitMs: number;

  /** @param reread has the cells read; false when it would rather be asked again later */
  constructor(
    private readonly limits: Pick<Limits, 'standInRetryMs' | 'modelRetryMs'>,
    private readonly reread: (page: number, cells: readonly CellIndex[]) => boolean,
  ) {
    this.#waitMs = limits.standInRetryMs;
  }

  /** Notes by whom a cell has been read. */
  note({ page, cell, insteadOf }: Pick<Prediction, 'page' | 'cell' | 'insteadOf'>): void {
    if (!insteadOf) {
      this.#cells.get(page)?.delete(cell);
      // Some worker can: one that cannot may give the next cell away at once.
      this.#waitMs = this.limits.standInRetryMs;
      return;
    }
    const ofPage = this.#cells.get(page) ?? new Set();
    this.#cells.set(page, ofPage.add(cell));
    this.#timer ??= setTimeout(() => this.#retry(), this.#waitMs);
  }

  /** Forgets all cells: nobody is here to see them. */
  clear(): void {
    this.#cells.clear();
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waitMs = this.limits.standInRetryMs;
  }

  #retry(): void {
    this.#timer = null;
    for (const [page, cells] of this.#cells) if (cells.size === 0) this.#cells.delete(page);
    if (this.#cells.size === 0) return;
    this.#waitMs = Math.min(2 * this.#waitMs, this.limits.modelRetryMs);
    for (const [page, cells] of this.#cells) if (this.reread(page, [...cells])) this.#cells.delete(page);
    if (this.#cells.size > 0) this.#timer = setTimeout(() => this.#retry(), this.#waitMs);
  }
}
