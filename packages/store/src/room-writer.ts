import { setTimeout as delay } from 'node:timers/promises';
import {
  applyEntry,
  type CodedError,
  codedError,
  type Evidence,
  fail,
  type InkById,
  type Ledger,
  type Limits,
  type LogEntry,
  ok,
  type Result,
  type RoomState,
  type StrokeId,
  type Submission,
  settle,
  storedInk,
  strokeIdOf,
  type Who,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { type Commit, type Condition, commit } from './commit.js';
import { type RoomKeys, roomKeys } from './keys.js';
import type { RoomCopy, RoomFollower } from './room-copy.js';
import { cellsToPredict, roomWrites } from './room-writes.js';
import type { StoreClock } from './store-clock.js';
import { TurnQueue } from './turn-queue.js';

/** Operations of one commit, at most: what Redis does in a millisecond or two. */
const OPERATIONS_MAX = 64;
const BYTES_MAX = 256 * 1024;
/** What an operation counts for beside its ink, bytes. */
const OPERATION_BYTES = 200;
/** The lost try with which a gateway takes a turn of its own. */
const TRY_WITH_LEASE = 3;

/** What became of an operation. */
export interface Applied {
  seq: number;
  /** Whether it had been applied before: nothing has changed now. */
  repeated: boolean;
}

export interface RoomWriterOptions {
  redis: Redis;
  roomId: string;
  gatewayId: string;
  limits: Limits;
  clock: StoreClock;
}

interface Waiting {
  submission: Submission;
  who: Who;
  evidence: Evidence;
  personId: string;
  bytes: number;
  /** Stored ink of the stroke that it adds. */
  ink: { id: StrokeId; text: string } | null;
  resolve(applied: Result<Applied>): void;
  reject(error: unknown): void;
}

/** Operations settled one after another on the state that was known. */
interface Settled {
  before: RoomState;
  after: RoomState;
  draft: Ledger;
  entries: LogEntry[];
  ink: InkById;
  accepted: Map<string, Waiting>;
  refused: Map<Waiting, CodedError>;
  conditions: Condition[];
  /** Those that have to wait for the others' commit. */
  postponed: readonly Waiting[];
}

/**
 * The way of operations into a room's log: they are settled by the law on the room as it is known here, and committed by one script
 * that compares the `seq` that they were settled on. One commit is in flight at a time. Whoever is behind reads the log and settles
 * again; so two gateways decide as one.
 */
export class RoomWriter {
  readonly #options: RoomWriterOptions;
  readonly #keys: RoomKeys;
  readonly #copy: RoomCopy;
  readonly #follower: RoomFollower;
  readonly #queue = new TurnQueue<Waiting>();
  /** By operation id: one that is sent again while it waits shares the answer. */
  readonly #underWay = new Map<string, Promise<Result<Applied>>>();
  #running = false;
  #stopped = false;

  /** @param copy the room as it is known here */
  constructor(options: RoomWriterOptions, copy: RoomCopy, follower: RoomFollower) {
    this.#options = options;
    this.#keys = roomKeys(options.roomId);
    this.#copy = copy;
    this.#follower = follower;
  }

  /**
   * Has an operation applied: once, however often it is sent with the same `opId`, and wholly or not at all. When this has
   * answered, its entry is as durable as Redis makes it, and every gateway has been told or will find it in the log.
   * @returns its place in the log, or why it is refused
   * @throws what ioredis throws when the store does not answer: it may have been applied
   */
  submit(submission: Submission, who: Who, evidence: Evidence = {}): Promise<Result<Applied>> {
    const { op, opId } = submission;
    const underWay = this.#underWay.get(opId);
    if (underWay) return underWay;
    if (this.#stopped) return Promise.resolve(fail('shutting_down'));
    const ink = op.kind === 'stroke.add' ? { id: strokeIdOf(who.id, op.stroke.id), text: storedInk(op.stroke) } : null;
    const applied = new Promise<Result<Applied>>((resolve, reject) => {
      const bytes = OPERATION_BYTES + (ink?.text.length ?? 0);
      this.#queue.add({ submission, who, evidence, personId: who.id, bytes, ink, resolve, reject });
    }).finally(() => this.#underWay.delete(opId));
    this.#underWay.set(opId, applied);
    void this.#run();
    return applied;
  }

  /** Nobody is here any more. What was asked for is still done; what is asked for from now on is refused. */
  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (;;) {
      const batch = this.#queue.take(OPERATIONS_MAX, BYTES_MAX);
      if (batch.length === 0) break;
      try {
        await this.#commitAll(batch);
      } catch (error) {
        // What waited behind it has waited as long, and would wait as long again.
        for (const { reject } of [...batch, ...this.#queue.clear()]) reject(error);
      }
    }
    this.#running = false;
  }

  /** Settles and commits until each operation has its answer. */
  async #commitAll(batch: readonly Waiting[]): Promise<void> {
    let left = batch;
    for (let lost = 0; left.length > 0; ) {
      const settled = this.#settle(left);
      const committed = await this.#commit(settled, lost + 1 >= TRY_WITH_LEASE);
      this.#follower.commitAnswered(committed.what, settled.entries.length);
      left = left.filter((waiting) => {
        const seq = committed.applied.get(waiting.submission.opId);
        if (seq !== undefined) waiting.resolve(ok({ seq, repeated: true }));
        return seq === undefined;
      });
      switch (committed.what) {
        case 'done':
          this.#conclude(settled, left);
          left = settled.postponed;
          break;
        case 'missing':
        case 'outdated': {
          const code = committed.what === 'missing' ? 'room_not_found' : 'server_outdated';
          for (const { resolve } of left) resolve(fail(code));
          return;
        }
        case 'condition': {
          const { opId, error } = committed.failed;
          left.find(({ submission }) => submission.opId === opId)?.resolve({ ok: false, error });
          left = left.filter(({ submission }) => submission.opId !== opId);
          break;
        }
        case 'leased':
          await delay(Math.random() * committed.waitMs + 1);
          break;
        case 'behind':
          lost++;
          // The store has gone back: a copy of it from an earlier time took its place.
          if (committed.seq < settled.before.seq) await this.#copy.reload();
          else await this.#copy.reached(committed.seq);
          break;
        case 'repeated':
          break;
      }
    }
  }

  #settle(batch: readonly Waiting[]): Settled {
    const { limits, clock } = this.#options;
    const { state: before, ledger } = this.#copy;
    if (!before || !ledger) throw new Error('the room is not loaded');
    const draft = ledger.fork();
    const settled: Settled = {
      before,
      after: before,
      draft,
      entries: [],
      ink: {},
      accepted: new Map(),
      refused: new Map(),
      conditions: [],
      postponed: [],
    };
    for (const [i, waiting] of batch.entries()) {
      const { submission, who, evidence } = waiting;
      // What ink of an id that comes again has to be is known only when what came before it is stored.
      if (waiting.ink && draft.ink.changes.has(waiting.ink.id)) {
        settled.postponed = batch.slice(i);
        break;
      }
      const state = settled.after;
      const now = Math.max(clock.now(), state.at);
      const result = settle(state, draft, submission, who, { now, limits, evidence });
      if (!result.ok) {
        settled.refused.set(waiting, result.error);
        continue;
      }
      const effect = result.value;
      const entry = { seq: state.seq + 1, opId: submission.opId, by: who.id, at: now, effect };
      const after = applyEntry(state, entry);
      draft.follow(effect, state, after);
      settled.conditions.push(...this.#conditionsOf(waiting, state, after, ledger));
      settled.after = after;
      settled.entries.push(entry);
      settled.accepted.set(submission.opId, waiting);
      if (submission.op.kind === 'stroke.add') {
        const { width, points } = submission.op.stroke;
        settled.ink[waiting.ink!.id] = { width, points };
      }
    }
    return settled;
  }

  /** What only the store knows: versions are written by workers, and ink that is kept for a sample must come back unchanged. */
  #conditionsOf({ submission, ink }: Waiting, before: RoomState, after: RoomState, ledger: Ledger): Condition[] {
    const { opId } = submission;
    const named = [after.champion, after.challenger].filter(
      (id) => id !== null && ![before.champion, before.previous, before.challenger].includes(id),
    ) as string[];
    const versions = named
      // Shipped versions are everybody's.
      .filter((id) => !id.startsWith('shipped-'))
      .map((id) => {
        return { key: this.#keys.versions, field: id, opId, error: codedError('version_not_found', { versionId: id }) };
      });
    // It was accepted: so nothing but a sample names ink of that id.
    if (!ink || !ledger.ink.has(ink.id)) return versions;
    return [
      ...versions,
      { key: this.#keys.ink, field: ink.id, value: ink.text, opId, error: codedError('stroke_exists', { id: ink.id }) },
    ];
  }

  async #commit(settled: Settled, wantsLease: boolean): Promise<Commit> {
    const { redis, roomId, gatewayId, limits } = this.#options;
    const { before, after, draft, entries, ink, accepted, refused, conditions } = settled;
    const texts = new Map([...accepted.values()].flatMap((one) => (one.ink ? [[one.ink.id, one.ink.text]] : [])));
    const committing = commit(
      redis,
      roomId,
      gatewayId,
      {
        expected: before.seq,
        sheet: after.sheet,
        entries,
        ink,
        lookups: [...refused.keys()].map(({ submission }) => submission.opId),
        conditions,
        writes: roomWrites(this.#keys, before, after, draft, texts),
        wantsLease,
      },
      limits,
    );
    const cells = cellsToPredict(before, after);
    if (cells.length > 0) this.#follower.commitSent(after.sheet, cells);
    return committing;
  }

  /** What was settled is in the log now. */
  #conclude(settled: Settled, left: readonly Waiting[]): void {
    const { before, after, draft, entries, ink, refused, postponed } = settled;
    // The channel may have told of it before the answer came.
    if (this.#copy.state === before && entries.length > 0) {
      draft.keep();
      this.#copy.adopt(after, entries, ink);
    }
    const seqs = new Map(entries.map(({ opId, seq }) => [opId, seq]));
    for (const waiting of left) {
      const error = refused.get(waiting);
      if (postponed.includes(waiting)) continue;
      if (error) waiting.resolve({ ok: false, error });
      else waiting.resolve(ok({ seq: seqs.get(waiting.submission.opId)!, repeated: false }));
    }
  }
}
