import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_LIMITS, fail, type Limits, type ModelVersion, ok, type Result } from '@inkroom/shared';
import findMyWay from 'find-my-way';
import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { VersionFiles } from './version-files.js';
import { PERSON_ID_HEADER, PERSON_KEY_HEADER, versionRoutes } from './version-routes.js';

/** What the app answers, to which all goes that is not the gateway's own. */
const APP = 'the app';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** What the store counts, by address. */
function transfersOf({ transfersPerAddressPerMinute, importsPerAddressMax }: Limits) {
  const [taken, underWay] = [new Map<string, number>(), new Map<string, number>()];
  const add = (counts: Map<string, number>, address: string, by: number) => {
    const count = (counts.get(address) ?? 0) + by;
    counts.set(address, count);
    return count;
  };
  return {
    take: async (address: string) => (add(taken, address, 1) > transfersPerAddressPerMinute ? 1_000 : 0),
    beginImport: async (address: string) => {
      const end = () => void add(underWay, address, -1);
      if (add(underWay, address, 1) <= importsPerAddressMax) return end;
      end();
      return null;
    },
  };
}

/** The routes on a port of their own, with files that are taken in as told. */
async function serve({
  limits = {},
  take = async () => fail('artifact_corrupt'),
  address = () => 'somebody',
}: {
  limits?: Partial<Limits>;
  take?: () => Promise<Result<ModelVersion>>;
  address?: () => string;
} = {}) {
  const lines: { level: number }[] = [];
  const all = { ...DEFAULT_LIMITS, ...limits };
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(JSON.parse(line)) });
  const checkHost = vi.fn(async () => ok(null));
  const exported = vi.fn<VersionFiles['export']>(async () => fail('version_not_found'));
  const router = findMyWay({ defaultRoute: (_, response) => void response.writeHead(404).end(APP) });
  versionRoutes(router, {
    files: { checkHost, import: take, export: exported },
    transfers: transfersOf(all),
    log,
    limits: all,
    config: { basePath: '', publicUrl: null, webOrigins: [], machineName: 'test-machine' },
    clientAddress: address,
    isClosing: () => false,
  });
  const server = createServer((asked, response) => router.lookup(asked, response));
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const upload = (roomId: string) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: `/rooms/${roomId}/versions`,
      headers: { [PERSON_ID_HEADER]: 'p'.repeat(21), [PERSON_KEY_HEADER]: 'k'.repeat(24), 'content-length': 1000 },
    });
    sent.on('error', () => {});
    const answered = once(sent, 'response').then(async ([response]) => {
      let text = '';
      for await (const chunk of response as IncomingMessage) text += chunk;
      return [(response as IncomingMessage).statusCode, JSON.parse(text).error.code];
    });
    answered.catch(() => {});
    sent.write('x');
    return { sent, answered, finish: () => sent.end('x'.repeat(999)) };
  };
  /** Begins a file, of which the rest does not come. */
  const begin = async (roomId: string) => {
    const calls = checkHost.mock.calls.length;
    const one = upload(roomId);
    await vi.waitFor(() => expect(checkHost.mock.calls.length).toBe(calls + 1));
    return one;
  };
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  return { upload, begin, get, exported, lines };
}

const [A, B, C] = ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'] as const;

describe('the path of a model', () => {
  const own = `/rooms/${A}/versions/0123456789abcdef/onnx.zip`;

  it('is answered here', async () => {
    const { get, exported } = await serve();
    expect(await get(own)).toContain('version_not_found');
    expect(exported.mock.calls).toEqual([[A, '0123456789abcdef', 'onnx']]);
    expect(await get(`${own}?again`)).toContain('version_not_found');
  });

  it.each([
    own.replace(A, 'short'),
    own.replace(A, 'A'.repeat(10)),
    own.replace('0123456789abcdef', 'latest'),
    own.replace('onnx', 'exe'),
    own.replace('.zip', '.zip.zip'),
    `${own}/more`,
  ])('is the app’s where it only looks like one: %s', async (path) => {
    const { get } = await serve();
    expect(await get(path)).toBe(APP);
  });
});

describe('files that are on their way', () => {
  it('R7 are so many a minute from and to one address, and the refusal says that', async () => {
    const { upload } = await serve({ limits: { transfersPerAddressPerMinute: 1 } });
    const first = upload(A);
    first.finish();
    expect(await first.answered).toEqual([422, 'artifact_corrupt']);
    expect(await upload(B).answered).toEqual([429, 'too_many_transfers']);
  });

  it('are one for each room, and so many in all, before any of them has arrived', async () => {
    const { upload, begin } = await serve({ limits: { importsAtOnceMax: 2 } });
    const first = await begin(A);
    expect(await upload(A).answered).toEqual([429, 'rate_limited']);
    await begin(B);
    expect(await upload(C).answered).toEqual([429, 'rate_limited']);
    first.finish();
    expect(await first.answered).toEqual([422, 'artifact_corrupt']);
    const next = await begin(C);
    next.finish();
    expect(await next.answered).toEqual([422, 'artifact_corrupt']);
  });

  it('R7 leave room for others when one address hangs with as many as it may have', async () => {
    let address = 'one';
    const { upload, begin } = await serve({ limits: { importsPerAddressMax: 2 }, address: () => address });
    for (const room of [A, B]) await begin(room);
    expect(await upload(C).answered).toEqual([429, 'rate_limited']);
    address = 'another';
    const other = await begin(C);
    other.finish();
    expect(await other.answered).toEqual([422, 'artifact_corrupt']);
  });

  it('are not waited for longer than they may take', async () => {
    const { begin } = await serve({ limits: { importUploadMs: 50, importsAtOnceMax: 1 } });
    expect(await (await begin(A)).answered).toEqual([504, 'timeout']);
    expect(await (await begin(B)).answered).toEqual([504, 'timeout']);
  });

  it('leave no slot taken and no error logged when their sender goes away', async () => {
    const { begin, upload, lines } = await serve({ limits: { importsAtOnceMax: 1 } });
    (await begin(A)).sent.destroy();
    await vi.waitFor(async () => {
      const again = upload(A);
      again.finish();
      expect(await again.answered).toEqual([422, 'artifact_corrupt']);
    });
    expect(lines).toEqual([]);
  });
});

it('what goes wrong on our side is told as that, and logged', async () => {
  const { upload, lines } = await serve({
    take: async () => {
      throw new Error('a secret');
    },
  });
  const one = upload(A);
  one.finish();
  expect(await one.answered).toEqual([500, 'internal']);
  expect(lines).toHaveLength(1);
});
