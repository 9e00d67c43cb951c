import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScriptLimits } from './limits.ts';

/** Asks a process for a sign of life; rejects where none comes in that time, ms. */
export type Probe = (timeoutMs: number) => Promise<unknown>;

/** Any answer is a sign of life, also one that says that something else is wrong. */
export function httpProbe(url: string): Probe {
  return async (timeoutMs) => (await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })).arrayBuffer();
}

/** So is any byte of Redis, as when it asks for a password or says that it is still loading. */
export function redisProbe(port: number): Probe {
  return async (timeoutMs) => {
    const socket = connect(port, '127.0.0.1');
    try {
      socket.write('PING\r\n');
      await once(socket, 'data', { signal: AbortSignal.timeout(timeoutMs) });
    } finally {
      socket.destroy();
    }
  };
}

/**
 * Watches a process that may hang, such as one that was stopped (SIGSTOP) or whose event loop is blocked. Counts failures that
 * follow each other, not time: where the whole machine slept, or we did, nobody else is to blame. One that has never answered may
 * refuse connections for longer, as while it starts.
 *
 * @param signal aborted when the process has ended
 * @returns once it hangs: true. False where it ended before
 */
export async function hangs(probe: Probe, limits: ScriptLimits, signal: AbortSignal): Promise<boolean> {
  let hasAnswered = false;
  let missed = 0;
  let refused = 0;
  while (missed < limits.probesMissedMax && refused < limits.refusalsMax) {
    try {
      await delay(limits.probeEveryMs, undefined, { signal });
      await probe(limits.probeTimeoutMs);
      hasAnswered = true;
      missed = 0;
    } catch (error) {
      if (signal.aborted) return false;
      if (hasAnswered || isSilence(error)) missed++;
      else refused++;
    }
  }
  return true;
}

/** As told by fetch and by `once`. */
function isSilence(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}
