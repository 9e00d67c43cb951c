import { percentiles } from '../lib/percentiles.ts';
import { PlainError } from '../lib/plain-error.mjs';
import { startPrivateStack } from '../lib/private-stack.ts';
import { type MeasuredRoom, measureRoom } from './latency/room.ts';
import type { BenchResult } from './result.ts';

/** One alone draws longer for as many strokes. The last row is the crowd that keeps replicas, for comparison. */
const ROOMS: readonly MeasuredRoom[] = [
  { drawers: 1, crowd: 'sockets', ms: 30_000 },
  { drawers: 20, crowd: 'sockets', ms: 8_000 },
  { drawers: 50, crowd: 'sockets', ms: 8_000 },
  { drawers: 100, crowd: 'sockets', ms: 8_000 },
  { drawers: 200, crowd: 'sockets', ms: 8_000 },
  { drawers: 100, crowd: 'replicas', ms: 8_000 },
];

/**
 * How long ink takes to another screen, live and durable, and how long until it is read, with people drawing at pen speed
 * in one room; all of it, the drawers included, on this machine.
 */
export async function benchLatency(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const stack = await startPrivateStack({ durable: true });
  try {
    const results: BenchResult[] = [];
    for (const [i, room] of ROOMS.entries()) {
      const { drawers, crowd } = room;
      progress(i / ROOMS.length, `${drawers} drawing`);
      const { busy, ...times } = await measureRoom(stack, room);
      const params = { drawers, crowd };
      const figure = (name: string, measured: readonly number[]) => {
        const found = percentiles(measured);
        if (!found) throw new PlainError(`nothing was measured for ${name} with ${drawers} drawing`);
        results.push({ name: `latency ${name}`, params, unit: 'ms', n: measured.length, ...found });
      };
      figure('stroke-to-peer', times.strokeToPeer);
      figure('first-ink-to-peer', times.firstInkToPeer);
      figure('stroke-to-prediction', times.strokeToPrediction);
      figure('disk-sync', times.diskSync);
      for (const [process, share] of Object.entries(busy))
        results.push({
          ...{ name: 'latency busy', params: { ...params, process }, unit: '% of a core' },
          ...{ n: 1, value: Math.round(100 * share) },
        });
    }
    return results;
  } finally {
    await stack.stop();
  }
}
