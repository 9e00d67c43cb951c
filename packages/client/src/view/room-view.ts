import {
  ALL_PARTS_WELL,
  type Attention,
  type Author,
  type CodedError,
  DEFAULT_LIMITS,
  type EpochPoint,
  type ErrorCode,
  emptyRoom,
  hidesNames,
  type Limits,
  type LinkRight,
  type LogEntry,
  type ModelVersion,
  type Page,
  type PartsStatus,
  type Person,
  type PoolStatus,
  pageOf,
  type RoomState,
  type Run,
  type RunLogLine,
  type RunPoint,
  type Score,
  type ServerEvents,
  type ShelfDigit,
  type WatchPoint,
} from '@inkroom/shared';

/**
 * - `connecting`: nothing is known of the room yet, still trying
 * - `online`: joined
 * - `reconnecting`: was joined, now or in an earlier visit, and there is no connection; drawing goes on and is kept
 * - `closed`: `stop()` was called
 * - `refused`: the server said no for good, see {@link RoomView.refusal}
 */
export type ConnectionState = 'connecting' | 'online' | 'reconnecting' | 'closed' | 'refused';

/** A run's curves and log as far as this client has them. */
export interface RunSeries {
  points: RunPoint[];
  epochs: EpochPoint[];
  watched: WatchPoint[];
  log: RunLogLine[];
  /** What it is watched on; null until that has been read. */
  shelf: ShelfDigit[] | null;
}

/** An error that came after the fact: of an operation that was refused, or of something sent without an answer. */
export interface LateError extends CodedError {
  /** When it was learnt, ms since the epoch; tells two equal errors apart. */
  at: number;
}

/** All that a page shows of a room, but for what moves thirty times a second (see `LiveInk`). */
export interface RoomView {
  connection: ConnectionState;
  refusal: CodedError | null;
  /** Why the last try to connect has failed; null while there is a connection. */
  trouble: ErrorCode | null;
  /** There is a connection, but the server has said nothing for a while though it was spoken to. */
  silent: boolean;
  /** The server's store does not answer at the moment: ink is kept here until it does. */
  storageAway: boolean;
  you: Person | null;
  limits: Limits;
  /** The room's log as far as it is known, with one's own unconfirmed operations on top. */
  state: RoomState;
  /** The page that is shown here: the open one, or another one that somebody leafed to for themselves. */
  page: number;
  /** Where an own stroke went last as somebody else was faster in its cell; null when none did. */
  moved: { page: number; cell: number; at: number } | null;
  /** How much of the shown page has come, 0..1. */
  arrived: number;
  /** How many are let in before this one, while many come at once. */
  ahead: number | null;
  /** Own operations that the server has not acknowledged yet. */
  pending: number;
  /** The free cell that somebody is led to, by person. */
  places: Readonly<Record<string, { page: number; cell: number }>>;
  /** Who of those present is idle or away; who is not in it is at it. */
  attention: Readonly<Record<string, Attention>>;
  /** Who is present. */
  people: Record<string, Person>;
  /** Who left, or was here before and has ink or a label in the room. */
  absent: Record<string, Person>;
  versions: ModelVersion[];
  runs: Run[];
  pools: PoolStatus[];
  parts: PartsStatus;
  series: Record<string, RunSeries>;
  /** What the room's ink takes, for a host of one that is nearly full; null where nothing was told. */
  ink: ServerEvents['room.ink'] | null;
  /** How well the room's model reads what is written on all pages; null until it is told. */
  score: Score | null;
  /** Keys of the room's links as far as they are known here. */
  links: Readonly<Partial<Record<LinkRight, string>>>;
  lastError: LateError | null;
  /** What hosts have just decided for all, or for somebody: news, oldest first. */
  decided: readonly LogEntry[];
  /** What people have just said that cells hold, on any page: news, oldest first. */
  said: readonly LogEntry[];
  canUndo: boolean;
  canRedo: boolean;
}

/** Somebody who is here or was; null when nothing is known of them. */
export function personOf(
  { you, people, absent }: Pick<RoomView, 'you' | 'people' | 'absent'>,
  id: string,
): Person | null {
  return you?.id === id ? you : (people[id] ?? absent[id] ?? null);
}

/** The page that is shown. */
export function shownPage({ state, page }: Pick<RoomView, 'state' | 'page'>): Page {
  return pageOf(state, page);
}

/** Whether one may not see who is who. */
export function namesAreHidden({ you, state }: Pick<RoomView, 'you' | 'state'>): boolean {
  return you !== null && hidesNames(state, you.role);
}

/** What somebody is called whom a run remembers, by the name that they had then; empty where that is not to be seen. */
export function authorName(view: Pick<RoomView, 'you' | 'people' | 'absent' | 'state'>, { id, name }: Author): string {
  return personOf(view, id)?.name ?? (namesAreHidden(view) ? '' : name);
}

export function emptyView(roomId: string): RoomView {
  return {
    connection: 'connecting',
    refusal: null,
    trouble: null,
    silent: false,
    storageAway: false,
    you: null,
    limits: DEFAULT_LIMITS,
    state: emptyRoom(roomId),
    page: 1,
    moved: null,
    arrived: 1,
    ahead: null,
    pending: 0,
    places: {},
    attention: {},
    people: {},
    absent: {},
    versions: [],
    runs: [],
    pools: [],
    parts: ALL_PARTS_WELL,
    series: {},
    ink: null,
    score: null,
    links: {},
    lastError: null,
    decided: [],
    said: [],
    canUndo: false,
    canRedo: false,
  };
}
