import { setTimeout as delay } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { SCRIPT_LIMITS } from './limits.ts';
import { PlainError } from './plain-error.mjs';
import { startProgress } from './progress.mjs';

/**
 * Waits until a browser that opens `pageUrl` would find everything it needs.
 *
 * @param signal ends the wait
 * @throws PlainError after the time limit, with what was missing last.
 */
export async function waitUntilReady(pageUrl: string, signal: AbortSignal): Promise<void> {
  const progress = startProgress('waiting for the parts to answer');
  const deadline = Date.now() + SCRIPT_LIMITS.readyTimeoutMs;
  try {
    for (;;) {
      const trouble = await findTrouble(pageUrl);
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
 * Walks the page's own path as a browser does: the page, its settings, its health (which asks the gateway, which asks
 * Redis), and a WebSocket to the gateway with the page as its origin.
 *
 * @returns the first thing that is missing, in words; null where all is well
 */
export async function findTrouble(pageUrl: string): Promise<string | null> {
  try {
    const page = await get(pageUrl);
    if (!page.ok) return `the page answers ${page.status}`;
    await page.text();
    const health = await get(`${pageUrl}/api/health`);
    const said = await health.text();
    if (!health.ok) return `the page's health check answers ${health.status}: ${said}`;
    const config = (await (await get(`${pageUrl}/api/config`)).json()) as {
      gatewayUrl: string | null;
      gatewayPort: number;
    };
    return await findGatewayTrouble(gatewayUrlFor(pageUrl, config), new URL(pageUrl).origin);
  } catch (error) {
    const { message, cause } = error as Error;
    return cause instanceof Error ? `${message} (${cause.message})` : message;
  }
}

/** Where a browser on `pageUrl` looks for the gateway: the address it is given, or its own host with the given port. */
export function gatewayUrlFor(pageUrl: string, config: { gatewayUrl: string | null; gatewayPort: number }): string {
  if (config.gatewayUrl !== null) return config.gatewayUrl;
  const url = new URL(pageUrl);
  url.port = String(config.gatewayPort);
  return url.origin;
}

function get(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(SCRIPT_LIMITS.readyRequestMs) });
}

function findGatewayTrouble(gatewayUrl: string, origin: string): Promise<string | null> {
  const socket = io(gatewayUrl, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    timeout: SCRIPT_LIMITS.readyRequestMs,
    extraHeaders: { origin },
  });
  return new Promise<string | null>((resolve) => {
    socket.once('connect', () => resolve(null));
    socket.once('connect_error', (error) => resolve(`no WebSocket to the gateway at ${gatewayUrl}: ${error.message}`));
  }).finally(() => socket.disconnect());
}
