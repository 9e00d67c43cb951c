import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  checkRedis,
  connectRedis,
  LostRunWatch,
  openEvaluationQueue,
  openImportQueue,
  openRecognitionQueue,
  openTrainingQueues,
  StoreClock,
  vouchPresence,
  WorkAnswers,
} from '@inkroom/store';
import type { Queue } from 'bullmq';
import { nanoid } from 'nanoid';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import { AddressCount } from './address-count.js';
import { AppProxy } from './app-proxy.js';
import type { GatewayConfig } from './config.js';
import type { Context } from './context.js';
import { Dispatcher, type Handlers } from './dispatcher.js';
import { every } from './every.js';
import { Exporter } from './exporter.js';
import { Gate } from './gate.js';
import { httpHandler, refuseHost, withoutPrefix } from './http.js';
import type { IoServer } from './io.js';
import { liveHandler, pingHandler } from './live-handlers.js';
import { createMetrics, watchSources } from './metrics.js';
import { judgeHandler } from './model-handlers.js';
import { reachableOrigins } from './network-addresses.js';
import { submitHandler } from './operation-handlers.js';
import { isHostKnown, isOriginAllowed } from './origin.js';
import { PoolWatch } from './pool-watch.js';
import { ReadingQueue } from './reading-queue.js';
import { createHandler, joinHandler, leave, leaveHandler, readLogHandler } from './room-handlers.js';
import { Rooms } from './rooms.js';
import { cancelRunHandler, readRunHandler, startRunHandler } from './run-handlers.js';
import { readSamplesHandler } from './sample-handlers.js';
import { Session } from './session.js';
import { sizedParser } from './sized-parser.js';
import { StorageWatch } from './storage-watch.js';
import { VersionFiles } from './version-files.js';
import { versionRoutes } from './version-routes.js';

export interface Gateway {
  /** Where it listens; the port that was found when 0 was asked for. */
  address: AddressInfo;
  /** Answers what is in hand, tells members, and lets go of everything. */
  close(): Promise<void>;
}

/** Presence is renewed this often within its time, so that one failure does not end it. */
const VOUCHES_PER_PRESENCE = 3;

