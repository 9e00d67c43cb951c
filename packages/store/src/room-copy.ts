import {
  applyEntry,
  type CellIndex,
  type InkById,
  type Ledger,
  type Limits,
  type LogEntry,
  type LogPosition,
  type RoomState,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import type { Commit } from './commit.js';
import { readInk, strokesAdded } from './ink.js';
import { migrateRoom } from './migrate-room.js';
import { RecentEntries } from './recent-entries.js';
import { readEntries } from './room-log.js';
import { readLedger } from './room-snapshot.js';
import type { SettledBatch } from './settled-batch.js';

/** Entries read at once: by a gateway that opens the room, or is behind. */
const ENTRIES_AT_ONCE = 2_000;

/** Who is told of what happens in a room that a gateway has. */
export interface RoomFollower {
  /** Entries, in the order of the log and each once. */
  entriesApplied(entries: readonly LogEntry[], ink: InkById): void;
  /**
   * A commit has left, and these cells are to be predicted anew once it is applied: what leaves now arrives behind it.
   * @param trace the commit's id, by which logs follow its operations
   */
  commitSent(page: number, cells: readonly CellIndex[], trace: string): void;
  /** What became of a try to append entries. */
  commitAnswered(what: Commit['what'], entries: readonly LogEntry[], trace: string): void;
  /** Entries are missing for good: whoever was told of the ones before needs the state anew. */
  stateReplaced(): void;
}

export interface RoomCopyOptions {
  redis: Redis;
  roomId: string;
  limits: Limits;
}

/**
 * A room's state and ledger in a gateway. Follows the log by what the channel says and what its own commits did, each entry once and in
 * order; reads the log where something is missing, and the room anew where the log does not help any more.
 */
export class RoomCopy {
  readonly #options: RoomCopyOptions;
  readonly #follower: RoomFollower;
  /** Entries that came before one that is missing, or before the state. */
  readonly #early = new Map<number, { entry: LogEntry; ink: InkById }>();
  readonly #recent: RecentEntries;
  #state: RoomState | null = null;
  #ledger: Ledger | null = null;
  #reading: Promise<void> | null = null;
  /** What comes meanwhile waits in `#early`. */
  #isLoading = false;

  constructor(options: RoomCopyOptions, follower: RoomFollower) {
    this.#options = options;
    this.#follower = follower;
    this.#recent = new RecentEntries(options.limits.logBytesMax);
  }

  /** The room as far as it is known here; null before {@link load}. */
  get state(): RoomState | null {
    return this.#state;
  }

  get ledger(): Ledger | null {
    return this.#ledger;
  }

  /** The operation of the last entry; undefined where that is not known. */
  get last(): string | undefined {
    return this.#recent.opIdOf(this.#state?.seq ?? 0);
  }

  /** The entries after `seq`, in order; null when they are no longer kept here, or `seq` lies ahead. */
  entriesAfter(seq: number): LogEntry[] | null {
    const last = this.#state?.seq ?? 0;
    return seq > last ? null : this.#recent.between(seq, last);
  }

  /** Whether somebody who knows the log up to here can go on with what came after it. */
  leadsOnFrom({ seq, opId }: LogPosition): boolean {
    return seq === 0 || (opId !== null && this.#recent.opIdOf(seq) === opId);
  }

  /** Reads the room, in the form of this version from now on. @returns false when there is none */
  async load(): Promise<boolean> {
    const { redis, roomId, limits } = this.#options;
    this.#isLoading = true;
    try {
      await migrateRoom(redis, roomId);
      const read = await readLedger(redis, roomId, limits);
      if (!read) return false;
      const { seq } = read.state;
      const { entries } = await readEntries(redis, roomId, Math.max(0, seq - ENTRIES_AT_ONCE), ENTRIES_AT_ONCE);
      this.#state = read.state;
      this.#ledger = read.ledger;
      this.#recent.clear();
      // What has been appended meanwhile comes by the channel as well.
      this.#recent.add(entries.filter((entry) => entry.seq <= seq));
    } finally {
      this.#isLoading = false;
    }
    this.#drain();
    return true;
  }

  /** What the room's channel says was appended, by this gateway or another. */
  receive(entries: readonly LogEntry[], ink: InkById): void {
    for (const entry of entries) this.#early.set(entry.seq, { entry, ink });
    if (!this.#state || this.#isLoading) return;
    const isOther = ({ seq, opId }: LogEntry) => (this.#recent.opIdOf(seq) ?? opId) !== opId;
    if (entries.some(isOther)) {
      // The store has gone back, and goes on from there with others.
      void this.reload().catch(() => {});
      return;
    }
    this.#drain();
    // Redis tells of commits in their order: what is missing was lost on the way.
    if (this.#early.size > 0) void this.#catchUp().catch(() => {});
  }

  /** Settles when all entries up to `seq` are applied here. @throws what ioredis throws */
  async reached(seq: number): Promise<void> {
    for (let known = -1; this.#state && this.#state.seq < seq && this.#state.seq > known; ) {
      known = this.#state.seq;
      await this.#catchUp();
    }
  }

  /** Reads what was appended since; for when the channel may have lost something. @throws what ioredis throws */
  refresh(): Promise<void> {
    return this.#state ? this.#catchUp() : Promise.resolve();
  }

  /** Takes over what a commit has made of the room. */
  adopt(batch: SettledBatch): void {
    const { before, after, entries, ink } = batch;
    if (batch.isAdopted) return;
    batch.isAdopted = true;
    if (this.#state !== before) {
      // It may be known from the log.
      after.ledger.giveWay();
      this.receive(entries, ink);
      return;
    }
    after.ledger.keep();
    if (entries.length === 0) return;
    this.#state = after.state;
    this.#recent.add(entries);
    this.#follower.entriesApplied(entries, ink);
    this.#drain();
  }

  /** Applies all that follows without a gap. */
  #drain(): void {
    const told: LogEntry[] = [];
    const ink: InkById = {};
    while (this.#state) {
      const next = this.#early.get(this.#state.seq + 1);
      if (!next) break;
      const before: RoomState = this.#state;
      const after = applyEntry(before, next.entry);
      this.#ledger!.follow(next.entry.effect, before, after);
      this.#state = after;
      told.push(next.entry);
      for (const id of strokesAdded([next.entry])) if (next.ink[id]) ink[id] = next.ink[id];
    }
    const seq = this.#state?.seq ?? 0;
    for (const early of this.#early.keys()) if (early <= seq) this.#early.delete(early);
    this.#recent.add(told);
    if (told.length > 0) this.#follower.entriesApplied(told, ink);
  }

  /** Reads what the log has since the last entry that is known here. */
  #catchUp(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const { redis, roomId } = this.#options;
    const since = this.#state!.seq;
    // Beginning with the last that is known, to see that it is still there.
    const last = this.#recent.opIdOf(since);
    const from = last === undefined ? since : since - 1;
    const { seq, entries: all } = await readEntries(redis, roomId, from, ENTRIES_AT_ONCE);
    if (this.#state!.seq > since) return;
    const entries = last === undefined ? all : all.slice(1);
    const isSame = last === undefined || all[0]?.opId === last;
    if (isSame && seq === since) return;
    // The log no longer goes back so far, or the store has gone back.
    if (!isSame || entries[0]?.seq !== since + 1) return this.reload();
    const ink = await readInk(redis, roomId, strokesAdded(entries));
    for (const entry of entries) this.#early.set(entry.seq, { entry, ink });
    this.#drain();
  }

  /** Reads the room anew, for what is known here does not lead on. @throws what ioredis throws */
  async reload(): Promise<void> {
    this.#early.clear();
    this.#recent.clear();
    if (await this.load()) this.#follower.stateReplaced();
  }
}
