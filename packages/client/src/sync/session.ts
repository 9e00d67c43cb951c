import { type CodedError, codedError, isRetryable, type JoinAnswer, PROTOCOL_VERSION } from '@inkroom/shared';
import { backoffMs } from '../connection/backoff.js';
import type { Connection } from '../connection/connection.js';
import { deviceTime } from '../connection/server-clock.js';
import type { Timers } from '../connection/timers.js';
import type { Identity, Seat } from '../storage/storage.js';
import type { StorageWrites } from '../storage/storage-writes.js';
import { positionOf } from './replica.js';
import type { RoomModel } from './room-model.js';

export interface SessionOptions {
  roomId: string;
  name: string;
  /** Makes one the host; one from storage is taken where it is left out. */
  hostKey?: string;
  seat: Seat;
}

interface Parts {
  model: RoomModel;
  connection: Connection;
  timers: Timers;
  writes: StorageWrites;
  onJoined(answer: JoinAnswer): void;
  /** The server says no for good. */
  onRefused(error: CodedError): void;
}

/** Who one is in a room: joins as the one that one was before, and keeps what it takes to come back. */
export class Session {
  readonly #options: SessionOptions;
  readonly #parts: Parts;
  #identity: Identity | null = null;
  #hostKey: string | null = null;
  #attempts = 0;

  constructor(options: SessionOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** The room's host key, where it is known. */
  get hostKey(): string | null {
    return this.#options.hostKey ?? this.#hostKey;
  }

  /** Who one was in an earlier visit, or is now. */
  get personId(): string | null {
    return this.#identity?.personId ?? null;
  }

  /** Looks for who one was. */
  async load(): Promise<void> {
    const { roomId, hostKey, seat } = this.#options;
    const { storage } = this.#parts.writes;
    const [identity, kept] = await Promise.all([
      orNull(storage.identity(roomId, seat)),
      seat === 'member' ? orNull(storage.hostKey(roomId)) : null,
    ]);
    this.#identity = identity;
    this.#hostKey = hostKey ?? kept;
  }

  join(): void {
    const { model, connection } = this.#parts;
    const { roomId, name, seat } = this.#options;
    const { epoch } = connection;
    const identity = this.#identity;
    const askedAt = deviceTime();
    const since = positionOf(model.replica);
    const payload = {
      roomId,
      name,
      ...(since && { since }),
      ...(model.looking !== null && { page: model.looking }),
      ...(identity ? { personId: identity.personId, personKey: identity.personKey } : {}),
      ...(seat === 'viewer' ? { viewer: true } : this.#hostKey ? { hostKey: this.#hostKey } : {}),
    };
    connection.ask('room.join', payload, (answer) => {
      if (epoch !== connection.epoch || model.isOver) return;
      if (answer.ok) {
        model.clock.measured(askedAt, answer.value.now);
        this.#joined(answer.value);
      } else {
        this.#notJoined(answer.error);
      }
    });
  }

  #notJoined(error: CodedError): void {
    const { model, connection, timers, onRefused } = this.#parts;
    const { epoch } = connection;
    if (error.code === 'wrong_key' && this.#forgetKey(error.details?.key)) {
      this.join();
      return;
    }
    const neverIn = model.view.getState().you === null;
    // Somebody who was in keeps trying to get back into a full room; a newcomer is told.
    if (!isRetryable(error.code) || (error.code === 'room_full' && neverIn)) {
      onRefused(error);
      return;
    }
    model.view.setState({ trouble: error.code });
    // A server that is too busy for us says for how long.
    const asked = Number(error.details?.retryAfterMs) || 0;
    timers.set('join', Math.max(asked, backoffMs(this.#attempts++, model.limits)), () => {
      if (epoch === connection.epoch) this.join();
    });
  }

  #joined(answer: JoinAnswer): void {
    const { writes, connection, onJoined, onRefused } = this.#parts;
    if (answer.protocol !== PROTOCOL_VERSION) {
      onRefused(codedError('protocol_mismatch'));
      return;
    }
    const { you, personKey } = answer;
    const { roomId, name, seat } = this.#options;
    this.#attempts = 0;
    connection.proved();
    const key = personKey ?? this.#identity?.personKey;
    if (key) {
      this.#identity = { personId: you.id, personKey: key, name };
      writes.add((storage) => storage.saveIdentity(roomId, seat, this.#identity));
    }
    writes.add((storage) => storage.saveName(name));
    if (you.role === 'host' && this.#hostKey) writes.add((storage) => storage.saveHostKey(roomId, this.#hostKey));
    onJoined(answer);
  }

  /**
   * Keys from storage may be those of a former life of the room: go on without them, as somebody new.
   * @param which the one that did not fit, `person` or `host`
   * @returns whether there was one to let go of; a host key that was given is not
   */
  #forgetKey(which: unknown): boolean {
    const { roomId, hostKey, seat } = this.#options;
    const { writes } = this.#parts;
    if (which === 'person' && this.#identity) {
      this.#identity = null;
      writes.add((storage) => storage.saveIdentity(roomId, seat, null));
      return true;
    }
    if (which === 'host' && this.#hostKey && !hostKey) {
      this.#hostKey = null;
      writes.add((storage) => storage.saveHostKey(roomId, null));
      return true;
    }
    return false;
  }
}

/** A browser that refuses to store must not keep anybody out. */
function orNull<T>(value: Promise<T>): Promise<T | null> {
  return value.catch(() => null);
}
