import { setTimeout as delay } from 'node:timers/promises';
import { clockMs } from './clock.ts';

/** ms between two looks: a live message's interval is three of them. */
const LOOK_EVERY_MS = 10;

/**
 * How late this process is between two moments of {@link clockMs}, ms: for each time at which it meant to look, how much later it did.
 * One that is held up for long is late for all the looks that it misses.
 */
export async function measureLag(from: number, until: number): Promise<number[]> {
  const lags: number[] = [];
  await delay(Math.max(0, from - clockMs()));
  for (let due = clockMs() + LOOK_EVERY_MS; due < until; ) {
    await delay(Math.max(0, due - clockMs()));
    for (const now = clockMs(); due <= now; due += LOOK_EVERY_MS) lags.push(now - due);
  }
  return lags;
}
