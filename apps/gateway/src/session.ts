import type { Person, Role, ServerEvent, ServerEvents } from '@inkroom/shared';
import type { Server, Socket } from 'socket.io';
import type { LocalRoom } from './local-room.js';
import { TokenBucket } from './token-bucket.js';

export type ServerMessages = { [E in ServerEvent]: (payload: ServerEvents[E]) => void };
/** What clients send is `unknown` until the dispatcher has looked at it. */
export type ClientMessages = Record<string, (...args: unknown[]) => void>;
export type IoServer = Server<ClientMessages, ServerMessages>;
export type IoSocket = Socket<ClientMessages, ServerMessages>;

/** A connection's place in a room. */
export interface Membership {
  room: LocalRoom;
  person: Person;
  /** Of this connection: somebody may watch in one tab and write in another. */
  role: Role;
}

/** What a gateway knows of one connection. */
export class Session {
  membership: Membership | null = null;
  readonly pace: TokenBucket;
  /** When an unanswered message was last refused aloud, ms of `performance.now()`. */
  refusedAt = Number.NEGATIVE_INFINITY;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly socket: IoSocket,
    /** The address that limits per address count. */
    readonly address: string,
    pace: { perSecond: number; burst: number },
  ) {
    this.pace = new TokenBucket(pace.perSecond, pace.burst, performance.now());
  }

  get id(): string {
    return this.socket.id;
  }

  /** Joins and leaves of one connection happen one after another. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(task);
    this.#turn = result.catch(() => {});
    return result;
  }
}
