import {
  type ClientPayload,
  type CodedError,
  fail,
  isRetryable,
  type Operation,
  ok,
  type Result,
  waitsForPens,
} from '@inkroom/shared';
import { nanoid } from 'nanoid';
import { backoffMs } from '../connection/backoff.js';
import type { Connection } from '../connection/connection.js';
import type { Timers } from '../connection/timers.js';
import { TokenBucket } from '../connection/token-bucket.js';
import type { PendingOperation } from '../storage/pending.js';
import type { LogFollower } from './log-follower.js';
import { type Outbox, sendable } from './outbox.js';
import * as replicas from './replica.js';
import type { RoomModel } from './room-model.js';

/** What became of an operation: its place in the log, or why it was refused. */
export type Settled = Result<{ seq: number }>;

export interface OperationSenderParts {
  model: RoomModel;
  connection: Connection;
  timers: Timers;
  log: LogFollower;
  outbox: Outbox;
}

/** Sends one's own operations: at once shown, then sent with the same id until the server has taken or refused them. */
export class OperationSender {
  readonly #parts: OperationSenderParts;
  readonly #pace: TokenBucket;
  readonly #inFlight = new Set<string>();
  readonly #settling = new Map<string, { promise: Promise<Settled>; resolve: (settled: Settled) => void }>();
  #attempts = 0;

  constructor(parts: OperationSenderParts) {
    this.#parts = parts;
    this.#pace = new TokenBucket(() => {
      const { messagesPerSecond, messagesBurst, liveIntervalMs } = parts.model.limits;
      // Live messages take their share of what the server allows; half its burst is left for whatever else is asked.
      return { perSecond: Math.max(1, messagesPerSecond - 1000 / liveIntervalMs), burst: messagesBurst / 2 };
    }, Date.now());
  }

  /** Takes up what an earlier visit could not send. */
  async load(): Promise<void> {
    const { model, outbox } = this.#parts;
    // A browser that refuses to store must not keep anybody out.
    const kept = await outbox.read().catch(() => []);
    const { replica } = model;
    const made = new Set(replica.own.map(({ opId }) => opId));
    const left = kept.filter(({ opId }) => !made.has(opId)).map((operation) => ({ ...operation, seq: null }));
    model.set({ ...replica, own: [...left, ...replica.own] });
  }

  /** @returns the operation's id */
  submit(op: Operation): string {
    const { model, outbox } = this.#parts;
    const operation: PendingOperation = { opId: nanoid(), op, at: model.clock.now() };
    let resolve: (settled: Settled) => void = () => {};
    const promise = new Promise<Settled>((fulfil) => {
      resolve = fulfil;
    });
    this.#settling.set(operation.opId, { promise, resolve });
    outbox.put(operation);
    model.set(replicas.withOwn(model.replica, operation));
    this.pump();
    return operation.opId;
  }

  settled(opId: string): Promise<Settled> {
    return this.#settling.get(opId)?.promise ?? Promise.resolve(fail('internal', { opId }, 'Not under way.'));
  }

  settle(opId: string, settled: Settled): void {
    this.#parts.outbox.remove(opId);
    this.#settling.get(opId)?.resolve(settled);
    this.#settling.delete(opId);
  }

  /** Entries of own operations have come that had no answer yet. */
  entriesCame(own: readonly { opId: string; seq: number }[]): void {
    for (const { opId, seq } of own) this.settle(opId, ok({ seq }));
    this.pump();
  }

  /** Sends what may be sent now, as fast as the server allows. */
  pump(): void {
    const { model, timers } = this.#parts;
    if (!model.replica.synced || timers.has('pump')) return;
    for (const operation of sendable(model.replica.own, this.#inFlight, model.limits.outboxWindow)) {
      // The entry that ends the pause has it sent.
      if (this.#waitsForPens(operation)) continue;
      const wait = this.#pace.take(Date.now());
      if (wait > 0) {
        timers.set('pump', wait, () => this.pump());
        return;
      }
      void this.#send(operation);
    }
  }

  /** The connection is there again and the room joined. */
  resume(): void {
    this.#attempts = 0;
    this.pump();
  }

  /** The connection is gone: what was sent over it will be sent again. */
  interrupted(): void {
    this.#inFlight.clear();
  }

  /** Nothing will be answered any more. */
  end(error: CodedError): void {
    for (const { resolve } of this.#settling.values()) resolve({ ok: false, error });
    this.#settling.clear();
  }

  async #send({ opId, op }: PendingOperation): Promise<void> {
    const { model, connection, log } = this.#parts;
    const { epoch } = connection;
    this.#inFlight.add(opId);
    const answer = await connection.request('op.submit', { opId, op } as ClientPayload<'op.submit'>);
    if (epoch !== connection.epoch) return;
    this.#inFlight.delete(opId);
    if (answer.ok) {
      this.#attempts = 0;
      model.set(replicas.acknowledged(model.replica, opId, answer.value.seq));
      this.settle(opId, answer);
      // The server may be ahead of what is known here.
      log.catchUpLater();
    } else if (answer.error.code === 'not_joined' || answer.error.code === 'person_removed') {
      // The server lost sight of us, or lets us in no more: a new connection joins again, or learns so. What waits is kept.
      connection.renew();
      return;
    } else if (isRetryable(answer.error.code)) {
      this.#tryLater(answer.error);
      return;
    } else {
      model.set(replicas.refused(model.replica, opId));
      this.settle(opId, answer);
      model.noteError(answer.error);
    }
    this.pump();
  }

  #waitsForPens({ op }: PendingOperation): boolean {
    const { you, state } = this.#parts.model.view.getState();
    return you !== null && waitsForPens(state, op.kind, you.role);
  }

  #tryLater({ details }: CodedError): void {
    const { model, timers } = this.#parts;
    if (timers.has('pump')) return;
    // A server that is too busy for us says for how long.
    const asked = Number(details?.retryAfterMs) || 0;
    const wait = Math.max(asked, backoffMs(this.#attempts++, model.limits));
    timers.set('pump', wait, () => this.pump());
  }
}
