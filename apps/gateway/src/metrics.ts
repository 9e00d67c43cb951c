import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { GatewayStore } from './gateway-store.js';
import type { Sockets } from './requests/sockets.js';
import type { Rooms } from './room/rooms.js';
import type { StorageWatch } from './storage-watch.js';

/** What a gateway counts, for Prometheus. Names follow its conventions: base units, `_total` for counters. */
export type Metrics = ReturnType<typeof createMetrics>;

/** What is read when somebody asks. A source that fails leaves its gauge as it was. */
export interface MetricSources {
  sockets: Sockets;
  rooms: Rooms;
  storage: StorageWatch;
  store: GatewayStore;
}

/** Seconds: from what one machine takes to what people notice. */
const REQUEST_BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 6];

export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Counter({
      name: 'inkroom_requests_total',
      help: 'Messages of clients by event and outcome (ok or error code).',
      labelNames: ['event', 'outcome'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'inkroom_request_seconds',
      help: 'From a message of a client to its answer.',
      labelNames: ['event'],
      buckets: REQUEST_BUCKETS,
      registers,
    }),
    commits: new Counter({
      name: 'inkroom_commits_total',
      help: "Tries to append to a room's log, by what became of them: done, behind, leased, ...",
      labelNames: ['outcome'],
      registers,
    }),
    committedOperations: new Counter({
      name: 'inkroom_committed_operations_total',
      help: "Operations that were appended to a room's log.",
      registers,
    }),
    cutConnections: new Counter({
      name: 'inkroom_cut_connections_total',
      help: 'Connections that the gateway has ended, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    refusedConnections: new Counter({
      name: 'inkroom_refused_connections_total',
      help: 'Connections that were not let in, by reason.',
      labelNames: ['reason'],
      registers,
    }),
  };
}

export function watchSources({ registry }: Metrics, { sockets, rooms, storage, store }: MetricSources): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('inkroom_connections', 'Open connections.', () => sockets.count);
  gauge('inkroom_rooms', 'Rooms with people here.', () => rooms.size);
  gauge('inkroom_members', 'Connections that are in a room.', () => rooms.connectionCount);
  gauge('inkroom_unsent_bytes', 'What connections have yet to take.', () => sockets.unsentBytes);
  gauge('inkroom_storage_up', 'Whether Redis takes writes.', () => (storage.isAway ? 0 : 1));
  new Gauge({
    name: 'inkroom_queue_waiting',
    help: 'Jobs waiting by queue.',
    labelNames: ['queue'],
    registers,
    async collect() {
      if (storage.isAway) return;
      for (const [queue, length] of Object.entries(await store.queueLengths().catch(() => ({}))))
        this.set({ queue }, length as number);
    },
  });
}
