import {
  applyEffect,
  applyEntry,
  applyPrediction,
  type CatchUp,
  type Cell,
  type CellIndex,
  emptyRoom,
  type Limits,
  type LogEntry,
  type LogPosition,
  type Person,
  type Prediction,
  type RoomState,
  type SnapshotPiece,
  settle,
  supersedes,
} from '@inkroom/shared';
import type { OwnOperation, PendingOperation } from '../storage/pending.js';

export type You = Pick<Person, 'id' | 'name' | 'role'>;

/**
 * A client's copy of a room: the log as far as it is known without a gap, and one's own operations that are not in it yet.
 * An own operation lives here from the moment it is made until the log entry it became has been applied, so that ink never
 * flickers between the acknowledgement and the entry, in whichever order they arrive. All functions here are pure.
 */
export interface Replica {
  /** False from a dropped connection until the next join: entries are then only kept, for what they follow is not known. */
  readonly synced: boolean;
  /** Up to which cell the page has come, while pieces of it are still to come; null when `confirmed` is whole. */
  readonly arrivedTo: CellIndex | null;
  readonly you: You | null;
  /** The room after all entries up to `confirmed.seq`. */
  readonly confirmed: RoomState;
  /** The operation of that entry, where it is known. */
  readonly lastOp: string | null;
  /** Entries that came before one that is still missing, by seq. */
  readonly early: ReadonlyMap<number, LogEntry>;
  /** The newest prediction of each cell whose ink, page or model this client has not seen yet. */
  readonly held: ReadonlyMap<number, Prediction>;
  /** In the order in which they were made. */
  readonly own: readonly OwnOperation[];
}

export function emptyReplica(roomId: string): Replica {
  return {
    synced: false,
    arrivedTo: null,
    you: null,
    confirmed: emptyRoom(roomId),
    lastOp: null,
    early: new Map(),
    held: new Map(),
    own: [],
  };
}

/** The connection is gone: what comes on the next one may start anywhere. */
export function disconnected(replica: Replica): Replica {
  // A page of which a part is missing is no ground to go on from.
  const lastOp = replica.arrivedTo === null ? replica.lastOp : null;
  return { ...replica, synced: false, arrivedTo: null, lastOp, early: new Map(), held: new Map() };
}

/** Where a server may go on from; nothing where that is not known. */
export function positionOf({ confirmed, lastOp, arrivedTo }: Replica): LogPosition | undefined {
  return lastOp === null || arrivedTo !== null ? undefined : { seq: confirmed.seq, opId: lastOp };
}

/** The server lets us in. */
export function joined(replica: Replica, you: You, answer: CatchUp): Replica {
  return broughtUpToDate({ ...replica, synced: true, arrivedTo: null, you }, answer);
}

/**
 * The server goes on from what we know; or it begins anew, and then its state is the truth, even where it knows less than we did. Its cells
 * follow; until then those of the same page are shown as they were.
 */
export function broughtUpToDate(replica: Replica, { state, opId = null }: CatchUp): Replica {
  if (!state) return advance(replica);
  const { confirmed } = replica;
  const isSamePage = confirmed.roomId === state.roomId && confirmed.page === state.page;
  return {
    ...replica,
    arrivedTo: 0,
    confirmed: { ...state, cells: isSamePage ? confirmed.cells : {} },
    lastOp: opId,
    early: new Map(),
    own: replica.own.filter((operation) => operation.seq === null),
  };
}

/** A part of the page, as it was at the moment that the server began from. */
export function withPiece(replica: Replica, { range: [from, to], cells, isLast }: SnapshotPiece): Replica {
  if (replica.arrivedTo === null) return replica;
  const { confirmed } = replica;
  const merged: Record<CellIndex, Cell> = { ...confirmed.cells };
  for (let index = from; index < to; index++) {
    const [before, cell] = [merged[index], cells[index]];
    if (cell) merged[index] = { ...cell, prediction: stillFits(before?.prediction, cell) };
    else delete merged[index];
  }
  return advance({ ...replica, arrivedTo: isLast ? null : to, confirmed: { ...confirmed, cells: merged } });
}

/** What was predicted of a cell goes on being shown until the server tells of it anew. */
function stillFits(prediction: Prediction | null | undefined, { revision, strokes }: Cell): Prediction | null {
  return prediction && prediction.revision === revision && strokes.length > 0 ? prediction : null;
}

