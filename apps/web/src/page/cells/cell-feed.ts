import { type RoomClient, shownPage } from '@inkroom/client';
import type { Cell, CellIndex } from '@inkroom/shared';
import { ownDrafts, pageUi } from '../page-store';

/** What one cell's component shows. */
export interface CellSnapshot {
  cell: Cell | undefined;
  /** Somebody is drawing in it right now. */
  live: boolean;
  /** The room's, see `Prediction.generation`. */
  generation: number;
}

/** ms between two updates of a hidden page, which gets no animation frames. */
const HIDDEN_PAGE_MS = 100;
/** ms between two updates of others' cells: a browser lays out and paints what stands at them anew each time, and not their ink. */
const OTHERS_MS = 50;

/**
 * Tells each cell's component when its own cell changed: in the next frame where one writes oneself and where ink has gone, of others'
 * a few times a second. A busy room changes hundreds of times a second, and a page has hundreds of cells.
 */
export class CellFeed {
  readonly #client: RoomClient;
  readonly #listeners = new Map<CellIndex, Set<() => void>>();
  readonly #snapshots = new Map<CellIndex, CellSnapshot>();
  readonly #ends: (() => void)[];
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When others' cells were told of last, ms. */
  #othersAt = 0;
  /** The page that was shown then. */
  #page: number | null = null;

  constructor(client: RoomClient) {
    this.#client = client;
    const schedule = () => this.#schedule();
    this.#ends = [client.view.subscribe(schedule), client.live.subscribe(schedule), ownDrafts.subscribe(schedule)];
  }

  get(index: CellIndex): CellSnapshot {
    let snapshot = this.#snapshots.get(index);
    if (!snapshot) {
      snapshot = this.#current(index, this.#liveCells());
      this.#snapshots.set(index, snapshot);
    }
    return snapshot;
  }

  subscribe(index: CellIndex, listener: () => void): () => void {
    const listeners = this.#listeners.get(index) ?? new Set();
    this.#listeners.set(index, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  dispose(): void {
    for (const end of this.#ends) end();
    this.#unschedule();
  }

  #schedule(): void {
    if (this.#timer) return;
    const flush = () => {
      this.#unschedule();
      this.#flush();
    };
    this.#frame = requestAnimationFrame(flush);
    this.#timer = setTimeout(flush, HIDDEN_PAGE_MS);
  }

  #unschedule(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #flush(): void {
    const now = performance.now();
    const { page } = this.#client.view.getState();
    const all = now - this.#othersAt >= OTHERS_MS || page !== this.#page;
    if (all) this.#othersAt = now;
    this.#page = page;
    const own = new Set([pageUi.getState().selected, ...ownDrafts.getState().drafts.map(({ cell }) => cell)]);
    const liveCells = this.#liveCells();
    const changed: CellIndex[] = [];
    for (const [index, known] of this.#snapshots) {
      const next = this.#current(index, liveCells);
      if (known.cell === next.cell && known.live === next.live && known.generation === next.generation) continue;
      if (all || own.has(index) || inkIn(next) < inkIn(known)) {
        this.#snapshots.set(index, next);
        changed.push(index);
      } else this.#schedule();
    }
    for (const index of changed) for (const listener of this.#listeners.get(index) ?? []) listener();
  }

  #current(index: CellIndex, liveCells: ReadonlySet<CellIndex>): CellSnapshot {
    const view = this.#client.view.getState();
    const { generation } = view.state;
    return { cell: shownPage(view).cells[index], live: liveCells.has(index), generation };
  }

  #liveCells(): ReadonlySet<CellIndex> {
    const cells = new Set<CellIndex>();
    const { page } = this.#client.view.getState();
    for (const stroke of this.#client.live.get().strokes.values()) if (stroke.page === page) cells.add(stroke.cell);
    for (const { cell } of ownDrafts.getState().drafts) cells.add(cell);
    return cells;
  }
}

function inkIn({ cell }: CellSnapshot): number {
  return cell?.strokes.length ?? 0;
}
