import { Redis } from 'ioredis';
import { startPrivateStack } from '../lib/private-stack.ts';
import { residentBytes } from '../lib/process-memory.ts';
import { FilledPage, POINTS } from './filled-page.ts';
import type { BenchResult } from './result.ts';

const STROKES = 10_000;

/** What a room of many strokes takes in Redis, and in the gateway that has it open. */
export async function benchRoomMemory(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const stack = await startPrivateStack({ durable: true });
  const redis = new Redis(stack.redis.url);
  const gatewayBytes = async () => (await residentBytes(stack.pids().gateway ?? 0)) ?? 0;
  try {
    const page = await FilledPage.open(stack.gatewayUrl);
    const before = await gatewayBytes();
    await page.fill(STROKES, (written) => written % 500 === 0 && progress(written / STROKES, `${written} strokes`));
    let bytes = 0;
    for (const key of await redis.keys(`inkroom:{${page.room.roomId}}*`))
      bytes += (await redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0;
    const after = await gatewayBytes();
    page.stop();
    const params = { strokes: STROKES, points: POINTS };
    const megabytes = (name: string, amount: number): BenchResult => {
      return { name: `room-memory ${name}`, params, unit: 'MB', n: 1, value: Math.round(amount / 1e5) / 10 };
    };
    return [megabytes('redis', bytes), megabytes('gateway', after), megabytes('gateway-before', before)];
  } finally {
    redis.disconnect();
    await stack.stop();
  }
}
