import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRoom, memoryStorage, RoomClient, type RoomView, shownPage, whenView } from '@inkroom/client';
import { authorOf, POINT_STRIDE } from '@inkroom/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { percentiles } from '../../scripts/lib/percentiles.ts';
import { openGateway } from '../support/gateway.ts';
import { type Network, type NetworkOptions, openNetwork } from '../support/network.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';

const room = useRoom();
const clients: RoomClient[] = [];
const networks: Network[] = [];
const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.stop()));
  await Promise.all(networks.splice(0).map((network) => network.close()));
  await Promise.all(closes.splice(0).map((close) => close()));
});

async function network(options?: NetworkOptions, gatewayUrl = room.gateway.url): Promise<Network> {
  const opened = await openNetwork(gatewayUrl, options);
  networks.push(opened);
  return opened;
}

function client(gatewayUrl: string, name: string): RoomClient {
  const one = new RoomClient({
    ...{ gatewayUrl, roomId: room.roomId, key: room.writeKey },
    ...{ storage: memoryStorage(), name },
  });
  clients.push(one);
  return one;
}

async function joined(gatewayUrl: string, name: string): Promise<RoomClient> {
  const one = client(gatewayUrl, name);
  expect(await one.start()).toMatchObject({ ok: true });
  return one;
}

const becomes = async (one: RoomClient, isWanted: (view: RoomView) => boolean) => {
  const view = await whenView(one.view, isWanted, 30_000);
  if (!view) throw new Error(`the view is ${JSON.stringify(one.view.getState())}`);
  return view;
};
const strokesOf = (one: RoomClient, cell: number) => shownPage(one.view.getState()).cells[cell]?.strokes ?? [];
const point = (i: number) => [20 + (i % 200), 40, 0.5, i * 10];

/** Draws point by point, each as soon as the one before is seen by the other. @returns how long each took, ms */
async function inkTimes(by: RoomClient, to: RoomClient, cell: number, points: number): Promise<number[]> {
  const pen = by.beginStroke({ cell });
  const times: number[] = [];
  for (let i = 0; i < points; i++) {
    const at = performance.now();
    pen.add(point(i));
    await new Promise<void>((resolve) => {
      const look = () => {
        if ((to.live.get().strokes.get(pen.id)?.points.length ?? 0) < (i + 1) * POINT_STRIDE) return;
        leave();
        resolve();
      };
      const leave = to.live.subscribe(look);
      look();
    });
    times.push(performance.now() - at);
  }
  const ids = pen.end();
  await until('the stroke is durable', () => ids.every((id) => strokesOf(to, cell).includes(id)));
  return times;
}

describe('a network that lets no WebSocket through', () => {
  it('leaves a room by long polling, live ink included, both ways', async () => {
    const school = await network({ upgrades: 'refuse' });
    expect(await createRoom(school.url)).toMatchObject({ ok: true });
    const polling = await joined(school.url, 'Polly');
    const other = await joined(room.gateway.url, 'Otto');
    const seen = await inkTimes(other, polling, 0, 40);
    const shown = await inkTimes(polling, other, 1, 40);
    for (const times of [seen, shown]) expect(percentiles(times)!.p95).toBeLessThan(250);
    expect(polling.view.getState()).toMatchObject({ connection: 'online', trouble: null });
  });

  it('costs no live ink where each poll takes its time', async () => {
    const school = await network({ upgrades: 'refuse', delayMs: 60 });
    const polling = await joined(school.url, 'Polly');
    const other = await joined(room.gateway.url, 'Otto');
    const pen = polling.beginStroke({ cell: 0 });
    let points = 0;
    const drawing = setInterval(() => pen.add(point(points++)), 8);
    await until('a second is drawn', () => points >= 120);
    clearInterval(drawing);
    const expected = Array.from({ length: points }, (_, i) => point(i)).flat();
    await until('all of it is seen', () => other.live.get().strokes.get(pen.id)?.points.length === expected.length);
    expect(other.live.get().strokes.get(pen.id)?.points).toEqual(expected);
  });

  it('is also got round where it never answers', async () => {
    const school = await network({ upgrades: 'swallow' });
    const opening = createRoom(school.url);
    const polling = await joined(school.url, 'Polly');
    expect(await opening).toMatchObject({ ok: true });
    await inkTimes(polling, await joined(room.gateway.url, 'Otto'), 0, 3);
  });
});

