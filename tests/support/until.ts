import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 5;
const PATIENCE_MS = 15_000;

/**
 * Waits until something holds; answers what it found.
 * @throws Error naming `what` after `timeoutMs`
 */
export async function until<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  timeoutMs = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await delay(POLL_MS);
  }
}
