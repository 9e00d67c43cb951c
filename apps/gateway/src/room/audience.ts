import {
  type AttentionOf,
  asGiven,
  entryAsSeen,
  type Place,
  type RoomState,
  runAsSeen,
  type ServerEvent,
  type ServerEvents,
} from '@inkroom/shared';
import type { Connection, RoomCopy, RoomMessage } from '@inkroom/store';
import { emit, type IoServer, type IoSocket } from '../io.js';
import { ActivityGatherer } from './activity-gatherer.js';
import type { Broadcast, Told } from './broadcast.js';
import { Receiver } from './receiver.js';
import { Sight } from './sight.js';

/**
 * The connections that a room has here, and what they are sent: what happens within a tick is gathered, and goes to all who keep up and may
 * see all of it as one message, and to each of the others as one of their own.
 */
export class Audience {
  /** By their id. */
  readonly receivers = new Map<string, Receiver>();
  readonly #activity = new ActivityGatherer();
  /** The last entry that was sent to those who get what all get. */
  #toldSeq = 0;

  /** @param flush has what was gathered sent before somebody is brought up to date, for it has waited for them as well */
  constructor(
    private readonly io: IoServer,
    private readonly roomId: string,
    private readonly copy: RoomCopy,
    private readonly broadcast: Broadcast,
    private readonly flush: (asking: Receiver) => void,
  ) {}

