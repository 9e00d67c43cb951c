import type { CodedError, Limits, Person, RoomState, Snapshot } from '@inkroom/shared';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { EMPTY_HISTORY, type History, type HistoryStep, recordStep, redo, undo } from './history.js';
import { LiveInkStore } from './live-ink.js';
import * as replicas from './replica.js';
import { emptyView, type RoomView } from './room-view.js';
import type { Timers } from './timers.js';

/** Time constant of sweeping: what fell silent is gone at the latest this share of the expiry too late. */
const SWEEPS_PER_EXPIRY = 4;

/** All that a client knows of a room: the replica of its log, one's own history, ink in the making, and the view of them. */
export class RoomModel {
  readonly view: StoreApi<RoomView>;
  readonly liveInk: LiveInkStore;
  readonly #timers: Timers;
  #replica: replicas.Replica;
  #history: History = EMPTY_HISTORY;

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

  set(replica: replicas.Replica, patch: Partial<RoomView> = {}): void {
    const sheetBefore = this.#replica.confirmed.sheet;
    this.#replica = replica;
    if (replica.confirmed.sheet !== sheetBefore) {
      this.#history = EMPTY_HISTORY;
      this.liveInk.clear();
    }
    const state = replicas.shownState(replica);
    this.view.setState({
      state,
      pending: replica.own.filter(({ seq }) => seq === null).length,
      canUndo: undo(this.#history, state) !== null,
      canRedo: redo(this.#history, state) !== null,
      ...patch,
    });
  }

  setHistory(history: History): void {
    this.#history = history;
    this.set(this.#replica);
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

/** What a snapshot shows beside the state. */
export function snapshotView({ people, absent, versions, runs, pools }: Snapshot): Partial<RoomView> {
  const byId = (list: readonly Person[]) => Object.fromEntries(list.map((person) => [person.id, person]));
  return { people: byId(people), absent: byId(absent), versions, runs, pools };
}
