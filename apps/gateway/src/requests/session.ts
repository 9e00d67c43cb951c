import {
  type Evidence,
  type GivenRole,
  type Operation,
  onlyWatches,
  type Person,
  type Result,
  type Run,
  roleOf,
  runAsSeen,
  type Who,
} from '@inkroom/shared';
import type { Applied } from '@inkroom/store';
import { nanoid } from 'nanoid';
import pLimit from 'p-limit';
import type { IoSocket } from '../io.js';
import type { LocalRoom } from '../room/local-room.js';
import type { TokenBucket } from './token-bucket.js';

/** The room that a connection has joined, and as whom. */
export interface Joined {
  room: LocalRoom;
  /** As they came. */
  person: Person;
  /** Whether this connection only watches: somebody may watch in one tab and write in another. */
  watches: boolean;
}

/** Whether a connection gives no more than to watch now, whatever its person may do elsewhere. */
function watchesNow({ room, person, watches }: Joined): boolean {
  return watches || (room.state !== null && onlyWatches(room.state, person));
}

/** What a connection may do now: by the room's own word, for it may have changed, also through another gateway. */
export function roleIn(joined: Joined): GivenRole {
  const { room, person } = joined;
  const role = room.state ? roleOf(room.state, person.id) : 'viewer';
  return watchesNow(joined) && role !== 'removed' ? 'viewer' : role;
}

/** What somebody in a room is called by now. */
export function nameIn({ room, person }: Joined): string {
  return room.state?.names[person.id] ?? person.name;
}

/** A run as somebody in a room may see it. */
export function runFor(run: Run, joined: Joined): Run {
  const { state } = joined.room;
  return state ? runAsSeen(run, state, { id: joined.person.id, role: roleIn(joined) }) : run;
}

/** Who asks for an operation at a connection. */
export function whoAsks(joined: Joined): Who {
  return { id: joined.person.id, watches: watchesNow(joined) };
}

/** Has an operation decided that a gateway asks for in somebody's name. */
export function submitOwn(joined: Joined, op: Operation, evidence: Evidence = {}): Promise<Result<Applied>> {
  return joined.room.writer.submit({ opId: nanoid(), op }, whoAsks(joined), evidence);
}

/** What a gateway knows of one connection. */
export class Session {
  joined: Joined | null = null;
  /** One at a time of what reads much of a room. */
  readonly reads = pLimit(1);
  /** When an unanswered message was last refused aloud, ms of `performance.now()`. */
  refusedAt = Number.NEGATIVE_INFINITY;
  /** Whether it is led to another gateway: it is asked nothing any more. */
  isLedAway = false;
  #inHand = 0;
  #idle: (() => void) | null = null;
  /** Since when it is in no room, or when it last was of use without one, ms of `performance.now()`. */
  outsideSince = performance.now();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly socket: IoSocket,
    /** The address that limits per address count. */
    readonly address: string,
    /** How many messages it may send. */
    readonly pace: TokenBucket,
    /** How many bytes; those that came are taken already. */
    readonly bytes: TokenBucket,
  ) {}

  get id(): string {
    return this.socket.id;
  }

  /** Whether somebody is there to be answered. */
  get isHere(): boolean {
    return this.socket.connected;
  }

  /** A request has come. */
  take(): void {
    this.#inHand++;
  }

  /** It has been answered. */
  answered(): void {
    if (--this.#inHand === 0) this.#idle?.();
  }

  /** From now on refuses requests; settles when those in hand have been answered. */
  leadAway(): Promise<void> {
    this.isLedAway = true;
    return new Promise((resolve) => {
      if (this.#inHand === 0) resolve();
      else this.#idle = resolve;
    });
  }

  /** Who waits to be let in is told how many come before. */
  sendWaiting(ahead: number): void {
    if (!this.joined) this.socket.emit('join.waiting', { ahead });
  }

  /** Whether it has been in no room for so long, and is not about to come into one. */
  isStranger(afterMs: number): boolean {
    return this.joined === null && this.#inHand === 0 && performance.now() - this.outsideSince > afterMs;
  }

  /** Joins and leaves of one connection happen one after another. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(task);
    this.#turn = result.catch(() => {});
    return result;
  }
}
