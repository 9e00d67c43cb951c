import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import type { GatewayConfig } from '../config.js';
import { isHostKnown, isOriginAllowed } from '../http/origin.js';
import type { IoServer } from '../io.js';
import type { Metrics } from '../metrics.js';
import { unsentBytes } from '../room/receiver.js';
import { AddressCount } from './address-count.js';
import type { Context } from './context.js';
import type { Dispatcher } from './dispatcher.js';
import { paceBytes } from './pace-bytes.js';
import { leave } from './room-handlers.js';
import { Session } from './session.js';
import { sizedParser } from './sized-parser.js';
import { TokenBucket } from './token-bucket.js';

export interface SocketsOptions {
  http: HttpServer;
  config: GatewayConfig;
  metrics: Metrics;
  /** Aborted once nobody is let in any more. */
  closing: AbortSignal;
  log: Logger;
}

/** Browsers' connections: who may have one, and a session for each. */
export class Sockets {
  readonly io: IoServer;
  readonly #options: SocketsOptions;
  readonly #addresses: AddressCount;
  readonly #sessions = new Set<Session>();
  /** What may still come over each connection, from its first byte on. */
  readonly #bytes = new WeakMap<object, TokenBucket>();

  constructor(options: SocketsOptions) {
    const { http, config, metrics } = options;
    const { basePath, limits } = config;
    this.#options = options;
    this.#addresses = new AddressCount(limits.connectionsPerAddress);
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
      maxHttpBufferSize: limits.messageBytesMax * limits.oversizeFactor,
      parser: sizedParser(limits.messageBytesMax),
      allowRequest: (request, decide) => {
        const reason = this.#refusalOf(request);
        decide(reason, reason === null);
      },
    });
    this.io.engine.on('connection', (connection) => {
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
      const address = clientAddress(socket.request);
      this.#addresses.add(address);
      const pace = new TokenBucket(limits.messagesPerSecond, limits.messagesBurst, performance.now());
      const session = new Session(socket, address, pace, this.#bytes.get(socket.conn)!);
      this.#sessions.add(session);
      socket.onAny((event: unknown, ...args: unknown[]) => dispatcher.dispatch(session, String(event), args));
      socket.on('disconnect', () => {
        this.#addresses.remove(address);
        this.#sessions.delete(session);
        void session.inTurn(() => leave(session, context));
      });
    });
  }

  /** Takes everybody out of their rooms. */
  async leaveAll(context: Context): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.inTurn(() => leave(session, context))));
  }

  /** Why somebody may not connect: a code of the registry; null when they may. */
  #refusalOf(request: Parameters<GatewayConfig['clientAddress']>[0]): string | null {
    const { config, metrics, closing, log } = this.#options;
    const { host, origin } = request.headers;
    const reason = closing.aborted
      ? 'shutting_down'
      : !isHostKnown(request, config)
        ? 'host_unknown'
        : !isOriginAllowed(request, config)
          ? 'origin_refused'
          : this.#addresses.isFull(config.clientAddress(request))
            ? 'too_many_connections'
            : null;
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
}
