import { setTimeout as delay } from 'node:timers/promises';
import { connectionOptions } from '@inkroom/client';
import { io } from 'socket.io-client';
import { SCRIPT_LIMITS } from './limits.ts';
import { PlainError } from './plain-error.mjs';
import { startProgress } from './progress.mjs';

/**
 * Waits until a browser that opens `url` would find everything it needs.
 *
 * @param signal ends the wait
 * @throws PlainError after the time limit, with what was missing last.
 */
export async function waitUntilReady(url: string, signal: AbortSignal): Promise<void> {
  const progress = startProgress('waiting for the parts to answer');
  const deadline = Date.now() + SCRIPT_LIMITS.readyTimeoutMs;
  try {
    for (;;) {
      const trouble = await findTrouble(url);
      signal.throwIfAborted();
      if (trouble === null) {
        progress.done();
        return;
      }
      progress.update(null, trouble);
      if (Date.now() > deadline) {
        throw new PlainError(`not ready after ${SCRIPT_LIMITS.readyTimeoutMs / 1000} s: ${trouble}`);
      }
      await delay(SCRIPT_LIMITS.readyPollMs, undefined, { signal });
    }
  } catch (error) {
    progress.done('given up');
    throw error;
  }
}

/**
 * Walks the way of a browser: the app, the gateway's health (which asks Redis), and a WebSocket with the app as its origin.
 *
 * @returns the first thing that is missing, in words; null where all is well
 */
export async function findTrouble(url: string): Promise<string | null> {
  try {
    const page = await get(`${url}/`);
    await page.text();
    if (!page.ok) return `the app answers ${page.status}`;
    const health = await get(`${url}/health`);
    const said = await health.text();
    if (!health.ok) return `the health check answers ${health.status}: ${said}`;
    return await findSocketTrouble(url);
  } catch (error) {
    const { message, cause } = error as Error;
    return cause instanceof Error ? `${message} (${cause.message})` : message;
  }
}

function get(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(SCRIPT_LIMITS.readyRequestMs) });
}

function findSocketTrouble(url: string): Promise<string | null> {
  const { origin, options } = connectionOptions(url);
  const socket = io(origin, {
    ...options,
    transports: ['websocket'],
    reconnection: false,
    timeout: SCRIPT_LIMITS.readyRequestMs,
    extraHeaders: { origin },
  });
  return new Promise<string | null>((resolve) => {
    socket.once('connect', () => resolve(null));
    socket.once('connect_error', (error) => resolve(`no WebSocket at ${url}: ${error.message}`));
  }).finally(() => socket.disconnect());
}
