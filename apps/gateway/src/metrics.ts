import { roomDigest } from '@inkroom/store';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Sockets } from './requests/sockets.js';
import type { Rooms } from './room/rooms.js';
import type { Traffic } from './traffic.js';

/** What a gateway counts, for Prometheus. Names follow its conventions: base units, `_total` for counters. */
export type Metrics = ReturnType<typeof createMetrics>;

/** What is read when somebody asks. */
export interface MetricSources {
  sockets: Sockets;
  rooms: Rooms;
  traffic: Traffic;
}

/** Rooms that are told of one by one: the largest here. */
const ROOMS_TOLD = 10;

/** Seconds: from what one machine takes to what people notice. */
const REQUEST_BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 6];

/** Seconds: a tick is 33 to 100 ms, and what takes longer than that is felt by a class. */
const TICK_BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

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
    tickSeconds: new Histogram({
      name: 'inkroom_tick_seconds',
      help: 'What telling the people of a room all of a tick takes.',
      buckets: TICK_BUCKETS,
      registers,
    }),
    tickLateSeconds: new Histogram({
      name: 'inkroom_tick_late_seconds',
      help: 'How much later than planned a tick came: what people wait for a busy gateway.',
      buckets: TICK_BUCKETS,
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

export function watchSources({ registry }: Metrics, { sockets, rooms, traffic }: MetricSources): void {
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
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  gauge('inkroom_connections', 'Open connections.', () => sockets.count);
  gauge('inkroom_rooms', 'Rooms with people here.', () => rooms.size);
  gauge('inkroom_members', 'Connections that are in a room.', () => rooms.connectionCount);
  gauge('inkroom_people', 'People who are in a room, each counted once a room.', () => rooms.peopleCount);
  gauge('inkroom_unsent_bytes', 'What connections have yet to take.', () => sockets.unsentBytes);
  counter('inkroom_received_bytes_total', 'Bytes that came over connections.', () => traffic.total().received);
  counter('inkroom_sent_bytes_total', 'Bytes that left over connections.', () => traffic.total().sent);
  new Gauge({
    name: 'inkroom_room_ink_bytes',
    help: 'Ink of the rooms with people here that have most, by the digest that stands for a room in logs.',
    labelNames: ['room'],
    registers,
    collect() {
      this.reset();
      const known = rooms.all().map(({ id, copy }) => ({ id, bytes: copy.ledger?.inkBytes ?? 0 }));
      known.sort((a, b) => b.bytes - a.bytes);
      for (const { id, bytes } of known.slice(0, ROOMS_TOLD)) this.set({ room: roomDigest(id) }, bytes);
    },
  });
}
