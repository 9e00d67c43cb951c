import { type CellIndex, cellCount, type Page, type Place, pageOf, type RoomState } from '@inkroom/shared';

/**
 * The free cell that each person is led to, on the open page. It is no reservation: nobody is refused for it, and it moves on as soon as
 * somebody writes there. Each gateway gives places to its own people, and hears of those of others.
 */
export class Places {
  readonly #places = new Map<string, { page: number; cell: CellIndex; isOwn: boolean }>();
  /** The cell in which somebody wrote last, by person. */
  readonly #written = new Map<string, { page: number; cell: CellIndex }>();
  /** Whose place has to be told. */
  readonly #news = new Set<string>();

  /** All that are known here. */
  get all(): Place[] {
    return [...this.#places].map(([person, { page, cell }]) => [person, page, cell]);
  }

  /** Those of this gateway's people. */
  get own(): Place[] {
    return [...this.#places].flatMap(([person, { page, cell, isOwn }]): Place[] =>
      isOwn ? [[person, page, cell]] : [],
    );
  }

  wrote(person: string, page: number, cell: CellIndex): void {
    this.#written.set(person, { page, cell });
  }

  /**
   * Gives everybody a place who has none, or whose place is free no more.
   * @param writers this gateway's people who may write
   * @returns somebody for whom nothing is free; null when all have a place
   */
  follow(state: RoomState, writers: Iterable<string>): string | null {
    const page = pageOf(state, state.page);
    const isFree = (cell: CellIndex) => !page.cells[cell]?.strokes.length;
    const waiting = [...writers].filter((person) => {
      const place = this.#places.get(person);
      return place?.page !== state.page || !isFree(place.cell);
    });
    if (waiting.length === 0) return null;
    for (const person of waiting) this.#places.delete(person);
    const taken = new Set([...this.#places.values()].flatMap((one) => (one.page === state.page ? [one.cell] : [])));
    for (const person of waiting) {
      const last = this.#written.get(person);
      const cell = nextFree(page, last?.page === state.page ? last.cell : -1, taken);
      // Nor for whoever else waits.
      if (cell === null) return person;
      taken.add(cell);
      this.#places.set(person, { page: state.page, cell, isOwn: true });
      this.#news.add(person);
    }
    return null;
  }

  /** Places that another gateway has given. Of two who got the same one, the one with the greater id moves on. */
  hear(places: readonly Place[]): void {
    for (const [person, page, cell] of places) {
      const known = this.#places.get(person);
      if (known?.page === page && known.cell === cell) continue;
      for (const [other, place] of this.#places)
        if (place.isOwn && place.page === page && place.cell === cell && other > person) this.#places.delete(other);
      this.#places.set(person, { page, cell, isOwn: false });
      this.#news.add(person);
    }
  }

  /** Somebody has left. */
  forget(person: string): void {
    this.#places.delete(person);
    this.#written.delete(person);
    this.#news.delete(person);
  }

  /** What is to be told: to this gateway's people, and to other gateways. */
  take(): { all: Place[]; own: Place[] } {
    const all = this.all.filter(([person]) => this.#news.has(person));
    const own = all.filter(([person]) => this.#places.get(person)!.isOwn);
    this.#news.clear();
    return { all, own };
  }
}

/** The first free cell after another one, in reading order and around the page's end. */
function nextFree(page: Page, after: CellIndex, taken: ReadonlySet<CellIndex>): CellIndex | null {
  const count = cellCount(page);
  for (let step = 1; step <= count; step++) {
    const cell = (after + step) % count;
    if (!page.cells[cell]?.strokes.length && !taken.has(cell)) return cell;
  }
  return null;
}