describe('a line that falls silent', () => {
  /** Draws short strokes until it is told to stop. */
  function keepDrawing(by: RoomClient) {
    const drawn: string[] = [];
    const timer = setInterval(() => {
      // In few cells: a page has room for two who do this at once.
      const pen = by.beginStroke({ cell: drawn.length % 8 });
      pen.add(point(drawn.length));
      drawn.push(...pen.end());
    }, 200);
    return {
      drawn,
      stop: () => clearInterval(timer),
    };
  }

  /** Both ways at once, for most of it is waiting. */
  const eachWay = (act: (options: NetworkOptions) => Promise<void>) =>
    Promise.all((['pass', 'refuse'] as const).map((upgrades) => act({ upgrades })));

  it('R1 R2 is said within 3 s to who draws, replaced after 10 s and not before, and costs nothing', () =>
    eachWay(async (options) => {
      const wifi = await network(options);
      const ann = await joined(wifi.url, 'Ann');
      const ben = await joined(room.gateway.url, 'Ben');
      const pen = keepDrawing(ann);
      await becomes(ann, (view) => Object.keys(shownPage(view).cells).length > 2);
      wifi.hold();
      const heldAt = performance.now();
      await becomes(ann, ({ silent }) => silent);
      expect(performance.now() - heldAt).toBeLessThan(3_000);
      expect(ann.view.getState().connection).toBe('online');
      await becomes(ann, ({ connection }) => connection === 'reconnecting');
      expect(performance.now() - heldAt).toBeGreaterThan(9_500);
      await becomes(ann, ({ connection, silent }) => connection === 'online' && !silent);
      pen.stop();
      await becomes(ann, ({ pending }) => pending === 0);
      const hers = (one: RoomClient) =>
        Object.values(shownPage(one.view.getState()).cells)
          .flatMap(({ strokes }) => strokes)
          .filter((id) => authorOf(id) === ann.view.getState().you!.id);
      await until('Ben sees all of it', () => hers(ben).length === pen.drawn.length);
      expect(hers(ben).sort()).toEqual(pen.drawn.toSorted());
      expect(ann.view.getState().lastError).toBeNull();
    }));

  it('goes on where it left off when it wakes up in time', () =>
    eachWay(async (options) => {
      const wifi = await network(options);
      const ann = await joined(wifi.url, 'Ann');
      const connections: string[] = [];
      ann.view.subscribe(({ connection }) => connections.push(connection));
      const pen = keepDrawing(ann);
      await becomes(ann, (view) => Object.keys(shownPage(view).cells).length > 2);
      wifi.hold();
      await becomes(ann, ({ silent }) => silent);
      wifi.release();
      await becomes(ann, ({ silent }) => !silent);
      pen.stop();
      await becomes(ann, ({ pending }) => pending === 0);
      expect(new Set(connections)).toEqual(new Set(['online']));
    }));
});

