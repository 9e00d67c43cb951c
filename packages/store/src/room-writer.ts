import { setTimeout as delay } from 'node:timers/promises';
import {
  type Evidence,
  fail,
  type Ledger,
  type Limits,
  ok,
  type Result,
  type Submission,
  storedInk,
  strokeIdOf,
  type Who,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { type Commit, commit } from './commit.js';
import { type RoomKeys, roomKeys } from './keys.js';
import type { RoomCopy, RoomFollower } from './room-copy.js';
import { cellsToPredict } from './room-writes.js';
import { type Applied, type PendingOperation, SettledBatch } from './settled-batch.js';
import type { StoreClock } from './store-clock.js';
import { TurnQueue } from './turn-queue.js';

/** Operations that are in flight, at most: what Redis does in a millisecond or two, and what somebody's next one waits for. */
const OPERATIONS_MAX = 64;
const BYTES_MAX = 256 * 1024;
/** What an operation counts for beside its ink and its entry, bytes. */
const OPERATION_BYTES = 200;
/** The lost try with which a gateway takes a turn of its own. */
const TRY_WITH_LEASE = 3;
/** How long after a lost try a room counts as written by other gateways too, ms. */
const CONTESTED_MS = 1_000;

export interface RoomWriterOptions {
  redis: Redis;
  roomId: string;
  gatewayId: string;
  limits: Limits;
  clock: StoreClock;
}

/**
 * The way of operations into a room's log: they are settled by the law on the room as it is known here, and committed by one script
 * that compares the log's end with what they were settled on. Batches follow one another without waiting for answers, each settled
 * on what the one before makes of the room; where one does not hold, none behind it does. Whoever is behind reads the log and settles
 * again; so two gateways decide as one.
 */
export class RoomWriter {
  readonly #options: RoomWriterOptions;
  readonly #keys: RoomKeys;
  readonly #copy: RoomCopy;
  readonly #follower: RoomFollower;
  readonly #queue = new TurnQueue<PendingOperation>();
  /** By operation id: one that is sent again while it waits shares the answer. */
  readonly #underWay = new Map<string, Promise<Result<Applied>>>();
  /** Sent and not answered, in the order in which the store answers. */
  readonly #inFlight: SettledBatch[] = [];
  /** Batches that have their answer, and of which the channel has not told yet. */
  readonly #answered = new Set<string>();
  /** What the first of those was settled on. */
  #ground: Ledger | null = null;
  /** Settled in vain, as what they were settled on did not hold; in the order in which they were asked for. */
  #toSettleAgain: PendingOperation[] = [];
  /** What has to be done before the next batch, as one has failed. */
  #recovery: (() => Promise<void>) | null = null;
  #isScheduled = false;
  #lostTries = 0;
  #contestedUntil = 0;
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
    this.#schedule();
    return applied;
  }

  /** The channel tells of a commit of this gateway, before the answer or after it. @returns false where its batch is not known any more */
  hear(batchId: string): boolean {
    if (this.#answered.delete(batchId)) return true;
    const batch = this.#inFlight.find(({ id }) => id === batchId);
    // Nothing is known of a state that was read meanwhile.
    if (!batch || (!batch.isAdopted && this.#copy.state !== batch.before)) return false;
    this.#copy.adopt(batch);
    return true;
  }

  /** Nobody is here any more. What was asked for is still done; what is asked for from now on is refused. */
  stop(): void {
    this.#stopped = true;
  }

  /** What comes in the same turn of the event loop goes together. */
  #schedule(): void {
    if (this.#isScheduled || this.#recovery) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#sendAll();
    });
  }

  /** Sends what waits, as far as there is room for it in flight. */
  #sendAll(): void {
    while (!this.#recovery) {
      if (this.#inFlight.length === 0) this.#ground = this.#copy.ledger;
      // What is in flight stands on what was read before the room was read anew.
      else if (this.#ground !== this.#copy.ledger || performance.now() < this.#contestedUntil) return;
      const operations = this.#inFlight.reduce((sum, batch) => sum + batch.operations.length, 0);
      const bytes = this.#inFlight.reduce((sum, batch) => sum + batch.bytes, 0);
      if (bytes >= BYTES_MAX) return;
      const taken = this.#queue.take(OPERATIONS_MAX - operations, BYTES_MAX - bytes);
      if (taken.length === 0) return;
      try {
        const batch = this.#settle(taken, BYTES_MAX - bytes);
        this.#inFlight.push(batch);
        void this.#send(batch);
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
  }

  /** As many of them as their entries leave room for, and at least one; the others go on waiting. */
  #settle(operations: readonly PendingOperation[], maxBytes: number): SettledBatch {
    const { limits, clock } = this.#options;
    const { state, ledger, last } = this.#copy;
    if (!state || !ledger) throw new Error('the room is not loaded');
    const before = this.#inFlight.at(-1)?.after ?? { state, ledger, last };
    const batch = new SettledBatch(before, this.#keys);
    for (const [i, operation] of operations.entries()) {
      if (batch.bytes >= maxBytes || batch.hasToComeBefore(operation)) {
        this.#queue.putBack(operations.slice(i));
        break;
      }
      batch.settle(operation, clock.now(), limits);
    }
    return batch;
  }

  async #send(batch: SettledBatch): Promise<void> {
    const { redis, roomId, gatewayId, limits } = this.#options;
    const { before, after } = batch;
    try {
      const wantsLease = this.#lostTries + 1 >= TRY_WITH_LEASE;
      const committing = commit(redis, roomId, gatewayId, batch.proposal(wantsLease), limits);
      for (const [page, cells] of cellsToPredict(before, after.state)) this.#follower.commitSent(page, cells, batch.id);
      const committed = await committing;
      this.#follower.commitAnswered(committed.what, batch.entries, batch.id);
      this.#conclude(batch, committed);
    } catch (error) {
      for (const { reject } of batch.operations) reject(error);
      this.#giveUp(error);
    }
    this.#inFlight.shift();
    if (this.#recovery && this.#inFlight.length === 0) await this.#recover(this.#recovery);
    this.#schedule();
  }

  #conclude(batch: SettledBatch, committed: Commit): void {
    for (const { submission, resolve } of batch.operations) {
      const seq = committed.applied.get(submission.opId);
      if (seq !== undefined) resolve(ok({ seq, repeated: true }));
    }
    if (committed.what === 'done') {
      this.#lostTries = 0;
      if (!batch.isAdopted) this.#expectEcho(batch);
      this.#copy.adopt(batch);
      batch.answer();
      return;
    }
    let left = batch.operations.filter(({ submission }) => !committed.applied.has(submission.opId));
    if (committed.what === 'missing' || committed.what === 'outdated') {
      const code = committed.what === 'missing' ? 'room_not_found' : 'server_outdated';
      for (const { resolve } of left) resolve(fail(code));
      left = [];
    }
    if (committed.what === 'condition') {
      const { opId, error } = committed.failed;
      left.find(({ submission }) => submission.opId === opId)?.resolve({ ok: false, error });
      left = left.filter(({ submission }) => submission.opId !== opId);
    }
    this.#toSettleAgain.push(...left);
    // Those behind it fail for its sake.
    if (!this.#recovery) this.#recovery = this.#recoveryFrom(batch, committed);
  }

  /** The channel may lose what it has to tell. */
  #expectEcho({ id }: SettledBatch): void {
    this.#answered.add(id);
    const [oldest] = this.#answered;
    if (this.#answered.size > OPERATIONS_MAX && oldest) this.#answered.delete(oldest);
  }

  #recoveryFrom({ before }: SettledBatch, committed: Commit): () => Promise<void> {
    if (committed.what === 'leased' || committed.what === 'behind')
      this.#contestedUntil = performance.now() + CONTESTED_MS;
    if (committed.what === 'leased') return () => delay(Math.random() * committed.waitMs + 1);
    if (committed.what !== 'behind') return async () => {};
    this.#lostTries++;
    // Everything before it was in the log: the store has gone back, and a copy of it from an earlier time took its place.
    if (committed.seq <= before.seq) return () => this.#copy.reload();
    return () => this.#copy.reached(committed.seq);
  }

  async #recover(recovery: () => Promise<void>): Promise<void> {
    try {
      await recovery();
    } catch (error) {
      this.#giveUp(error);
    }
    this.#queue.putBack(this.#toSettleAgain);
    this.#toSettleAgain = [];
    this.#recovery = null;
  }

  /** What waited behind something that the store did not answer has waited as long, and would wait as long again. */
  #giveUp(error: unknown): void {
    this.#recovery ??= async () => {};
    for (const { reject } of [...this.#toSettleAgain, ...this.#queue.clear()]) reject(error);
    this.#toSettleAgain = [];
  }
}
