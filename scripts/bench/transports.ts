import { setTimeout as delay } from 'node:timers/promises';
import { percentiles } from '../lib/percentiles.ts';
import { PlainError } from '../lib/plain-error.mjs';
import { type PrivateStack, startPrivateStack } from '../lib/private-stack.ts';
import { processorSeconds } from '../lib/processor-time.ts';
import { joinRoom, openRoom } from '../replay/connect.ts';
import { clockMs } from './latency/clock.ts';
import { CountingProxy } from './latency/counting-proxy.ts';
import { CrowdProcess } from './latency/crowd.ts';
import { growPage } from './latency/room.ts';
import type { BenchResult } from './result.ts';

const DRAWERS = [20, 100];
const TRANSPORTS = ['websocket', 'polling'] as const;
const WARM_UP_MS = 3_000;
const MEASURED_MS = 10_000;

/**
 * What a room costs its people's network and its gateway by WebSocket, and by long polling where a network blocks that; all of
 * it, the drawers included, on this machine.
 */
export async function benchTransports(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const stack = await startPrivateStack({ durable: true });
  try {
    const rooms = DRAWERS.flatMap((drawers) => TRANSPORTS.map((transport) => ({ drawers, transport })));
    const results: BenchResult[] = [];
    for (const [i, room] of rooms.entries()) {
      progress(i / rooms.length, `${room.drawers} drawing by ${room.transport}`);
      results.push(...(await measure(stack, room)));
    }
    return results;
  } finally {
    await stack.stop();
  }
}

async function measure(
  stack: PrivateStack,
  params: { drawers: number; transport: (typeof TRANSPORTS)[number] },
): Promise<BenchResult[]> {
  const { drawers, transport } = params;
  const { roomId, hostKey, writeKey: key } = await openRoom(stack.gatewayUrl, 'Benchmark');
  const host = await joinRoom(stack.gatewayUrl, roomId, { name: 'Host', key: hostKey });
  await growPage([host], drawers).finally(() => host.stop());
  const proxy = await CountingProxy.open(stack.gatewayUrl, { refusesWebSockets: transport === 'polling' });
  let crowd: CrowdProcess | null = null;
  try {
    crowd = await CrowdProcess.join({
      ...{ gatewayUrl: proxy.url, roomId, key, count: drawers, people: 'sockets' },
      ...{ firstCell: 0, cells: drawers },
    });
    const from = clockMs() + WARM_UP_MS;
    const until = from + MEASURED_MS;
    const drawing = crowd.draw(from, until);
    const gateway = stack.pids().gateway!;
    const soFar = async () => ({ at: clockMs(), down: proxy.down, up: proxy.up, cpu: await processorSeconds(gateway) });
    const measuring = async () => {
      await delay(from - clockMs());
      const before = await soFar();
      await delay(until - clockMs());
      return { before, after: await soFar() };
    };
    const [{ before, after }, { answers, refusals }] = await Promise.all([measuring(), drawing]);
    const acknowledged = percentiles(answers.filter(({ sentAt }) => sentAt >= from).map(({ ms }) => ms));
    if (!acknowledged || refusals > 0) throw new PlainError(`${refusals} of ${answers.length} operations were refused`);
    const seconds = (after.at - before.at) / 1_000;
    const value = (name: string, unit: string, amount: number | null): BenchResult => {
      return { name: `transports ${name}`, params, unit, n: 1, value: amount };
    };
    const kiloBytes = (bytes: number) => Math.round(bytes / drawers / seconds / 100) / 10;
    return [
      { name: 'transports acknowledged', params, unit: 'ms', n: answers.length, ...acknowledged },
      value('bytes-to-person', 'kB/s', kiloBytes(after.down - before.down)),
      value('bytes-from-person', 'kB/s', kiloBytes(after.up - before.up)),
      value(
        'gateway-busy',
        '% of a core',
        before.cpu === null || after.cpu === null ? null : Math.round((100 * (after.cpu - before.cpu)) / seconds),
      ),
    ];
  } finally {
    crowd?.stop();
    await proxy.close();
  }
}
