import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { choosePort } from './ports.ts';

const servers: Server[] = [];

async function occupy(): Promise<number> {
  const server = createServer().listen(0, '0.0.0.0');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => once(server.close(), 'close')));
});

describe('choosePort', () => {
  it('moves a taken default port to the next free one and says so', async () => {
    const taken = await occupy();
    const said: string[] = [];
    const port = await choosePort('PORT', taken, (line) => said.push(line), {});
    expect(port).toBeGreaterThan(taken);
    expect(said.join()).toContain(`port ${taken} is taken; using ${port}`);
  });

  it('refuses a taken port that was asked for', async () => {
    const taken = await occupy();
    await expect(choosePort('PORT', 3000, () => {}, { PORT: String(taken) })).rejects.toThrow(
      `port ${taken} (PORT) is already taken`,
    );
  });

  it('refuses what is no port number', async () => {
    for (const asked of ['0', '65536', 'http', '3000.5', '-1']) {
      await expect(choosePort('PORT', 3000, () => {}, { PORT: asked })).rejects.toThrow('is no port number');
    }
  });
});