/** Starts a gateway. @throws when the port is taken, or Redis is of a kind that inkroom cannot use */
export async function startGateway(config: GatewayConfig, log: Logger): Promise<Gateway> {
  const { limits, redisUrl, clientAddress } = config;
  const gatewayId = nanoid();
  const connect = (role: 'command' | 'subscriber', name: string) =>
    connectRedis(redisUrl, role, `gateway-${name}`, { limits, log });
  const redis = connect('command', 'command');
  await checkRedis(redis, log);
  const subscriber = connect('subscriber', 'subscriber');
  const fileRedis = connect('command', 'files');
  const exporter = new Exporter({ redisUrl, limits });
  // On the operations' own connection: a cell is not read before the operation that changed it.
  const recognition = openRecognitionQueue(redis);
  const runs = openTrainingQueues(redis);
  const evaluation = openEvaluationQueue(redis);
  const imports = openImportQueue(redis);
  const queues: Queue[] = [recognition, evaluation, imports, runs.cpu, runs.gpu];
  for (const queue of queues) queue.on('error', (error) => log.debug({ err: error, queue: queue.name }, 'queue'));

  const metrics = createMetrics();
  const addresses = new AddressCount(limits.connectionsPerAddress);
  let isClosing = false;

  const http = createServer();
  const io: IoServer = new Server(http, {
    path: `${config.basePath}/socket.io`,
    serveClient: false,
    // What the app's server takes is handed on below.
    destroyUpgrade: false,
    perMessageDeflate: false,
    httpCompression: false,
    pingInterval: limits.heartbeatIntervalMs,
    pingTimeout: limits.heartbeatTimeoutMs,
    // Above messageBytesMax: the parser notices what is too large, and a client is told.
    maxHttpBufferSize: limits.messageBytesMax * limits.oversizeFactor,
    parser: sizedParser(limits.messageBytesMax),
    allowRequest: (request, decide) => {
      const refuse = (reason: string) => {
        metrics.refusedConnections.inc({ reason });
        const { host, origin } = request.headers;
        if (reason === 'origin_refused')
          log.warn({ host, origin }, 'a page of another address was refused: if a proxy rewrites Host, set PUBLIC_URL');
        decide(reason, false);
      };
      if (isClosing) return refuse('shutting_down');
      if (!isHostKnown(request, config)) return refuse('host_unknown');
      if (!isOriginAllowed(request, config)) return refuse('origin_refused');
      if (addresses.isFull(clientAddress(request))) return refuse('rate_limited');
      decide(null, true);
    },
  });

  const readings = new ReadingQueue(redis, recognition, limits, log);
  const clock = new StoreClock();
  const measureClock = () =>
    clock.measure(redis).catch((error: unknown) => log.debug({ err: error }, 'could not ask for the time'));
  void measureClock();
  const rooms = new Rooms({
    io,
    redis,
    subscriber,
    clock,
    readings,
    metrics,
    limits,
    log,
    gatewayId,
    isStorageAway: () => storage.isAway,
  });
  const tellAll = (tell: (room: ReturnType<Rooms['all']>[number]) => void) => rooms.all().forEach(tell);
  const pools = new PoolWatch(redis, runs, limits, (list) => tellAll((room) => room.tell('pools.changed', list)));
  const answers = new WorkAnswers(subscriber, gatewayId);
  const gate = new Gate({ redis, queue: evaluation, answers, limits });
  const context: Context = { redis, rooms, readings, runs, pools, gate, limits, metrics, log };
  const handlers: Handlers = {
    'room.create': createHandler(limits),
    'room.join': joinHandler,
    'room.leave': leaveHandler,
    'op.submit': submitHandler,
    'log.read': readLogHandler,
    'samples.read': readSamplesHandler,
    live: liveHandler,
    'run.start': startRunHandler,
    'run.cancel': cancelRunHandler,
    'run.read': readRunHandler,
    'model.judge': judgeHandler,
    ping: pingHandler,
  };
  const dispatcher = new Dispatcher(context, handlers);

  const vouch = () =>
    Promise.all(
      rooms.all().map(async (room) => {
        room.live.sweep();
        if (room.members.size > 0) await vouchPresence(redis, room.id, [...room.members.values()], limits);
      }),
    );
  const storage = new StorageWatch(redis, subscriber, limits, log, {
    away: () => tellAll((room) => room.tell('service.state', { storage: 'away' })),
    back: () => {
      tellAll((room) => room.tell('service.state', { storage: 'ok' }));
      void readings.retryMissed();
      // What was told while the store was away may have reached nobody.
      for (const room of rooms.all())
        room.copy.refresh().catch((error: unknown) => log.debug({ err: error }, 'could not read the log'));
      void measureClock();
      vouch().catch((error: unknown) => log.debug({ err: error }, 'could not vouch for presence'));
    },
  });
  const lostRuns = new LostRunWatch(redis, runs, limits);
  const repeat = (intervalMs: number, what: string, task: () => Promise<unknown>) =>
    every(
      intervalMs,
      async () => storage.isAway || (await task()),
      (error) => log.debug({ err: error }, `could not ${what}`),
    );
  const repeated = [
    repeat(limits.presenceTtlMs / VOUCHES_PER_PRESENCE, 'vouch for presence', vouch),
    repeat(limits.presenceTtlMs, 'ask for the time', measureClock),
    repeat(limits.workerHeartbeatMs, 'look at the pools', () => pools.check()),
    repeat(limits.recognitionQueueWatchMs, 'look at the readings', () => readings.watchLength()),
    repeat(limits.workerHeartbeatMs, 'look for lost runs', () => lostRuns.check()),
  ];
  storage.start();

  const sessions = new Set<Session>();
  io.on('connection', (socket) => {
    const address = clientAddress(socket.request);
    addresses.add(address);
    const session = new Session(socket, address, { perSecond: limits.messagesPerSecond, burst: limits.messagesBurst });
    sessions.add(session);
    socket.onAny((event: unknown, ...args: unknown[]) => dispatcher.dispatch(session, String(event), args));
    socket.on('disconnect', () => {
      addresses.remove(address);
      sessions.delete(session);
      void session.inTurn(() => leave(session, context));
    });
  });

  watchSources(metrics, {
    connections: () => io.engine.clientsCount,
    rooms: () => rooms.size,
    members: () => rooms.all().reduce((sum, room) => sum + room.members.size, 0),
    isStorageAway: () => storage.isAway,
    queueLengths: async () =>
      Object.fromEntries(await Promise.all(queues.map(async (queue) => [queue.name, await queue.getWaitingCount()]))),
  });
  const answerVersions = versionRoutes({
    files: new VersionFiles({ redis, fileRedis, exporter, queue: imports, answers, limits }),
    log,
    limits,
    config,
    clientAddress,
    isClosing: () => isClosing,
  });
  const answer = httpHandler({
    metrics,
    health: () => ({
      healthy: !storage.isAway && !isClosing,
      report: {
        status: isClosing ? 'closing' : storage.isAway ? 'storage_unavailable' : 'ok',
        redis: storage.isAway ? 'away' : 'ok',
        gateway: gatewayId,
        connections: io.engine.clientsCount,
        rooms: rooms.size,
      },
    }),
    addresses: () => reachableOrigins(config.publicUrl, http.address() as AddressInfo),
  });
  const app = config.appUrl === null ? null : new AppProxy(config.appUrl, log);
  http.on('request', (request, response) => {
    // Socket.IO's own listener has taken what is under its path.
    if (request.url?.startsWith(io.path())) return;
    const answerAny = async () => {
      if (!isHostKnown(request, config)) return refuseHost(request, response, log);
      const own = withoutPrefix(request.url ?? '/', config.basePath);
      if (own !== null && (await answerVersions(request, response, own))) return;
      if (own !== null && (await answer(request, response, own))) return;
      if (app) await app.answer(request, response);
      else response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
    };
    answerAny().catch((error: unknown) => {
      log.error({ err: error }, 'could not answer over HTTP');
      response.destroy();
    });
  });

  http.on('upgrade', (request, socket, head) => {
    if (request.url?.startsWith(io.path())) return;
    if (app && isHostKnown(request, config)) app.upgrade(request, socket as Socket, head);
    else socket.destroy();
  });

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(config.port, config.host, resolve);
  });
  const address = http.address() as AddressInfo;
  log.info({ gatewayId, host: address.address, port: address.port }, 'listening');

  return {
    address,
    async close() {
      if (isClosing) return;
      isClosing = true;
      log.info('closing');
      for (const stop of repeated) stop();
      const late = new Promise((resolve) => setTimeout(resolve, limits.shutdownGraceMs).unref());
      await Promise.race([dispatcher.close(), late]);
      const leaving = [...sessions];
      readings.stop();
      storage.stop();
      await Promise.race([Promise.all(leaving.map((session) => session.inTurn(() => leave(session, context)))), late]);
      await Promise.race([io.close(), late]);
      // A file that is still on its way would hold the server open.
      http.closeAllConnections();
      rooms.stop();
      await Promise.race([Promise.all(queues.map((queue) => queue.close())), late]);
      await exporter.close();
      for (const connection of [redis, fileRedis, subscriber]) connection.disconnect();
      log.info('closed');
    },
  };
}
