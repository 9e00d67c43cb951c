import {
  type CellIndex,
  codedError,
  type Framing,
  fail,
  type Label,
  type Operation,
  type Person,
  type Result,
  type Run,
  type RunDetails,
  type RunRequest,
} from '@inkroom/shared';
import { nanoid } from 'nanoid';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LiveInk } from './live-ink.js';
import { emptyView, type RoomView } from './room-view.js';
import type { ClientStorage } from './storage.js';
import type { StrokeStart, StrokeWriter } from './stroke-writer.js';

export interface RoomClientOptions {
  gatewayUrl: string;
  roomId: string;
  storage: ClientStorage;
  name: string;
  /** Makes one the host. Kept in `storage` once it has fitted; taken from there when left out. */
  hostKey?: string;
  /** Watch only. */
  viewer?: boolean;
}

/** Somebody's place in a room: joins, follows the log, and sends what they do. */
export class RoomClient {
  readonly view: StoreApi<RoomView>;
  readonly live: LiveInk;

  constructor(options: RoomClientOptions) {
    this.view = createStore<RoomView>(() => emptyView(options.roomId));
    const nothing = { strokes: new Map(), cursors: new Map() };
    this.live = { get: () => nothing, subscribe: () => () => {} };
  }

  /** Joins. Answers once joined or refused for good; meanwhile, and ever after, it reconnects by itself. */
  async start(): Promise<Result<Person>> {
    return fail('offline');
  }

  /** Leaves the room. Unacknowledged operations stay in storage for the next visit. */
  async stop(): Promise<void> {}

  /** Does something at once here, and durably at the server as soon as it can be reached. @returns the operation's id */
  submit(_op: Operation): string {
    return nanoid();
  }

  /** What became of an operation of this client: its place in the log, or why it was refused. */
  async settled(_opId: string): Promise<Result<{ seq: number }>> {
    return { ok: false, error: codedError('offline') };
  }

  beginStroke(_start: StrokeStart): StrokeWriter {
    return { add: () => {}, end: () => [], cancel: () => {} };
  }

  /** Shows others where one's pointer is, in sheet units; `null, null` when it has left the sheet. */
  moveCursor(_x: number | null, _y: number | null): void {}

  /** Takes back the last of one's own strokes, erasures and clearings. */
  undo(): void {}
  redo(): void {}

  /** Takes strokes away: one's own, or anyone's for a host. */
  erase(_strokeIds: readonly string[]): void {}
  clearCell(_cell: CellIndex): void {}
  /** Says what a cell holds; null takes it back. */
  annotate(_cell: CellIndex, _label: Label | null): string {
    return nanoid();
  }
  turnSheet(): string {
    return nanoid();
  }
  growSheet(): string {
    return nanoid();
  }
  setFraming(_framing: Framing): string {
    return nanoid();
  }
  promote(_versionId: string): string {
    return nanoid();
  }

  /** @param options.wait queue the run even when no worker of its pool is online */
  async startRun(_spec: RunRequest, _options: { wait?: boolean } = {}): Promise<Result<Run>> {
    return fail('offline');
  }
  async cancelRun(_runId: string): Promise<Result<Run>> {
    return fail('offline');
  }
  /** Fetches a run with all its series into the view. */
  async readRun(_runId: string): Promise<Result<RunDetails>> {
    return fail('offline');
  }

  /** Forgets the last error, once it was shown. */
  dismissError(): void {}
}
