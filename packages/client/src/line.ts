import {
  type Answer,
  type ClientEvent,
  type ClientPayload,
  fail,
  type Limits,
  type ServerEvents,
} from '@inkroom/shared';
import { io, type Socket } from 'socket.io-client';
import { backoffMs } from './backoff.js';
import type { Timers } from './timers.js';

export interface LineOptions {
  gatewayUrl: string;
  limits(): Limits;
  timers: Timers;
  /** There is a connection, a new one each time. */
  onUp(): void;
  /** It is gone; the line tries to get another. */
  onDown(): void;
}

/** The line to the gateway: it comes back by itself whenever it drops, until it is closed. */
export class Line {
  readonly #options: LineOptions;
  #socket: Socket | null = null;
  #connections = 0;
  #attempts = 0;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /**
   * Changes with every connection that comes or goes: an answer that was asked for under another one belongs to the past.
   */
  get epoch(): number {
    return this.#connections;
  }

  /** @param listen puts its listeners on the line */
  open(
    listen: (
      on: <E extends keyof ServerEvents>(event: E, listener: (payload: ServerEvents[E]) => void) => void,
    ) => void,
  ) {
    const { gatewayUrl, limits, timers, onUp, onDown } = this.#options;
    const { reconnectDelayMs, reconnectDelayMaxMs, requestTimeoutMs } = limits();
    const socket = io(gatewayUrl, {
      // Polling would need sticky sessions in front of several gateways.
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: reconnectDelayMs,
      reconnectionDelayMax: reconnectDelayMaxMs,
      timeout: requestTimeoutMs,
    });
    this.#socket = socket;
    socket.on('connect', () => {
      this.#connections++;
      onUp();
    });
    socket.on('disconnect', (reason) => {
      this.#connections++;
      onDown();
      // Socket.IO does not come back by itself after the server closed the connection on purpose (a restart, a kick).
      if (reason === 'io server disconnect') {
        timers.set('reconnect', backoffMs(this.#attempts++, limits()), () => socket.connect());
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

  /** Sends what is worthless later: never buffered, not answered. */
  live(message: ClientPayload<'live'>): void {
    this.#socket?.volatile.emit('live', message);
  }

  /**
   * Asks the server. No answer in time, a line that drops meanwhile and a message that cannot be sent at all are errors as well,
   * each its own.
   */
  async request<E extends Exclude<ClientEvent, 'live'>>(event: E, payload: ClientPayload<E>): Promise<Answer<E>> {
    const socket = this.#socket;
    // Socket.IO would keep the message and send it on the next line before we have joined there.
    if (!socket?.connected) return fail('offline');
    const { requestTimeoutMs } = this.#options.limits();
    return new Promise((resolve) => {
      // Socket.IO tells the function of a time that is over and of a lost line; what it throws is about the message.
      const take = (unanswered: Error | null, answer: Answer<E>) =>
        resolve(unanswered ? fail(socket.connected ? 'timeout' : 'offline') : answer);
      try {
        socket.timeout(requestTimeoutMs).emit(event, payload, take);
      } catch (thrown) {
        console.error(`${event} could not be sent`, thrown);
        resolve(fail('invalid_payload', { reason: String(thrown) }));
      }
    });
  }
}