describe('what every answer tells a browser', () => {
  async function open(more: Parameters<typeof openGateway>[4] = {}, trustedProxies?: string) {
    const app = createServer((_, answer) => void answer.end('the app'));
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    const appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
    const gateway = await openGateway(room.redisUrl, {}, [], trustedProxies, { appUrl, ...more });
    closes.push(async () => {
      await gateway.stop();
      await new Promise((resolve) => app.close(resolve));
    });
    return (path: string, headers = {}) => fetch(`${gateway.url}${path}`, { headers });
  }

  it('is the same for the app, the gateway’s own and refusals, and short for polls', async () => {
    const ask = await open();
    const stranger = { 'x-forwarded-for': '198.51.100.1' };
    const answers = await Promise.all([
      ...['/', '/health', '/socket.io/?EIO=4&transport=polling', '/socket.io/?EIO=3'].map((path) => ask(path)),
      ask('/metrics', stranger),
      ask(`/rooms/${room.roomId}/versions/shipped-none/tfjs.zip`),
      ask('/socket.io/?EIO=4&transport=polling', { origin: 'https://evil.example' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400, 403, 404, 403]);
    for (const { headers, url } of answers) {
      expect(headers.get('x-content-type-options'), url).toBe('nosniff');
      // Polls are many, and no pages.
      const isPoll = url.includes('/socket.io/');
      expect(headers.get('permissions-policy') ?? '', url).toContain(isPoll ? '' : 'camera=()');
      expect(headers.get('cross-origin-opener-policy'), url).toBe(isPoll ? null : 'same-origin');
      expect(headers.has('strict-transport-security'), url).toBe(false);
    }
  });

  it('is to come by https alone where it came by https, and nobody but a trusted proxy can say so', async () => {
    const said = { 'x-forwarded-proto': 'https' };
    const isSticky = async (ask: Awaited<ReturnType<typeof open>>, headers = {}) =>
      (await ask('/', headers)).headers.has('strict-transport-security');
    expect(await isSticky(await open({ publicUrl: 'https://ink.example.org' }))).toBe(true);
    expect(await isSticky(await open({ publicUrl: 'http://ink.example.org' }), said)).toBe(false);
    expect(await isSticky(await open({}, 'loopback'), said)).toBe(true);
    expect(await isSticky(await open({}, 'loopback'), { 'x-forwarded-proto': 'http' })).toBe(false);
    expect(await isSticky(await open({}, '10.0.0.0/8'), said)).toBe(false);
  });
});

describe('a path prefix', () => {
  it('leads to rooms, health and the app below it, and nowhere else', async () => {
    const app = createServer((asked, answer) => void answer.end(`the app at ${asked.url}`));
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    const appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
    const prefixed = await openGateway(room.redisUrl, {}, [], undefined, { basePath: '/ink', appUrl });
    const { url } = await network({}, `${prefixed.url}/ink`);
    expect(url).toMatch(/\/ink$/);
    expect(await createRoom(url)).toMatchObject({ ok: true });
    const ann = await joined(url, 'Ann');
    await inkTimes(
      ann,
      await joined((await network({ upgrades: 'refuse' }, `${prefixed.url}/ink`)).url, 'Polly'),
      0,
      3,
    );
    const asked = async (path: string) => (await fetch(new URL(path, url))).text();
    expect(await asked('/ink/health')).toContain('"status":"ok"');
    expect(await asked('/ink/r/abcd234567?watch')).toBe('the app at /ink/r/abcd234567?watch');
    // The app's server knows what is not below its prefix.
    for (const path of ['/health', '/metrics', '/abc/health', '/inkwell/health'])
      expect(await asked(path)).toBe(`the app at ${path}`);
    await prefixed.stop();
    await new Promise((resolve) => app.close(resolve));
  });
});

describe('no connection at all', () => {
  const trouble = async (url: string, why: RoomView['trouble']) => {
    const ann = client(url, 'Ann');
    void ann.start();
    expect((await becomes(ann, (view) => view.trouble !== null)).trouble).toBe(why);
    // Opening a room asks the same way.
    expect(await createRoom(url)).toMatchObject({ ok: false, error: { code: why } });
  };

  it('R9 says that the site may not connect', async () => {
    await trouble((await network({ headers: { origin: 'http://evil.example' } })).url, 'origin_refused');
  });

  it('R9 says that the address is unknown, where a proxy rewrites it', async () => {
    await trouble((await network({ headers: { host: 'backend.example' } })).url, 'host_unknown');
  });

  it('R7 says that too many connections come from one address, until one of them ends', async () => {
    const small = await room.another({ connectionsPerAddress: 1 });
    const first = await joined(small.url, 'Ann');
    const second = client(small.url, 'Ben');
    void second.start();
    expect((await becomes(second, (view) => view.trouble !== null)).trouble).toBe('too_many_connections');
    expect(await createRoom(small.url)).toMatchObject({ ok: false, error: { code: 'too_many_connections' } });
    await first.stop();
    expect((await becomes(second, (view) => view.connection === 'online')).trouble).toBeNull();
  });

  it('says that the network blocks it, where pages come through', async () => {
    await trouble((await network({ blocked: /^\/socket\.io/ })).url, 'network_blocked');
  });

  it('says the same where the network lets nothing of inkroom through', async () => {
    await trouble((await network({ blocked: /./ })).url, 'network_blocked');
  });

  it('says that the server is away', async () => {
    const gone = await room.another();
    await gone.stop();
    await trouble(gone.url, 'offline');
  });

  it('says that the server is away where only a proxy before it answers', async () => {
    const gone = await room.another();
    await gone.stop();
    await trouble((await network({}, gone.url)).url, 'offline');
  });

  it('R1 is told of while one draws on, and is over by itself once the server is back', async () => {
    const before = await room.another();
    const ann = await joined(before.url, 'Ann');
    await before.stop();
    await becomes(ann, (view) => view.connection === 'reconnecting' && view.trouble === 'offline');
    const pen = ann.beginStroke({ cell: 0 });
    pen.add(point(0));
    const ids = pen.end();
    const after = await openGateway(room.redisUrl, {}, [], undefined, { port: Number(new URL(before.url).port) });
    await becomes(ann, (view) => view.connection === 'online' && view.trouble === null && view.pending === 0);
    expect(strokesOf(ann, 0)).toEqual(ids);
    await ann.stop();
    await after.stop();
  });
});