  /** Somebody on the way in: what people are told meanwhile waits for them. */
  receive(socket: IoSocket, connection: Connection): Receiver {
    const receiver = new Receiver(socket, connection, this.broadcast, (ready) => this.#catchUp(ready));
    this.receivers.set(socket.id, receiver);
    return receiver;
  }

  dismiss(socket: IoSocket): void {
    this.receivers.delete(socket.id);
    void socket.leave(this.roomId);
    void socket.leave(this.#current);
  }

  /** What somebody may see, where that is not all. */
  sightOf(receiver: Receiver): Sight | null {
    const { state } = this.copy;
    return state && Sight.of(state, receiver.seerIn(state), this.broadcast.drawsAlone);
  }

  /** The same of whoever is at a connection. */
  sightAt(connectionId: string): Sight | null {
    const receiver = this.receivers.get(connectionId);
    return receiver ? this.sightOf(receiver) : null;
  }

  /** @param state whose page is to be sent, in pieces @returns false for somebody who has left again */
  begin(receiver: Receiver, seq: number, page: number, state: RoomState | null): boolean {
    // They may have left while the answer was on its way.
    if (this.receivers.get(receiver.socket.id) !== receiver) return false;
    void receiver.socket.leave(this.#current);
    void receiver.socket.join(this.roomId);
    receiver.begin(seq, page, state && this.broadcast.pieces(state, page, this.sightOf(receiver)));
    return true;
  }

  /** Has somebody sent a page that they want to look at. @returns false for somebody who has left again */
  sendPage(receiver: Receiver, page: number, state: RoomState): boolean {
    if (this.receivers.get(receiver.socket.id) !== receiver) return false;
    void receiver.socket.leave(this.#current);
    receiver.read(page, this.broadcast.pieces(state, page, this.sightOf(receiver)), this.#toldSeq);
    return true;
  }

  /** Sends to all at once, encoded once; those on the way in get it once they are in. */
  tell<E extends ServerEvent>(event: E, payload: ServerEvents[E]): void {
    if (event === 'run.changed' && this.copy.state?.namesHidden) {
      this.#tellRun(payload as ServerEvents['run.changed'], this.copy.state);
      return;
    }
    emit(this.io.local.to(this.roomId), event, payload);
    for (const receiver of this.receivers.values()) if (!receiver.hasBegun) receiver.hold(event, payload);
  }

  /** While names are hidden each is told of a run as they may see it. */
  #tellRun(run: ServerEvents['run.changed'], state: RoomState): void {
    for (const receiver of this.receivers.values()) {
      const seen = runAsSeen(run, state, receiver.seerIn(state));
      if (receiver.hasBegun) emit(receiver.socket, 'run.changed', seen);
      else receiver.hold('run.changed', seen);
    }
  }

  /** @returns whether a message is one that is gathered for the tick */
  gather(message: RoomMessage): boolean {
    return this.#activity.add(message);
  }

  /**
   * Sends what was gathered.
   * @param news what is no part of the log
   * @param asking whom this is done for: they go on by themselves
   */
  send({ places, attention }: { places: Place[]; attention: AttentionOf[] }, asking: Receiver | undefined): void {
    const gathered = this.#activity.take();
    if (!gathered && places.length + attention.length === 0) return;
    const told = { ...gathered, ...(places.length > 0 && { places }), ...(attention.length > 0 && { attention }) };
    const now = performance.now();
    const late: Receiver[] = [];
    for (const receiver of this.receivers.values()) {
      if (receiver.isCurrent && (receiver.isBehind(now) || this.sightOf(receiver) || this.#hides(receiver, told))) {
        void receiver.socket.leave(this.#current);
        receiver.pause(this.#toldSeq);
      }
      if (!receiver.isCurrent) late.push(receiver);
    }
    for (const receiver of late) receiver.miss(told);
    this.#tellCurrent(told);
    this.#toldSeq = told.entries?.at(-1)?.seq ?? this.#toldSeq;
    for (const receiver of late) if (receiver !== asking) receiver.pump();
  }

  /** The room was read anew: what was told before says nothing any more. */
  startAt(seq: number): void {
    this.#toldSeq = seq;
  }

  /** Everybody comes back by themselves. */
  disconnect(): void {
    this.io.local.to(this.roomId).disconnectSockets(true);
  }

  /** Gives up connections that take nothing. @returns how many */
  cutStuck(): number {
    const now = performance.now();
    const stuck = [...this.receivers.values()].filter((receiver) => receiver.isStuck(now));
    for (const { socket } of stuck) socket.disconnect(true);
    return stuck.length;
  }

  /** Whether entries hold a name that somebody may not see: they get them by a message of their own. */
  #hides(receiver: Receiver, { entries = [] }: Told): boolean {
    const { state } = this.copy;
    if (!state?.namesHidden) return false;
    const to = receiver.seerIn(state);
    return entries.some((entry) => entryAsSeen(entry, state, to) !== entry);
  }

  /** To all who keep up. While names are hidden, who came and who went is told to each as they may see it, ahead of the rest. */
  #tellCurrent({ people, ...told }: Told): void {
    const isHidden = this.copy.state?.namesHidden ?? false;
    if (people && isHidden) {
      for (const receiver of this.receivers.values())
        if (receiver.isCurrent)
          emit(receiver.socket, 'activity', this.broadcast.people(this.#seenBy(receiver, people)));
    }
    const rest = people && !isHidden ? { people, ...told } : told;
    if (Object.keys(rest).length > 0) emit(this.io.local.to(this.#current), 'activity', this.broadcast.activity(rest));
  }

  #seenBy(receiver: Receiver, { joined, left }: NonNullable<Told['people']>): Told['people'] & {} {
    const { state } = this.copy;
    if (!state) return { joined, left };
    const to = receiver.seerIn(state);
    return { joined: joined.map((person) => asGiven(person, state, to)), left };
  }

  #catchUp(receiver: Receiver): void {
    this.flush(receiver);
    const sight = this.sightOf(receiver);
    const people = receiver.takePeople();
    const message = this.broadcast.catchUp(receiver, people && this.#seenBy(receiver, people), sight);
    if (!message) {
      // So far behind that the page is less: its client comes back for that.
      receiver.socket.disconnect(true);
      return;
    }
    if (message.length > 0) {
      emit(receiver.socket, 'activity', message);
      receiver.namesKnown = this.broadcast.nameCount;
    }
    if (sight) {
      receiver.hasAllUpTo(this.copy.state!.seq);
      return;
    }
    receiver.isCurrent = true;
    void receiver.socket.join(this.#current);
  }

  /** Socket.IO's room of those who get what all get. */
  get #current(): string {
    return `${this.roomId}/current`;
  }
}
