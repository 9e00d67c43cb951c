import {
  applyEffect,
  applyEntry,
  applyPrediction,
  type CatchUp,
  type Cell,
  type CellIndex,
  changedPages,
  emptyPage,
  emptyRoom,
  type Limits,
  type LogEntry,
  type LogPosition,
  lastPage,
  onlyWatches,
  type Page,
  type Person,
  type Prediction,
  type RoomState,
  type SnapshotPiece,
  settle,
  supersedes,
} from '@inkroom/shared';
import type { OwnOperation, PendingOperation } from '../storage/pending.js';

/** Who one came as, in this connection, which may be one for watching only. */
export interface You extends Pick<Person, 'id' | 'role'> {
  watches: boolean;
}

/**
 * A client's copy of a room: the log as far as it is known without a gap, and one's own operations that are not in it yet.
 * An own operation lives here from the moment it is made until the log entry it became has been applied, so that ink never
 * flickers between the acknowledgement and the entry, in whichever order they arrive. All functions here are pure.
 */
export interface Replica {
  /** False from a dropped connection until the next join: entries are then only kept, for what they follow is not known. */
  readonly synced: boolean;
  /** The pages whose cells are here, or are coming. Of others only the size is known: what happens on them is passed over. */
  readonly pages: ReadonlyMap<number, PageCopy>;
  readonly you: You | null;
  /** The room after all entries up to `confirmed.seq`. */
  readonly confirmed: RoomState;
  /** The operation of that entry, where it is known. */
  readonly lastOp: string | null;
  /** Entries that came before one that is still missing, by seq. */
  readonly early: ReadonlyMap<number, LogEntry>;
  /** The newest prediction of each cell whose ink, page or model this client has not seen yet. */
  readonly held: ReadonlyMap<string, Prediction>;
  /** In the order in which they were made. */
  readonly own: readonly OwnOperation[];
}

/** How much of a page is here. */
export interface PageCopy {
  /** It was read as it was after this entry: it holds already what earlier ones did to it. */
  readonly seq: number;
  /** Up to which cell it has come, while pieces are still to come; null when it is whole. */
  readonly arrivedTo: CellIndex | null;
}

export function emptyReplica(roomId: string): Replica {
  return {
    synced: false,
    pages: new Map(),
    you: null,
    confirmed: emptyRoom(roomId),
    lastOp: null,
    early: new Map(),
    held: new Map(),
    own: [],
  };
}

/** The connection is gone: what comes on the next one may start anywhere. @param shown the page that goes on being followed */
export function disconnected(replica: Replica, shown: number): Replica {
  const pages = new Map([...replica.pages].filter(([page, { arrivedTo }]) => page === shown && arrivedTo === null));
  return { ...replica, synced: false, pages, early: new Map(), held: new Map() };
}

/** Where a server may go on from; nothing where that is not known. */
export function positionOf({ confirmed, lastOp }: Replica): LogPosition | undefined {
  return lastOp === null ? undefined : { seq: confirmed.seq, opId: lastOp };
}

/** Whether pieces of a page are still to come. */
export function isArriving({ pages }: Replica): boolean {
  return [...pages.values()].some(({ arrivedTo }) => arrivedTo !== null);
}

/** The server lets us in. */
export function joined(replica: Replica, you: You, answer: CatchUp): Replica {
  return broughtUpToDate({ ...replica, synced: true, you }, answer);
}

/**
 * The server goes on from what we know; or it begins anew, and then its state is the truth, even where it knows less than we did. The cells
 * of a page follow; until they or those of another page are here, they are shown as they were.
 */
export function broughtUpToDate(replica: Replica, { state, opId = null, page }: CatchUp): Replica {
  if (!state) return advance(replica);
  const { confirmed } = replica;
  const former = confirmed.roomId === state.roomId ? confirmed.pages : {};
  const pages = Object.fromEntries(
    Object.entries(state.pages).map(([number, size]): [string, Page] => {
      const { cells, cleared } = former[Number(number)] ?? emptyPage(size);
      return [number, { ...size, cells, cleared }];
    }),
  );
  return {
    ...replica,
    pages: new Map(page === undefined ? [] : [[page, { seq: state.seq, arrivedTo: 0 }]]),
    confirmed: { ...state, pages },
    lastOp: opId,
    early: new Map(),
    own: replica.own.filter((operation) => operation.seq === null),
  };
}

/** A part of a page, as it was at the moment that the server tells of. */
export function withPiece(
  replica: Replica,
  { page: number, seq, range: [from, to], ...piece }: SnapshotPiece,
): Replica {
  const { confirmed } = replica;
  const page = confirmed.pages[number];
  // It was begun by an entry that is still to come: from there on all of it is told.
  if (!page) return replica;
  const cells: Record<CellIndex, Cell> = { ...page.cells };
  for (let index = from; index < to; index++) {
    const [before, cell] = [cells[index], piece.cells[index]];
    if (cell) cells[index] = { ...cell, prediction: stillFits(before?.prediction, cell) };
    else delete cells[index];
  }
  const merged = { ...page, cells, cleared: piece.cleared ?? page.cleared };
  const pages = new Map(replica.pages).set(number, { seq, arrivedTo: piece.isLast ? null : to });
  return advance({ ...replica, pages, confirmed: { ...confirmed, pages: { ...confirmed.pages, [number]: merged } } });
}

/** Names that were given while they were hidden here. */
export function withNames(replica: Replica, names: RoomState['names']): Replica {
  return { ...replica, confirmed: { ...replica.confirmed, names } };
}

/** The pieces of a page are on their way. */
export function awaiting(replica: Replica, page: number): Replica {
  return { ...replica, pages: new Map(replica.pages).set(page, { seq: replica.confirmed.seq, arrivedTo: 0 }) };
}

