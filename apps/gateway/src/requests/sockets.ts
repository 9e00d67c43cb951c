import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { AddressSlot } from '@inkroom/store';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import type { GatewayConfig } from '../config.js';
import { FramedAdapter } from '../framed-adapter.js';
import { isHostKnown, isOriginAllowed } from '../http/origin.js';
import type { IoServer } from '../io.js';
import type { Metrics } from '../metrics.js';
import { unsentBytes } from '../room/receiver.js';
import type { ConnectionSlots } from './connection-slots.js';
import type { Context } from './context.js';
import type { Dispatcher } from './dispatcher.js';
import { paceBytes } from './pace-bytes.js';
import { leave } from './room-handlers.js';
import { Session } from './session.js';
import { sizedParser } from './sized-parser.js';
import { TokenBucket } from './token-bucket.js';

/**
 * Up to so many times `messageBytesMax` a message that is too large is answered. Beyond it the transport has to close the
 * connection.
 */
const OVERSIZE_FACTOR = 8;

/** A gateway that ends sends its people away one by one, ms apart: those who join elsewhere in one instant wait for one another. */
const LED_APART_MS = 5;
/** So many people that it would take longer come faster, ms: well within what a process gets to end. */
const LED_WITHIN_MS = 3_000;

export interface SocketsOptions {
  http: HttpServer;
  config: GatewayConfig;
  metrics: Metrics;
  slots: ConnectionSlots;
  /** Aborted once nobody is let in any more. */
  closing: AbortSignal;
  log: Logger;
}

/** Browsers' connections: who may have one, and a session for each. */
export class Sockets {
  readonly io: IoServer;
  readonly #options: SocketsOptions;
  readonly #sessions = new Set<Session>();
  /** What may still come over each connection, from its first byte on. */
  readonly #bytes = new WeakMap<object, TokenBucket>();
  /** Of handshakes that are let in, until they have become connections. */
  readonly #admitted = new WeakMap<IncomingMessage, AddressSlot>();

  constructor(options: SocketsOptions) {
    const { http, config, metrics } = options;
    const { basePath, limits } = config;
    this.#options = options;
    this.io = new Server(http, {
      path: `${basePath}/socket.io`,
      serveClient: false,
      // What the app's server takes is handed on.
      destroyUpgrade: false,
      perMessageDeflate: false,
      httpCompression: false,
      pingInterval: limits.heartbeatIntervalMs,
      pingTimeout: limits.heartbeatTimeoutMs,
      // Above messageBytesMax: the parser notices what is too large, and a client is told.
      maxHttpBufferSize: limits.messageBytesMax * OVERSIZE_FACTOR,
      parser: sizedParser(limits.messageBytesMax),
      adapter: FramedAdapter,
      connectTimeout: limits.joinWithinMs,
      allowRequest: (request, decide) => {
        void this.#admit(request).then((reason) => decide(reason, reason === null));
      },
    });
    this.io.engine.on('connection', (connection) => {
      const slot = this.#admitted.get(connection.request);
      this.#admitted.delete(connection.request);
      if (slot) connection.on('close', () => options.slots.release(slot));
      const onCut = () => metrics.cutConnections.inc({ reason: 'too_many_bytes' });
      this.#bytes.set(connection, paceBytes(connection, limits, onCut));
    });
  }

  /** How many are connected. */
  get count(): number {
    return this.io.engine.clientsCount;
  }

  /** What all of them have yet to take. */
  get unsentBytes(): number {
    return [...this.io.sockets.sockets.values()].reduce((sum, socket) => sum + unsentBytes(socket), 0);
  }

  /** Has every message of every connection answered. */
  serve(dispatcher: Dispatcher, context: Context): void {
    const { clientAddress, limits } = this.#options.config;
    this.io.on('connection', (socket) => {
      // Its handshake was let in before this gateway began to end.
      if (this.#options.closing.aborted) {
        socket.disconnect(true);
        return;
      }
      const address = clientAddress(socket.request);
      const pace = new TokenBucket(limits.messagesPerSecond, limits.messagesBurst, performance.now());
      const session = new Session(socket, address, pace, this.#bytes.get(socket.conn)!);
      this.#sessions.add(session);
      socket.onAny((event: unknown, ...args: unknown[]) => dispatcher.dispatch(session, String(event), args));
      socket.on('disconnect', () => {
        this.#sessions.delete(session);
        void session.inTurn(() => leave(session, context));
      });
    });
  }

  /** Ends connections that are in no room and ask for nothing; who wants to come in connects again. */
  endStrangers(): void {
    const { metrics, config } = this.#options;
    for (const session of this.#sessions) {
      if (!session.isStranger(config.limits.joinWithinMs)) continue;
      metrics.cutConnections.inc({ reason: 'not_joined' });
      session.socket.disconnect(true);
    }
  }

  /**
   * Has everybody go to another gateway, one after another: what they asked for is answered, then they are out of their rooms, and their
   * connection ends. Nobody comes to this one any more.
   */
  async leadAway(context: Context): Promise<void> {
    const apartMs = Math.min(LED_APART_MS, LED_WITHIN_MS / this.#sessions.size);
    const leadAway = async (session: Session, after: number) => {
      await delay(after);
      await session.leadAway();
      await session.inTurn(() => leave(session, context));
      session.socket.disconnect(true);
    };
    await Promise.all([...this.#sessions].map((session, i) => leadAway(session, i * apartMs)));
  }

  /**
   * Lets a handshake in, with a slot of its address.
   * @returns why not: a code of the registry; null when it is let in
   */
  async #admit(request: IncomingMessage): Promise<string | null> {
    const { config, metrics, slots, log } = this.#options;
    const { host, origin } = request.headers;
    let reason = this.#refusalOf(request);
    if (reason === null) {
      const slot = await slots.take(config.clientAddress(request));
      if (slot) this.#hold(request, slot);
      else reason = 'too_many_connections';
    }
    if (reason !== null) metrics.refusedConnections.inc({ reason });
    if (reason === 'origin_refused')
      log.warn({ host, origin }, 'a page of another address was refused: if a proxy rewrites Host, set PUBLIC_URL');
    if (reason === 'too_many_connections')
      log.warn(
        { address: config.clientAddress(request) },
        'an address has as many connections as it may (INKROOM_CONNECTIONS_PER_ADDRESS): if it is a proxy, set TRUSTED_PROXIES',
      );
    return reason;
  }

  /** A handshake's slot is its connection's, or nobody's where none comes of it. */
  #hold(request: IncomingMessage, slot: AddressSlot): void {
    const { slots, config } = this.#options;
    this.#admitted.set(request, slot);
    const giveUp = () => {
      if (this.#admitted.delete(request)) slots.release(slot);
    };
    setTimeout(giveUp, config.limits.joinWithinMs).unref();
  }

  #refusalOf(request: IncomingMessage): string | null {
    const { config, closing } = this.#options;
    if (closing.aborted) return 'shutting_down';
    if (!isHostKnown(request, config)) return 'host_unknown';
    return isOriginAllowed(request, config) ? null : 'origin_refused';
  }
}
