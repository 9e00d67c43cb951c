import {
  type CellIndex,
  type EncodedPiece,
  type GivenRole,
  onlyWatches,
  type Person,
  type RoomState,
  roleOf,
  type ServerEvent,
} from '@inkroom/shared';
import type { Connection } from '@inkroom/store';
import { emit, type IoSocket } from '../io.js';
import type { Broadcast, Told } from './broadcast.js';

/** Between an answered poll and the next one lies a round trip at least, on a phone's network a long one. */
const POLL_GAP_MS = 1_000;
/** A connection that has taken nothing for so long is given up: its client comes back and goes on from where it was. */
const STUCK_MS = 20_000;
/** What may wait for a connection to take it: some hundred messages, or a few answers that were asked for. */
const UNSENT_BYTES_MAX = 4 * 2 ** 20;

/**
 * A connection's receiving end in a room. It is sent what all are told for as long as it keeps up. Where it does not, nothing piles up for
 * it: it is sent the next thing when it has taken the last one, and in the end what it missed, in one message. So somebody who comes
 * in, who comes back and who is slow are brought up to date in the same way.
 */
export class Receiver {
  /** Whether it gets what all get. */
  isCurrent = false;
  /** Whether it was let in: before that, all messages wait. */
  hasBegun = false;
  /** All entries up to this one were sent, or are in the page that is being sent. */
  seq = 0;
  /** How many names it was told. */
  namesKnown = 0;
  /** Cells that were predicted while it did not get what all get, by page; null for all of a page. */
  readonly predicted = new Map<number, Set<CellIndex> | null>();
  /** As whom it comes, and whether it only watches, whatever they may do elsewhere; null until that is known. */
  #came: { person: Pick<Person, 'id' | 'role'>; watches: boolean } | null = null;
  /** Whose place or attention changed while it did not get what all get; null for everybody's, where it has just begun. */
  news: Set<string> | null = null;
  readonly #joined = new Map<string, Person>();
  readonly #left = new Set<string>();
  #pieces: Iterable<EncodedPiece>[] = [];
  #piece: Iterator<EncodedPiece> | null = null;
  #early: { event: ServerEvent; payload: unknown }[] = [];
  /** Since when it takes nothing, ms of `performance.now()`. */
  #unwritableSince: number | null = null;
  #isWaiting = false;
  /** Whether there is nothing to send it, though it does not get what all get. */
  #hasAll = false;

  /** @param catchUp sends what it missed, and makes it current */
  constructor(
    readonly socket: IoSocket,
    readonly connection: Connection,
    private readonly broadcast: Broadcast,
    private readonly catchUp: (receiver: Receiver) => void,
  ) {}

  /** It is known now as whom it comes. */
  comesAs(person: Pick<Person, 'id' | 'role'>, watches: boolean): void {
    this.#came = { person, watches };
  }

  /** Who sees and does something by it, and as what, as things stand in the room. */
  seerIn(state: RoomState): { id: string; role: GivenRole } {
    const id = this.connection.personId;
    const watches = !this.#came || this.#came.watches || onlyWatches(state, this.#came.person);
    return { id, role: watches ? 'viewer' : roleOf(state, id) };
  }

