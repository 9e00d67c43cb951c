import {
  allAsGiven,
  asGiven,
  type CellIndex,
  type CodedError,
  cellCount,
  hasPage,
  type InkById,
  type Limits,
  type LoggedEntries,
  type Page,
  type Person,
  PROTOCOL_VERSION,
  pageOf,
  penRests,
  type RoomLists,
  type RoomState,
  roleOf,
  type Stroke,
  type StrokeId,
  strokeIdOf,
} from '@inkroom/shared';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { ServerClock } from '../connection/server-clock.js';
import type { Timers } from '../connection/timers.js';
import { EMPTY_HISTORY, type History, type HistoryStep, recordStep } from '../history/history.js';
import { InkStore } from '../ink/ink-store.js';
import { LiveInkStore } from '../ink/live-ink.js';
import type { KeptRoom } from '../storage/kept-room.js';
import { emptyView, type RoomView } from '../view/room-view.js';
import * as replicas from './replica.js';

/** Time constant of sweeping: what fell silent is gone at the latest this share of the expiry too late. */
const SWEEPS_PER_EXPIRY = 4;

/** All that a client knows of a room: the replica of its log, one's own history, ink in the making, and the view of them. */
export class RoomModel {
  readonly view: StoreApi<RoomView>;
  readonly liveInk: LiveInkStore;
  readonly clock = new ServerClock();
  readonly #ink = new InkStore();
  readonly #timers: Timers;
  #replica: replicas.Replica;
  #history: History = EMPTY_HISTORY;
  #looking: number | null = null;
  #held: number | null = null;

  /** Whether this connection only watches, whatever role a host gives one. */
  watches = false;

  constructor(roomId: string, timers: Timers) {
    this.#timers = timers;
    this.view = createStore<RoomView>(() => emptyView(roomId));
    this.#replica = replicas.emptyReplica(roomId);
    this.liveInk = new LiveInkStore(this.limits.liveExpiryMs);
  }

  get replica(): replicas.Replica {
    return this.#replica;
  }

  get history(): History {
    return this.#history;
  }

  get limits(): Limits {
    return this.view.getState().limits;
  }

  /** The room as it is shown: confirmed, with one's own unconfirmed operations on top. */
  get state(): RoomState {
    return this.view.getState().state;
  }

  /** The room was left, or the server said no for good. */
  get isOver(): boolean {
    const { connection } = this.view.getState();
    return connection === 'closed' || connection === 'refused';
  }

  /** Whether a host has all pens rest, and one is none. */
  get penRests(): boolean {
    const { you, state } = this.view.getState();
    return you !== null && penRests(state, you.role);
  }

  /** The durable strokes of a cell of the room as it is shown, or in another state. */
  strokesOf(cell: CellIndex, page: Page = this.page): Stroke[] {
    return this.#ink.strokesOf(page, cell);
  }

  /** The page that one looks at instead of the open one; null when at that. */
  get looking(): number | null {
    return this.#looking;
  }

  /** The page that is shown. */
  get page(): Page {
    const { state, page } = this.view.getState();
    return pageOf(state, page);
  }