/** A page has to be read once more: ink is on it that is not here. Until then it is shown as it is. */
export function withoutPage(replica: Replica, page: number): Replica {
  const pages = new Map(replica.pages);
  pages.delete(page);
  return { ...replica, pages };
}

/** What was predicted of a cell goes on being shown until the server tells of it anew. */
function stillFits(prediction: Prediction | null | undefined, { revision, strokes }: Cell): Prediction | null {
  return prediction && prediction.revision === revision && strokes.length > 0 ? prediction : null;
}

/** The room as an earlier visit knew it, until the next join: what waits here comes after what the server had taken then. */
export function resumed(replica: Replica, you: You, state: RoomState, taken: readonly OwnOperation[]): Replica {
  const known = new Set(taken.map(({ opId }) => opId));
  const own = [...taken, ...replica.own.filter(({ opId }) => !known.has(opId))];
  const pages = new Map(Object.keys(state.pages).map((page) => [Number(page), { seq: state.seq, arrivedTo: null }]));
  return { ...replica, you, confirmed: state, pages, lastOp: null, own };
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
export function isBehind(replica: Replica): boolean {
  const { synced, early, own, confirmed } = replica;
  if (!synced || isArriving(replica)) return false;
  return early.size > 0 || own.some(({ seq }) => seq !== null && seq > confirmed.seq);
}

/**
 * Predictions of cells. One that is ahead of us (of ink, a page or a model change that has not arrived) waits for that, else
 * it would show under ink that it does not belong to, or be dropped as a prediction of nothing.
 */
export function withPredictions(replica: Replica, predictions: readonly Prediction[]): Replica {
  if (predictions.length === 0) return replica;
  const held = new Map(replica.held);
  let confirmed = replica.confirmed;
  const mustWait = !replica.synced || isArriving(replica);
  for (const prediction of predictions) {
    // Of pages that are not here they come when one is read.
    if (confirmed.pages[prediction.page] && !replica.pages.has(prediction.page)) continue;
    if (mustWait || isAhead(confirmed, prediction)) {
      const key = `${prediction.page}/${prediction.cell}`;
      if (supersedes(prediction, held.get(key))) held.set(key, prediction);
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
export function shownState({ confirmed, pages, own, you }: Replica, limits: Limits): RoomState {
  if (!you) return confirmed;
  let state = confirmed;
  const who = { id: you.id, watches: you.watches || onlyWatches(confirmed, you) };
  for (const { opId, op, at } of own) {
    // Whether the last page has been written on is known where it is here.
    if (op.kind === 'page.begin' && !pages.has(lastPage(state))) continue;
    const settled = settle(state, null, { opId, op }, who, { now: at, limits, evidence: {} });
    if (settled.ok) state = applyEffect(state, settled.value);
  }
  return state;
}

/** Applies all that follows without a gap. */
function advance(replica: Replica): Replica {
  if (!replica.synced || isArriving(replica)) return replica;
  const early = new Map(replica.early);
  const { you } = replica;
  let { confirmed, pages, own, lastOp } = replica;
  for (const seq of early.keys()) if (seq <= confirmed.seq) early.delete(seq);
  for (let next = early.get(confirmed.seq + 1); next; next = early.get(confirmed.seq + 1)) {
    const { opId, seq } = next;
    const { generation } = confirmed;
    if (next.effect.kind === 'page.begin') pages = withBegun(pages, next.effect.page, seq);
    confirmed = applied(confirmed, next, pages);
    // What of the pages may be seen is another now: they have to be read once more.
    if (changesSight(next, you, confirmed)) pages = new Map();
    // Other pages than the open one are predicted anew when they are read.
    if (confirmed.generation !== generation) pages = new Map([...pages].filter(([page]) => page === confirmed.page));
    lastOp = opId || null;
    early.delete(seq);
    own = own.filter((operation) => operation.opId !== opId);
  }
  own = stillToCome(own, confirmed.seq);
  const held = [...replica.held.values()];
  return withPredictions({ ...replica, confirmed, pages, lastOp, early, own, held: new Map() }, held);
}

/** Whether somebody sees more or less of the room from an entry on. */
function changesSight({ effect }: LogEntry, you: You | null, { apart }: RoomState): boolean {
  return effect.kind === 'room.apart' || (apart && effect.kind === 'person.role' && effect.personId === you?.id);
}

/** All of a page that begins is here. */
function withBegun(pages: Replica['pages'], page: number, seq: number): Replica['pages'] {
  return (pages.get(page)?.seq ?? -1) >= seq ? pages : new Map(pages).set(page, { seq, arrivedTo: null });
}

/** The room after an entry, but for what it did to pages that are not here, or hold it already. */
function applied(before: RoomState, entry: LogEntry, pages: Replica['pages']): RoomState {
  const after = applyEntry(before, entry);
  let kept = after.pages;
  for (const page of changedPages(before, after)) {
    const copy = pages.get(page);
    const isBegun = entry.effect.kind === 'page.begin' && copy?.seq === entry.seq;
    if (copy && (copy.seq < entry.seq || isBegun)) continue;
    const head = kept[page];
    // It gave way, and nobody can look at it any more.
    if (!head) continue;
    const { cells, cleared } = before.pages[page] ?? emptyPage(head);
    kept = { ...kept, [page]: { ...head, cells, cleared } };
  }
  return kept === after.pages ? after : { ...after, pages: kept };
}

function stillToCome(own: readonly OwnOperation[], seq: number): readonly OwnOperation[] {
  return own.filter((operation) => operation.seq === null || operation.seq > seq);
}

function isAhead(state: RoomState, { page, generation, cell, revision }: Prediction): boolean {
  const there = state.pages[page];
  return !there || generation > state.generation || revision > (there.cells[cell]?.revision ?? 0);
}