  /**
   * Has it sent all that comes after `seq`, and before that a page in pieces, where it has to be sent one. Its answer has just been sent.
   * What is still to come of an earlier beginning is dropped where it begins anew; a page that it has asked for comes all the same.
   * @param page the one that its client looks at
   */
  begin(seq: number, page: number, pieces: Iterable<EncodedPiece> | null): void {
    this.hasBegun = true;
    this.isCurrent = false;
    this.#hasAll = false;
    this.seq = seq;
    this.news = null;
    if (pieces) {
      this.predicted.clear();
      this.#pieces = [pieces];
      this.#piece = null;
    }
    this.predicted.set(page, null);
    for (const { event, payload } of this.#early) emit(this.socket, event, payload);
    this.#early = [];
    this.pump();
  }

  /** Has it sent a page that its client wants to look at, behind what is still to come. @param told the last entry that it was told */
  read(page: number, pieces: Iterable<EncodedPiece>, told: number): void {
    if (this.isCurrent) this.pause(told);
    this.#hasAll = false;
    this.predicted.set(page, null);
    this.#pieces.push(pieces);
    this.pump();
  }

  /** What all were told before it has begun. */
  hold(event: ServerEvent, payload: unknown): void {
    this.#early.push({ event, payload });
  }

  /** What all are told now, and this one is not. */
  miss({ people, predictions = [], places = [], attention = [] }: Told): void {
    this.#hasAll = false;
    for (const [person] of [...places, ...attention]) this.news?.add(person);
    for (const person of people?.joined ?? []) {
      // Who comes in is told of themselves by their answer.
      if (!this.hasBegun && person.id === this.connection.personId) continue;
      this.#joined.set(person.id, person);
      this.#left.delete(person.id);
    }
    for (const id of people?.left ?? []) {
      this.#joined.delete(id);
      this.#left.add(id);
    }
    for (const { page, cell } of predictions) {
      const cells = this.predicted.get(page);
      if (cells === undefined) this.predicted.set(page, new Set([cell]));
      else cells?.add(cell);
    }
  }

  /** Who came and went while it did not get what all get; asked once. */
  readonly takePeople = (): Told['people'] => {
    const [joined, left] = [[...this.#joined.values()], [...this.#left]];
    this.#joined.clear();
    this.#left.clear();
    return joined.length + left.length > 0 ? { joined, left } : undefined;
  };

  /** It has all that it may see up to an entry, and goes on getting messages of its own. */
  hasAllUpTo(seq: number): void {
    this.#hasAll = true;
    this.#knowsUpTo(seq);
  }

  /** It is not sent what all are told from now on. @param seq the last entry that it was sent */
  pause(seq: number): void {
    this.isCurrent = false;
    this.#hasAll = false;
    this.namesKnown = this.broadcast.namesTold;
    this.#knowsUpTo(seq);
  }

  #knowsUpTo(seq: number): void {
    this.seq = seq;
    this.news = new Set();
    this.predicted.clear();
  }

  /**
   * Whether its connection has not even taken what it was sent last. Who polls cannot be written to between two polls: that is no sign yet.
   */
  isBehind(now: number): boolean {
    if (this.#isWritable()) return false;
    return this.socket.conn.transport.name !== 'polling' || now - this.#unwritableSince! > POLL_GAP_MS;
  }

  /** Whether it is to be given up: it takes nothing, or far less than it asks for. */
  isStuck(now: number): boolean {
    if (this.#isWritable()) return false;
    return now - this.#unwritableSince! > STUCK_MS || unsentBytes(this.socket) > UNSENT_BYTES_MAX;
  }

  /** Sends the next thing as soon as the one before was taken. */
  readonly pump = (): void => {
    while (this.hasBegun && !this.isCurrent && !this.#hasAll && this.socket.connected) {
      if (!this.#isWritable()) {
        this.#waitUntilWritable();
        return;
      }
      const piece = this.#nextPiece();
      if (piece) {
        emit(this.socket, 'snapshot', this.broadcast.piece(piece, this.namesKnown));
        this.namesKnown = this.broadcast.nameCount;
      } else {
        this.catchUp(this);
      }
    }
  };

  #nextPiece(): EncodedPiece | null {
    for (;;) {
      this.#piece ??= this.#pieces.shift()?.[Symbol.iterator]() ?? null;
      const next = this.#piece?.next();
      if (!next) return null;
      if (!next.done) return next.value;
      this.#piece = null;
    }
  }

  #isWritable(): boolean {
    const isWritable = this.socket.conn.transport.writable;
    if (isWritable) this.#unwritableSince = null;
    else this.#unwritableSince ??= performance.now();
    return isWritable;
  }

  #waitUntilWritable(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const { conn } = this.socket;
    const { transport } = conn;
    const go = () => {
      transport.off('ready', go);
      conn.off('upgrade', go);
      this.#isWaiting = false;
      // What Socket.IO itself has to send goes first.
      setImmediate(this.pump);
    };
    transport.once('ready', go);
    conn.once('upgrade', go);
  }
}

/** What waits in this process for a connection to take it, bytes. */
export function unsentBytes({ conn }: IoSocket): number {
  const { socket } = conn.transport as unknown as { socket?: { bufferedAmount?: number } };
  const { writeBuffer } = conn as unknown as { writeBuffer: { data?: string | ArrayBufferView }[] };
  return writeBuffer.reduce(
    (sum, { data }) => sum + (typeof data === 'string' ? data.length : (data?.byteLength ?? 0)),
    socket?.bufferedAmount ?? 0,
  );
}
