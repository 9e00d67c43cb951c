import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Limits } from '@inkroom/shared';
import findMyWay from 'find-my-way';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { GatewayConfig } from '../config.js';
import type { GatewayStore } from '../gateway-store.js';
import type { Metrics } from '../metrics.js';
import type { Sockets } from '../requests/sockets.js';
import type { Rooms } from '../room/rooms.js';
import type { StorageWatch } from '../storage-watch.js';
import { AppProxy } from './app-proxy.js';
import { operatorRoutes, refuseHost } from './http.js';
import { reachableOrigins } from './network-addresses.js';
import { openApiRoute } from './openapi.js';
import { operatorPageRoutes } from './operator-routes.js';
import { isHostKnown } from './origin.js';
import { predictRoute } from './predict-route.js';
import type { Predictor } from './predictor.js';
import { roomFileRoutes } from './room-file-routes.js';
import type { RoomFiles } from './room-files.js';
import { setSecurityHeaders } from './security-headers.js';
import type { TransferLimits } from './transfer-limits.js';
import type { VersionFiles } from './version-files.js';
import { versionRoutes } from './version-routes.js';

export interface HttpOptions {
  http: Server;
  config: GatewayConfig;
  sockets: Sockets;
  rooms: Rooms;
  storage: StorageWatch;
  metrics: Metrics;
  store: GatewayStore;
  redis: Redis;
  files: VersionFiles;
  roomFiles: RoomFiles;
  transfers: TransferLimits;
  predictor: Predictor;
  /** Aborted once the gateway closes. */
  closing: AbortSignal;
  gatewayId: string;
  log: Logger;
}

/**
 * Half-open connections end by themselves: one that sends nothing or half a head, and one whose body does not come. Waiting for an answer
 * takes as long as it takes.
 */
export function httpTimeouts({ httpHeadersMs, importUploadMs }: Limits): ServerOptions {
  return {
    headersTimeout: httpHeadersMs,
    // The longest body is a model's file, which is given up by then.
    requestTimeout: httpHeadersMs + importUploadMs,
    connectionsCheckingInterval: httpHeadersMs / 5,
  };
}

/** Answers what comes over HTTP and is not Socket.IO's: the gateway's own paths, and all others by the app's server. */
export function serveHttp(options: HttpOptions): void {
  const { http, config, sockets, files, transfers, predictor, metrics, closing, log } = options;
  const { limits, clientAddress } = config;
  const isClosing = () => closing.aborted;
  const app = config.appUrl === null ? null : new AppProxy(config.appUrl, log);
  const router = findMyWay({
    defaultRoute: (request, response) =>
      app?.answer(request, response) ?? response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n'),
  });
  versionRoutes(router, { files, transfers, log, limits, config, clientAddress, isClosing });
  roomFileRoutes(router, { ...options, limits, clientAddress, isClosing });
  predictRoute(router, { predictor, log, limits, config, clientAddress, isClosing });
  operatorPageRoutes(router, { ...options, limits, clientAddress });
  openApiRoute(router, config, limits);
  operatorRoutes(router, config.basePath, {
    metrics,
    metricsToken: config.metricsToken,
    health: () => healthOf(options),
    addresses: () => reachableOrigins(config.publicUrl, http.address() as AddressInfo),
  });
  // Socket.IO's own listeners have taken what is under its path.
  const isSocketIo = (request: IncomingMessage) => request.url?.startsWith(sockets.io.path()) ?? false;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    isHostKnown(request, config) ? router.lookup(request, response) : refuseHost(request, response, log);
  // Before Socket.IO's listeners.
  http.prependListener('request', (request, response) => {
    setSecurityHeaders(request, response, config, isSocketIo(request));
    // A proxy keeps connections, and would go on asking a gateway that takes no new ones.
    if (isClosing() && !isSocketIo(request)) response.setHeader('connection', 'close');
  });
  http.on('request', (request, response) => {
    if (isSocketIo(request)) return;
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'could not answer over HTTP');
      response.destroy();
    });
  });
  http.on('upgrade', (request, socket, head) => {
    if (isSocketIo(request)) return;
    if (app && isHostKnown(request, config)) app.upgrade(request, socket as Socket, head);
    else socket.destroy();
  });
}

function healthOf({ storage, sockets, rooms, closing, gatewayId }: HttpOptions) {
  const { isAway } = storage;
  return {
    status: closing.aborted ? 'draining' : isAway ? 'storage_unavailable' : 'ok',
    details: {
      redis: isAway ? 'away' : 'ok',
      gateway: gatewayId,
      connections: sockets.count,
      rooms: rooms.size,
    },
  };
}
