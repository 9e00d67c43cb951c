import { type RoomClient, shownPage } from '@inkroom/client';
import type { Cell, CellIndex } from '@inkroom/shared';
import { ownDrafts } from '../page-store';

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

/**
 * Tells each cell's component when its own cell changed, once a frame: a busy room changes hundreds of times a second, and
 * a page has hundreds of cells.
 */
export class CellFeed {
  readonly #client: RoomClient;
  readonly #listeners = new Map<CellIndex, Set<() => void>>();
  readonly #snapshots = new Map<CellIndex, CellSnapshot>();
  readonly #ends: (() => void)[];
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

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
    const liveCells = this.#liveCells();
    const changed: CellIndex[] = [];
    for (const [index, known] of this.#snapshots) {
      const next = this.#current(index, liveCells);
      if (known.cell === next.cell && known.live === next.live && known.generation === next.generation) continue;
      this.#snapshots.set(index, next);
      changed.push(index);
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
