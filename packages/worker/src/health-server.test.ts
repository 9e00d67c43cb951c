import { createServer } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { HealthServer } from './health-server.js';

afterEach(() => void vi.useRealTimers());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it('says that all is well for as long as a heartbeat counts', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const port = await freePort();
  const health = new HealthServer(port, 2_000);
  const status = async () => (await fetch(`http://127.0.0.1:${port}/`)).status;
  try {
    expect(await status()).toBe(503);
    health.beat();
    vi.advanceTimersByTime(1_999);
    expect(await status()).toBe(200);
    vi.advanceTimersByTime(1);
    expect(await status()).toBe(503);
  } finally {
    health.close();
  }
});
