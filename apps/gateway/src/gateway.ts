import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WorkAnswers } from '@inkroom/store';
import { nanoid } from 'nanoid';
import type { Logger } from 'pino';
import type { GatewayConfig } from './config.js';
import { GatewayStore } from './gateway-store.js';
import { Exporter } from './http/exporter.js';
import { Predictor } from './http/predictor.js';
import { RoomFiles } from './http/room-files.js';
import { httpTimeouts, serveHttp } from './http/serve-http.js';
import { TransferLimits } from './http/transfer-limits.js';
import { VersionFiles } from './http/version-files.js';
import { createMetrics, watchSources } from './metrics.js';
import { PoolWatch } from './pool-watch.js';
import { Registration } from './registration.js';
import { ConnectionSlots } from './requests/connection-slots.js';
import type { Context } from './requests/context.js';
import { Dispatcher } from './requests/dispatcher.js';
import { Gate } from './requests/gate.js';
import { handlers } from './requests/handlers.js';
import { RoomListsReader } from './requests/room-lists.js';
import { Sockets } from './requests/sockets.js';
import { InkWatch } from './room/ink-watch.js';
import { PredictionQueue } from './room/prediction-queue.js';
import { Rooms } from './room/rooms.js';
import { StorageWatch } from './storage-watch.js';
import { watchStore } from './store-figures.js';
import { Traffic } from './traffic.js';
import { Upkeep } from './upkeep.js';

export interface Gateway {
  /** Where it listens; the port that was found when 0 was asked for. */
  address: AddressInfo;
  /** Settles once it has closed, whoever asked for it. */
  closed: Promise<void>;
  /** Takes nobody in any more, answers what is in hand, leads people to another gateway, and lets go of everything. */
  close(): Promise<void>;
}

/** Starts a gateway. @throws when the port is taken, or Redis is of a kind that inkroom cannot use */
export async function startGateway(config: GatewayConfig, log: Logger): Promise<Gateway> {
  const { limits, redisUrl } = config;
  const gatewayId = nanoid();
  const metrics = createMetrics();
  const closing = new AbortController();
  const store = await GatewayStore.open(redisUrl, limits, log);
  const { redis, subscriber, clock, runs } = store;
  const storage = new StorageWatch(redis, subscriber, limits, log);
  const isStorageAway = () => storage.isAway;
  const http = createServer(httpTimeouts(limits));
  const traffic = new Traffic(http);
  const slots = new ConnectionSlots({ redis, limits, isStorageAway, log });
  const sockets = new Sockets({ http, config, metrics, slots, closing: closing.signal, log });
  const { io } = sockets;

  const predictions = new PredictionQueue(redis, store.recognition, limits, log);
  const rooms = new Rooms({
    io,
    redis,
    subscriber,
    clock,
    predictions,
    metrics,
    limits,
    log,
    gatewayId,
    isStorageAway,
  });
  const pools = new PoolWatch(redis, runs, rooms, limits);
  const answers = new WorkAnswers(subscriber, gatewayId);
  const gate = new Gate({ redis, queue: store.evaluation, answers, limits });
  const context: Context = {
    redis,
    clock,
    rooms,
    lists: new RoomListsReader(),
    predictions,
    runs,
    pools,
    gate,
    limits,
    metrics,
    log,
  };
  const dispatcher = new Dispatcher(context, handlers);
  sockets.serve(dispatcher, context);
  const upkeep = new Upkeep(context, store, storage, new InkWatch(limits), sockets, slots);
  upkeep.start();
  watchSources(metrics, { sockets, rooms, traffic });
  watchStore(metrics.registry, store, storage, limits);

  const exporter = new Exporter({ redisUrl, limits });
  const files = new VersionFiles({ redis, fileRedis: store.files, exporter, queue: store.imports, answers, limits });
  const roomFiles = new RoomFiles({ redis, redisUrl, versions: files, limits });
  const transfers = new TransferLimits(redis, limits);
  const predictor = new Predictor({ redis, queue: store.predict, answers, pools, limits });
  serveHttp({
    http,
    config,
    transfers,
    predictor,
    sockets,
    rooms,
    storage,
    metrics,
    store,
    redis: store.files,
    files,
    roomFiles,
    closing: closing.signal,
    gatewayId,
    log,
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', ({ message }) =>
      reject(new Error(`cannot listen at HOST ${config.host}, PORT ${config.port}: ${message}`)),
    );
    http.listen(config.port, config.host, resolve);
  });
  const address = http.address() as AddressInfo;
  log.info({ gatewayId, host: address.address, port: address.port }, 'listening');

  const drain = async () => {
    log.info({ connections: sockets.count }, 'draining');
    const late = new Promise((resolve) => setTimeout(resolve, limits.shutdownGraceMs).unref());
    const inTime = (task: Promise<unknown>) => Promise.race([task, late]);
    // A proxy asks another one at once where nobody takes its connection; a refusal it would hand on.
    http.close();
    upkeep.stop();
    await inTime(sockets.leadAway(context));
    predictions.stop();
    await inTime(registration.end());
    await inTime(io.close());
    // A file that is still on its way would hold the server open.
    http.closeAllConnections();
    rooms.stop();
    await inTime(store.closeQueues());
    await exporter.close();
    store.disconnect();
    log.info('closed');
  };
  const closed = once(closing.signal, 'abort').then(drain);
  const close = () => {
    closing.abort();
    return closed;
  };
  const registration = new Registration({ store, limits, sockets, rooms, gatewayId, closing, log });
  registration.begin();
  return { address, closed, close };
}