  /** Shows a page; null for the one that is open, whichever that is. */
  look(page: number | null): void {
    this.#looking = page === this.state.page ? null : page;
    this.#held = null;
    this.set(this.#replica);
  }

  /** While somebody writes, the page under their pen stays, also where another one is opened meanwhile. */
  hold(isHeld: boolean): void {
    this.#held = isHeld ? this.view.getState().page : null;
    if (!isHeld) this.set(this.#replica);
  }

  /** The pieces of a page are on their way. */
  awaitPage(page: number): void {
    if (!this.#replica.pages.has(page)) this.set(replicas.awaiting(this.#replica, page));
  }

  /**
   * Ink came to a page, or came back to it: what of it is not here, though the page names it, has to be asked for. With an entry comes only
   * the ink of the page that one looks at, which may have become another one while one was away.
   * @param strokes all that are on the page when left out
   * @param seq of the entry that brought them: it may still wait for one before it
   * @returns whether the page is to be read once more
   */
  missInk(number: number, strokes?: readonly StrokeId[], seq = 0): boolean {
    const { pages, confirmed } = this.#replica;
    if (!pages.has(number)) return false;
    const named = () => Object.values(pageOf(confirmed, number).cells).flatMap((cell) => cell.strokes);
    const missing = new Set((strokes ?? named()).filter((id) => !this.#ink.has(id)));
    const isMissed = missing.size > 0 && (seq > confirmed.seq || named().some((id) => missing.has(id)));
    if (isMissed) this.set(replicas.withoutPage(this.#replica, number));
    return isMissed;
  }

  /** An own stroke went to another cell, as somebody else was faster. */
  noteMoved({ page, cell }: { page: number; cell: CellIndex }): void {
    this.view.setState({ moved: { page, cell, at: Date.now() } });
  }

  /** Ink comes before the state that names it is set. */
  addPieceInk({ cells, ink }: { cells: Page['cells']; ink: InkById }): void {
    for (const [index, { strokes }] of Object.entries(cells))
      for (const id of strokes) if (ink[id]) this.#ink.add(id, Number(index), ink[id]);
  }

  addEntryInk({ entries, ink }: LoggedEntries): void {
    for (const { effect } of entries) {
      if (effect.kind !== 'stroke.add' || !ink[effect.id]) continue;
      // Of other pages it comes when one is read.
      const { pages, confirmed } = this.#replica;
      if (pages.has(effect.page) || !confirmed.pages[effect.page])
        this.#ink.add(effect.id, effect.cell, ink[effect.id]!);
    }
  }

  /** @param history one's own, as it is now */
  set(replica: replicas.Replica, patch: Partial<RoomView> = {}, history?: History): void {
    this.#replica = replica;
    this.#addOwnInk();
    const state = replicas.shownState(replica, patch.limits ?? this.limits);
    // Whoever looks at a page that is deleted is led to the open one.
    if (this.#looking === state.page || (this.#looking && state.pages[this.#looking]?.deleted)) this.#looking = null;
    const wanted = this.#held ?? this.#looking;
    const isThere = wanted !== null && (this.#held === wanted ? state.pages[wanted] : hasPage(state, wanted));
    const page = isThere ? wanted : state.page;
    if (history) this.#history = history;
    this.#ink.prune(Object.values(state.pages));
    const { you, people, absent } = { ...this.view.getState(), ...patch };
    const me = this.#asGiven(you, state);
    this.view.setState({
      state,
      page,
      pending: replica.own.filter(({ seq }) => seq === null).length,
      arrived: this.#arrived(replica, page, state),
      canUndo: this.#history.done.length > 0,
      canRedo: this.#history.undone.length > 0,
      ...patch,
      you: me,
      people: allAsGiven(people, state, me),
      absent: allAsGiven(absent, state, me),
    });
  }

  #arrived({ pages, you, confirmed }: replicas.Replica, page: number, state: RoomState): number {
    // Before one has joined nothing is missing yet.
    if (!you) return 1;
    const copy = pages.get(page);
    // A page that one has just begun is not known to the room yet: nothing of it is missing either.
    if (!copy) return confirmed.pages[page] ? 0 : 1;
    return copy.arrivedTo === null ? 1 : copy.arrivedTo / cellCount(pageOf(state, page));
  }

  /** Who one is by now. A connection for watching stays one; who was removed is about to be told so. */
  #asGiven(you: Person | null, state: RoomState): Person | null {
    if (!you) return you;
    const given = asGiven(you, state);
    return this.watches && given.role !== 'viewer' ? { ...given, role: 'viewer' } : given;
  }

  #addOwnInk(): void {
    const { own, you } = this.#replica;
    if (!you) return;
    for (const { op } of own)
      if (op.kind === 'stroke.add') this.#ink.add(strokeIdOf(you.id, op.stroke.id), op.stroke.cell, op.stroke);
  }

  /** The room as an earlier visit has left it, with what waits on top, until the server answers. */
  show({ you, limits, clockOffset, snapshot, taken, history }: KeptRoom): void {
    this.clock.offset = clockOffset;
    this.watches = you.role === 'viewer' && roleOf(snapshot.state, you.id) !== 'viewer';
    for (const { cells } of Object.values(snapshot.state.pages)) this.addPieceInk({ cells, ink: snapshot.ink });
    const { people, absent, ...shown } = listsView(snapshot);
    // Who is there now nobody knows.
    const away = { ...absent, ...people };
    const view = { ...shown, absent: away, connection: 'reconnecting', you, limits } as const;
    this.set(replicas.resumed(this.#replica, { ...you, watches: this.watches }, snapshot.state, taken), view, history);
  }

  /** All that is known here, for {@link show} in a later visit. @param at when, by this device */
  kept(you: Person, at: number): KeptRoom {
    const { people, absent, versions, runs, pools } = this.view.getState();
    const { confirmed, pages: here, own } = this.#replica;
    const pages = Object.fromEntries(
      Object.entries(confirmed.pages).filter(([page]) => here.get(Number(page))?.arrivedTo === null),
    );
    const state = { ...confirmed, pages };
    const strokes = Object.values(pages).flatMap((page) =>
      Object.keys(page.cells).flatMap((cell) => this.strokesOf(Number(cell), page)),
    );
    const ink = Object.fromEntries(strokes.map(({ id, points, width }) => [id, { points, width }]));
    const lists = { people: Object.values(people), absent: Object.values(absent), versions, runs, pools };
    return {
      protocol: PROTOCOL_VERSION,
      at,
      clockOffset: this.clock.offset,
      you,
      limits: this.limits,
      snapshot: { state, ink, ...lists },
      taken: own.filter(({ seq }) => seq !== null),
      history: this.#history,
    };
  }

  setHistory(history: History): void {
    this.set(this.#replica, {}, history);
  }

  record(step: HistoryStep): void {
    this.setHistory(recordStep(this.#history, step, this.limits.undoStepsMax));
  }

  noteError(error: CodedError): void {
    this.view.setState({ lastError: { ...error, at: Date.now() } });
  }

  /** Strokes are durable, or given up: what was seen of their making goes. */
  finishLive(ids: readonly string[]): void {
    if (ids.length === 0) return;
    this.liveInk.finish(ids, Date.now());
    this.sweepLater();
  }

  /** Ink in the making of whoever fell silent goes after a while. */
  sweepLater(): void {
    if (this.#timers.has('sweep')) return;
    this.#timers.set('sweep', this.limits.liveExpiryMs / SWEEPS_PER_EXPIRY, () => {
      if (this.liveInk.sweep(Date.now())) this.sweepLater();
    });
  }
}

/** What is shown of a room beside its state. */
export function listsView({
  people,
  absent,
  versions,
  runs,
  pools,
}: RoomLists): Pick<RoomView, 'people' | 'absent' | 'versions' | 'runs' | 'pools' | 'ink'> {
  const byId = (list: readonly Person[]) => Object.fromEntries(list.map((person) => [person.id, person]));
  return { people: byId(people), absent: byId(absent), versions, runs, pools, ink: null };
}
