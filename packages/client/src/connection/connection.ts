import {
  type Answer,
  type ClientEvent,
  type ClientPayload,
  type ErrorCode,
  fail,
  type Limits,
  type ServerEvents,
} from '@inkroom/shared';
import { Emitter } from '@socket.io/component-emitter';
import { io, type Socket } from 'socket.io-client';
import { backoffMs } from './backoff.js';
import { connectionOptions, otherWayAfterSilence } from './gateway.js';
import { whyUnreachable } from './reachability.js';
import type { Timers } from './timers.js';

export interface ConnectionOptions {
  gatewayUrl: string;
  limits(): Limits;
  timers: Timers;
}

/** What a {@link Connection} says of itself. */
type ConnectionEvents = {
  /** It is there, a new one each time. */
  up(): void;
  /** It is gone; another one is tried for. */
  down(): void;
  /** A try to get one has failed. */
  trouble(why: ErrorCode): void;
  /** Nothing has come for {@link SILENCE_SAID_MS} though something was sent, or has come again. */
  silence(isSilent: boolean): void;
};

/** How long a gateway may be silent before it is asked for a word. */
const SILENCE_ASKED_MS = 1_500;
/** Whoever draws is told of a silence this long: their ink may not be seen by others. */
const SILENCE_SAID_MS = 2_500;
/** Such a silence ends with another connection: a phone that wakes up takes less. */
const SILENCE_MAX_MS = 10_000;

/** The connection to the gateway: it comes back by itself whenever it drops, until it is closed. */
export class Connection extends Emitter<ConnectionEvents, ConnectionEvents> {
  readonly #options: ConnectionOptions;
  #socket: Socket | null = null;
  #epoch = 0;
  #attempts = 0;
  #isSilent = false;

  constructor(options: ConnectionOptions) {
    super();
    this.#options = options;
  }

  /**
   * Changes with every connection that comes or goes: an answer that was asked for under another one belongs to the past.
   */
  get epoch(): number {
    return this.#epoch;
  }

  /** @param listen puts its listeners on the socket */
  open(
    listen: (
      on: <E extends keyof ServerEvents>(event: E, listener: (payload: ServerEvents[E]) => void) => void,
    ) => void,
  ) {
    const { gatewayUrl, limits, timers } = this.#options;
    const { reconnectDelayMs, reconnectDelayMaxMs, requestTimeoutMs } = limits();
    const { origin, options } = connectionOptions(gatewayUrl);
    const socket = io(origin, {
      ...options,
      reconnectionDelay: reconnectDelayMs,
      reconnectionDelayMax: reconnectDelayMaxMs,
      timeout: requestTimeoutMs,
    });
    this.#socket = socket;
    socket.on('connect', () => {
      this.#epoch++;
      socket.io.engine.on('packet', () => this.#heard());
      this.#heard();
      this.emit('up');
    });
    socket.on('connect_error', async (error) => {
      otherWayAfterSilence(socket, error);
      const why = await whyUnreachable(gatewayUrl, error);
      if (!socket.connected) this.emit('trouble', why);
    });
    socket.on('disconnect', (reason) => {
      this.#epoch++;
      this.#heard();
      this.emit('down');
      // Socket.IO does not come back by itself after the server closed the connection on purpose (a restart, a kick).
      if (reason === 'io server disconnect') {
        // At once the first time, and not on what is about to be closed: a gateway that ends sends its people to others one by one.
        const wait = this.#attempts === 0 ? 0 : backoffMs(this.#attempts - 1, limits());
        this.#attempts++;
        timers.set('reconnect', wait, () => this.renew());
      }
    });
    listen((event, listener) => socket.on(event as string, listener));
  }

  /** The connection is of use: the next time that it drops is a first time again. */
  proved(): void {
    this.#attempts = 0;
  }

  /** Gives the connection up for another one. */
  renew(): void {
    this.#socket?.disconnect().connect();
  }

  close(): void {
    this.#socket?.disconnect();
    this.#socket = null;
  }

  /** Whether what is worthless later would leave now: between two polls it would be thrown away. */
  get isFree(): boolean {
    const socket = this.#socket;
    return !socket?.connected || socket.io.engine.transport.writable;
  }

  /** Sends what is worthless later: never buffered, not answered. */
  live(message: ClientPayload<'live'>): void {
    if (!this.#socket?.connected) return;
    this.#socket.volatile.emit('live', message);
    this.#spoke();
  }

  /** Asks the server. See {@link ask}. */
  request<E extends Exclude<ClientEvent, 'live'>>(event: E, payload: ClientPayload<E>): Promise<Answer<E>> {
    return new Promise((resolve) => this.ask(event, payload, resolve));
  }

  /**
   * Asks the server. No answer in time, a connection that drops meanwhile and a message that cannot be sent at all are errors as well,
   * each its own.
   * @param take is called in the turn in which the answer comes: messages that follow it find done what it does
   */
  ask<E extends Exclude<ClientEvent, 'live'>>(
    event: E,
    payload: ClientPayload<E>,
    take: (answer: Answer<E>) => void,
  ): void {
    const socket = this.#socket;
    // Socket.IO would keep the message and send it on the next connection before we have joined there.
    if (!socket?.connected) {
      take(fail('offline'));
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const settle = (answer: Answer<E>) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      socket.off('disconnect', lost).off('join.waiting', waitOn);
      take(answer);
    };
    const lost = () => settle(fail('offline'));
    const waitOn = () => {
      clearTimeout(timer);
      timer = setTimeout(() => settle(fail('timeout')), this.#options.limits().requestTimeoutMs);
    };
    waitOn();
    socket.on('disconnect', lost);
    // Where many come at once, a word that one is in line is as good as an answer.
    if (event === 'room.join') socket.on('join.waiting', waitOn);
    try {
      socket.emit(event, payload, settle);
      this.#spoke();
    } catch (thrown) {
      console.error(`${event} could not be sent`, thrown);
      settle(fail('invalid_payload', { reason: String(thrown) }));
    }
  }

  #heard(): void {
    this.#options.timers.stop('silence');
    this.#setSilent(false);
  }

  /** Most messages have an answer at once, if only one's own ink in the room's next; where none has come, the gateway is asked for a word. */
  #spoke(): void {
    const { timers } = this.#options;
    if (timers.has('silence')) return;
    timers.set('silence', SILENCE_ASKED_MS, () => {
      this.#socket?.emit('ping', {}, () => {});
      timers.set('silence', SILENCE_SAID_MS - SILENCE_ASKED_MS, () => {
        this.#setSilent(true);
        timers.set('silence', SILENCE_MAX_MS - SILENCE_SAID_MS, () => this.renew());
      });
    });
  }

  #setSilent(isSilent: boolean): void {
    if (this.#isSilent === isSilent) return;
    this.#isSilent = isSilent;
    this.emit('silence', isSilent);
  }
}
