import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_LIMITS, fail, type Limits, type OpenedRoom, ok, type Result } from '@inkroom/shared';
import findMyWay from 'find-my-way';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { roomFileRoutes } from './room-file-routes.js';
import type { RoomFiles } from './room-files.js';

const HOST = { 'x-person-id': 'the-host-is-it', 'x-person-key': 'a-key-that-proves-it' };
const CHUNK = Buffer.alloc(64 * 1024);
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A server whose rooms have files without an end, until the browser goes or `isOver`. */
async function serve(limits: Partial<Limits> = {}) {
  const told = { made: 0, ended: 0, isOver: false, opened: ok({}) as Result<unknown> };
  const roomFiles = {
    async *pieces() {
      try {
        for (;;) {
          if (told.isOver) return ok(null);
          told.made += CHUNK.length;
          yield CHUNK;
        }
      } finally {
        told.ended++;
      }
    },
    open: async () => told.opened as Result<OpenedRoom>,
  } satisfies Pick<RoomFiles, 'pieces' | 'open'>;
  const router = findMyWay({ defaultRoute: (_, response) => void response.writeHead(404).end() });
  roomFileRoutes(router, {
    roomFiles,
    files: { checkHost: async () => ok(null) },
    transfers: { take: async () => 0, beginImport: async () => () => {} },
    redis: { evalsha: async () => 0 } as unknown as Redis,
    log: pino({ level: 'silent' }),
    limits: { ...DEFAULT_LIMITS, ...limits },
    config: { basePath: '', publicUrl: null, webOrigins: [], machineName: 'test' },
    clientAddress: ({ headers }) => `${headers['x-from'] ?? 'somewhere'}`,
    isClosing: () => false,
  });
  const server = createServer((incoming, response) => router.lookup(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const ask = (path: string, from = 'somewhere', method = 'GET') =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { ...HOST, 'x-from': from };
      const asked = request({ port, host: '127.0.0.1', path, method, headers, agent: false }, resolve);
      asked.on('error', reject).end(method === 'POST' ? 'a file' : undefined);
      ends.push(() => asked.destroy());
    });
  return { told, ask };
}

async function codeOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += chunk;
  return (JSON.parse(text) as { error: { code: string } }).error.code;
}

const until = async (what: () => boolean) => {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('R7 a file of a room', () => {
  it('is made as fast as it is taken, and no more of it for who has gone', async () => {
    const { told, ask } = await serve();
    const response = await ask('/rooms/room123456/file');
    expect(response.headers['content-disposition']).toBe('attachment; filename="inkroom-room123456.inkroom"');
    // What the system's own buffers take.
    let before = -1;
    await until(() => {
      const isSame = before === told.made;
      before = told.made;
      return isSame;
    });
    expect(told.made).toBeLessThan(32 * 2 ** 20);
    response.destroy();
    await until(() => told.ended === 1);
  });

  it('is one of its room and of its address, and of so many in all', async () => {
    const { told, ask } = await serve({ roomFilesAtOnceMax: 2 });
    const first = await ask('/rooms/room111111/samples/mnist', 'one');
    const again = await ask('/rooms/room111111/file', 'two');
    expect([again.statusCode, await codeOf(again)]).toEqual([429, 'rate_limited']);
    const same = await ask('/rooms/room222222/file', 'one');
    expect([same.statusCode, await codeOf(same)]).toEqual([429, 'rate_limited']);
    expect((await ask('/rooms/room222222/file', 'two')).statusCode).toBe(200);
    const third = await ask('/rooms/room333333/file', 'three');
    expect([third.statusCode, await codeOf(third)]).toEqual([429, 'rate_limited']);
    const opened = await ask('/rooms', 'three', 'POST');
    expect(await codeOf(opened)).toBe('rate_limited');
    first.destroy();
    await until(() => told.ended === 1);
    expect((await ask('/rooms/room111111/file', 'one')).statusCode).toBe(200);
  });

  it('is whole at its end', async () => {
    const { told, ask } = await serve();
    told.isOver = true;
    const response = await ask('/rooms/room123456/samples/strokes');
    expect(response.headers['content-type']).toBe('application/gzip');
    for await (const _ of response);
    expect(response.complete).toBe(true);
  });
});

it('R8 a room that cannot be opened is refused with its reason', async () => {
  const { told, ask } = await serve();
  told.opened = fail('room_file_invalid', { reason: 'it is empty' });
  const response = await ask('/rooms', 'somewhere', 'POST');
  expect([response.statusCode, await codeOf(response)]).toEqual([422, 'room_file_invalid']);
});
