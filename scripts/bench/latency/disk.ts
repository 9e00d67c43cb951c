import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { clockMs } from './clock.ts';

/** ms between two writes: often enough to tell, too rarely to be in the way. */
const INTERVAL_MS = 100;
/** About what one stroke takes in Redis' append-only file. */
const BYTES = 1_000;

/**
 * How long the disk that Redis writes to takes to sync a small write, ms: every durable stroke waits for one at least, and on
 * a machine with other work this is not the product's to change.
 */
export async function measureDiskSync(until: number): Promise<number[]> {
  const directory = await mkdtemp(join(tmpdir(), 'inkroom-disk-'));
  const file = await open(join(directory, 'file'), 'w');
  const times: number[] = [];
  try {
    while (clockMs() < until) {
      await file.write(Buffer.alloc(BYTES));
      const began = clockMs();
      await file.datasync();
      times.push(clockMs() - began);
      await delay(INTERVAL_MS);
    }
    return times;
  } finally {
    await file.close();
    await rm(directory, { recursive: true, force: true });
  }
}
