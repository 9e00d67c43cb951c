import {
  type CodedError,
  codedError,
  isRetryable,
  type JoinAnswer,
  LINK_RIGHTS,
  type LinkRight,
  PROTOCOL_VERSION,
} from '@inkroom/shared';
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
  /** Of the link by which one comes. */
  key?: string;
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
  /** The key to come in by, until it has let one in or was refused. */
  #key: string | null;
  #name: string;
  #attempts = 0;

  constructor(options: SessionOptions, parts: Parts) {
    this.#options = options;
    this.#name = options.name;
    this.#parts = parts;
    this.#key = options.key ?? null;
  }

  /** Who one was in an earlier visit, or is now, with what proves it. */
  get identity(): Identity | null {
    return this.#identity;
  }

  /** Looks for who one was, and by which links one came. */
  async load(): Promise<void> {
    const { roomId, seat } = this.#options;
    const { storage } = this.#parts.writes;
    const [identity, host, write, watch] = await Promise.all([
      orNull(storage.identity(roomId, seat)),
      ...LINK_RIGHTS.map((right) => orNull(storage.linkKey(roomId, right))),
    ]);
    this.#identity = identity;
    this.#noteLinks({ host, write, watch });
    // A host's may have been kept before it was shown; others are needed where one is not known.
    this.#key ??= (seat === 'member' ? host : null) ?? (identity ? null : this.#keyOfSeat);
  }

  /** Takes note of keys of the room's links, for this visit and the next. */
  keepLinks(links: Partial<Record<LinkRight, string | null>>): void {
    const { roomId } = this.#options;
    this.#noteLinks(links);
    for (const right of LINK_RIGHTS) {
      const key = links[right];
      if (key !== undefined) this.#parts.writes.add((storage) => storage.saveLinkKey(roomId, right, key));
    }
  }

  /** Another name from now on, for the next visit too. */
  rename(name: string): void {
    this.#name = name;
    if (this.#identity) this.#identity = { ...this.#identity, name };
    this.#keepName();
  }

  #keepName(): void {
    const { roomId, seat } = this.#options;
    const [identity, name] = [this.#identity, this.#name];
    const { writes } = this.#parts;
    if (identity) writes.add((storage) => storage.saveIdentity(roomId, seat, identity));
    writes.add((storage) => storage.saveName(name));
  }

  join(): void {
    const { model, connection } = this.#parts;
    const { roomId, seat } = this.#options;
    const { epoch } = connection;
    const identity = this.#identity;
    const askedAt = deviceTime();
    const since = positionOf(model.replica);
    const payload = {
      roomId,
      name: this.#name,
      ...(since && { since }),
      ...(model.looking !== null && { page: model.looking }),
      ...(identity ? { personId: identity.personId, personKey: identity.personKey } : {}),
      ...(this.#key ? { key: this.#key } : {}),
      ...(seat === 'viewer' ? { watch: true } : {}),
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
    const { connection, onJoined, onRefused } = this.#parts;
    if (answer.protocol !== PROTOCOL_VERSION) {
      onRefused(codedError('protocol_mismatch'));
      return;
    }
    const { you, personKey, right } = answer;
    if (right && this.#key) this.keepLinks({ [right]: this.#key });
    this.#key = null;
    this.#attempts = 0;
    connection.proved();
    const key = personKey ?? this.#identity?.personKey;
    if (key) this.#identity = { personId: you.id, personKey: key, name: this.#name };
    this.#keepName();
    onJoined(answer);
  }

  /**
   * Goes on without a key that does not fit: as somebody new where the room no longer knows one, as who one is where a link leads nowhere.
   * @param which the one that did not fit, `person` or `link`
   * @returns whether there is another way in
   */
  #forgetKey(which: unknown): boolean {
    const { roomId, seat, key: given } = this.#options;
    const { writes, model } = this.#parts;
    if (which === 'person' && this.#identity) {
      this.#identity = null;
      writes.add((storage) => storage.saveIdentity(roomId, seat, null));
      this.#key ??= this.#keyOfSeat;
      return true;
    }
    if (which !== 'link' || !this.#key) return false;
    const refused = this.#key;
    const { links } = model.view.getState();
    for (const right of LINK_RIGHTS) if (links[right] === refused) this.keepLinks({ [right]: null });
    this.#key = this.#identity ? null : this.#keyOfSeat;
    return this.#identity !== null || (this.#key !== null && refused !== given);
  }

  /** A key that lets somebody new into this seat. */
  get #keyOfSeat(): string | null {
    const { host, write, watch } = this.#parts.model.view.getState().links;
    return (this.#options.seat === 'viewer' ? watch : (host ?? write)) ?? null;
  }

  #noteLinks(links: Partial<Record<LinkRight, string | null>>): void {
    const { view } = this.#parts.model;
    const known = { ...view.getState().links };
    for (const right of LINK_RIGHTS) {
      const key = links[right];
      if (key === null) delete known[right];
      else if (key !== undefined) known[right] = key;
    }
    view.setState({ links: known });
  }
}

/** A browser that refuses to store must not keep anybody out. */
function orNull<T>(value: Promise<T>): Promise<T | null> {
  return value.catch(() => null);
}
