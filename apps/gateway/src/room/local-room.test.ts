import { DEFAULT_LIMITS, type LogEntry } from '@inkroom/shared';
import { StoreClock } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IoServer, IoSocket } from '../io.js';
import { createMetrics } from '../metrics.js';
import { LocalRoom } from './local-room.js';
import type { PredictionQueue } from './prediction-queue.js';

interface Told {
  to: string | readonly string[];
  except: readonly string[];
  payload: unknown;
}

/** As much of Socket.IO's server as a room needs, with two connections of which the second's line may be stuck. */
function server() {
  const told: Told[] = [];
  const lines = { quick: { writable: true }, stuck: { writable: true } };
  const emitTo = (to: Told['to'], except: readonly string[] = []) => ({
    emit: (_event: string, payload: unknown) => told.push({ to, except, payload }),
    except: (ids: readonly string[]) => emitTo(to, ids),
  });
  const sockets = Object.entries(lines).map(([id, transport]) => [id, { id, conn: { transport }, join() {} }] as const);
  const io = { local: { to: (to: Told['to']) => emitTo(to) }, sockets: { sockets: new Map(sockets) } };
  return { io: io as unknown as IoServer, told, lines, sockets: sockets.map(([, one]) => one as unknown as IoSocket) };
}

const entry = { seq: 1, effect: { kind: 'page.grow', rows: 6 } } as LogEntry;
const live = { page: 0, stroke: { id: 'stroke-1', cell: 0, width: 23, from: 0, points: [1, 2, 0.5, 0] } };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('LocalRoom', () => {
  it('tells all of a tick at once, and leaves live ink out for a line that has not taken the last message', () => {
    const { io, told, lines, sockets } = server();
    const predictions = { liveChanged: () => {} } as unknown as PredictionQueue;
    const room = new LocalRoom(
      'room-1',
      { io, predictions, metrics: createMetrics(), limits: DEFAULT_LIMITS, relay: () => {} },
      { redis: {} as Redis, gatewayId: 'gateway-1', clock: new StoreClock() },
    );
    for (const socket of sockets)
      room.admit(room.expect(), socket, { personId: `person-of-${socket.id}`, connectionId: socket.id }, 0);
    lines.stuck.writable = false;

    room.entriesApplied([entry], {});
    room.live.receive('person-of-quick', 'quick', live);
    vi.runAllTimers();
    expect(told).toEqual([
      { to: 'room-1', except: ['stuck'], payload: { entries: [entry], frame: expect.anything() } },
      { to: ['stuck'], except: [], payload: { entries: [entry] } },
    ]);

    told.length = 0;
    room.live.receive('person-of-quick', 'quick', live);
    vi.runAllTimers();
    expect(told).toEqual([{ to: 'room-1', except: ['stuck'], payload: { frame: expect.anything() } }]);

    told.length = 0;
    lines.stuck.writable = true;
    room.live.receive('person-of-quick', 'quick', live);
    vi.runAllTimers();
    expect(told).toEqual([{ to: 'room-1', except: [], payload: { frame: expect.anything() } }]);
  });
});