/** The room as an earlier visit knew it, until the next join: what waits here comes after what the server had taken then. */
export function resumed(replica: Replica, you: You, state: RoomState, taken: readonly OwnOperation[]): Replica {
  const known = new Set(taken.map(({ opId }) => opId));
  const own = [...taken, ...replica.own.filter(({ opId }) => !known.has(opId))];
  return { ...replica, you, confirmed: state, lastOp: null, own };
}

/** Log entries, in whatever order and however often they come. */
export function withEntries(replica: Replica, entries: readonly LogEntry[]): Replica {
  const news = replica.synced ? entries.filter(({ seq }) => seq > replica.confirmed.seq) : entries;
  if (news.length === 0) return replica;
  const early = new Map(replica.early);
  for (const entry of news) early.set(entry.seq, entry);
  return advance({ ...replica, early });
}

/**
 * Whether entries are missing, so that the log has to be read from `confirmed.seq` on: one came that does not follow, or
 * an own operation was acknowledged further on.
 */
export function isBehind({ synced, arrivedTo, early, own, confirmed }: Replica): boolean {
  return synced && arrivedTo === null && (early.size > 0 || own.some(({ seq }) => seq !== null && seq > confirmed.seq));
}

/**
 * Predictions of cells. One that is ahead of us (of ink, a page or a model change that has not arrived) waits for that, else
 * it would show under ink that it does not belong to, or be dropped as a prediction of nothing.
 */
export function withPredictions(replica: Replica, predictions: readonly Prediction[]): Replica {
  if (predictions.length === 0) return replica;
  const held = new Map(replica.held);
  let confirmed = replica.confirmed;
  for (const prediction of predictions) {
    if (!replica.synced || replica.arrivedTo !== null || isAhead(confirmed, prediction)) {
      if (supersedes(prediction, held.get(prediction.cell))) held.set(prediction.cell, prediction);
    } else {
      confirmed = applyPrediction(confirmed, prediction);
    }
  }
  return { ...replica, confirmed, held };
}

export function withOwn(replica: Replica, ...operations: readonly PendingOperation[]): Replica {
  return { ...replica, own: [...replica.own, ...operations.map((operation) => ({ ...operation, seq: null }))] };
}

/** The server took it: it stays on top until its entry is here too. */
export function acknowledged(replica: Replica, opId: string, seq: number): Replica {
  const own = replica.own.map((operation) => (operation.opId === opId ? { ...operation, seq } : operation));
  return { ...replica, own: stillToCome(own, replica.confirmed.seq) };
}

/** The server will never take it. */
export function refused(replica: Replica, opId: string): Replica {
  return { ...replica, own: replica.own.filter((operation) => operation.opId !== opId) };
}

/**
 * The room as its person sees it: the log with their own operations on top, as far as the law lets them be. One that it refuses
 * has no effect here; only the server tells that it is refused.
 */
export function shownState({ confirmed, own, you }: Replica, limits: Limits): RoomState {
  if (!you) return confirmed;
  const who = { ...you, watches: you.role === 'viewer' };
  let state = confirmed;
  for (const { opId, op, at } of own) {
    const settled = settle(state, null, { opId, op }, who, { now: at, limits, evidence: {} });
    if (settled.ok) state = applyEffect(state, settled.value);
  }
  return state;
}

/** Applies all that follows without a gap. */
function advance(replica: Replica): Replica {
  if (!replica.synced || replica.arrivedTo !== null) return replica;
  const early = new Map(replica.early);
  let { confirmed, own, lastOp } = replica;
  for (const seq of early.keys()) if (seq <= confirmed.seq) early.delete(seq);
  for (let next = early.get(confirmed.seq + 1); next; next = early.get(confirmed.seq + 1)) {
    const { opId, seq } = next;
    confirmed = applyEntry(confirmed, next);
    lastOp = opId;
    early.delete(seq);
    own = own.filter((operation) => operation.opId !== opId);
  }
  own = stillToCome(own, confirmed.seq);
  const held = [...replica.held.values()];
  return withPredictions({ ...replica, confirmed, lastOp, early, own, held: new Map() }, held);
}

function stillToCome(own: readonly OwnOperation[], seq: number): readonly OwnOperation[] {
  return own.filter((operation) => operation.seq === null || operation.seq > seq);
}

function isAhead(state: RoomState, { page, generation, cell, revision }: Prediction): boolean {
  if (page !== state.page) return page > state.page;
  return generation > state.generation || revision > (state.cells[cell]?.revision ?? 0);
}
