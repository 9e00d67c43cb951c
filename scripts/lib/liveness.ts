import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScriptLimits } from './limits.ts';

/** Asks a process for a sign of life; rejects where there is none, and when the signal ends the wait. */
export type Probe = (signal: AbortSignal) => Promise<unknown>;

/** Any answer is a sign of life, also one that says that something else is wrong. */
export function httpProbe(url: string): Probe {
  return async (signal) => (await fetch(url, { signal })).arrayBuffer();
}

/** So is any byte of Redis, as when it asks for a password or says that it is still loading. */
export function redisProbe(port: number): Probe {
  return async (signal) => {
    const socket = connect(port, '127.0.0.1');
    try {
      socket.write('PING\r\n');
      await once(socket, 'data', { signal });
    } finally {
      socket.destroy();
    }
  };
}

/**
 * Watches a process that may hang, such as one that was stopped (SIGSTOP) or whose event loop is blocked. Counts failures that
 * follow each other, not time: where the whole machine slept, or we did, nobody else is to blame.
 *
 * @param signal aborted when the process has ended
 * @returns once it hangs; true. False where it ended before
 */
export async function hangs(probe: Probe, limits: ScriptLimits, signal: AbortSignal): Promise<boolean> {
  let patience: number = limits.probesUntilFirstAnswer;
  for (let missed = 0; missed < patience; ) {
    try {
      await delay(limits.probeEveryMs, undefined, { signal });
      await probe(AbortSignal.any([signal, AbortSignal.timeout(limits.probeTimeoutMs)]));
      missed = 0;
      patience = limits.probesMissedMax;
    } catch {
      if (signal.aborted) return false;
      missed++;
    }
  }
  return true;
}
