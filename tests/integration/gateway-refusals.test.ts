import { DEFAULT_VERSION_ID, type Operation } from '@inkroom/shared';
import { allowanceKey, roomKeys, SHIPPED_VERSIONS, versionKeys } from '@inkroom/store';
import { nanoid } from 'nanoid';
import { describe, expect, it } from 'vitest';
import { openRoom } from '../support/bare-person.ts';
import { addStroke, ink } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { runRequest } from '../support/runs.ts';
import { until } from '../support/until.ts';

const room = useRoom();

describe('R9 the server refuses', () => {
  const writing: [string, unknown][] = [
    ['op.submit', { opId: nanoid(), op: addStroke(0) }],
    ['op.submit', { opId: nanoid(), op: { kind: 'page.grow', page: 1 } }],
    ['run.start', { requestId: nanoid(), spec: runRequest().spec }],
    ['run.cancel', { runId: nanoid() }],
  ];

  it.each([
    ['by the link for watching', () => ({ key: room.watchKey })],
    ['only to watch, with the host’s own key', () => ({ key: room.hostKey, watch: true })],
  ])('a viewer who came %s and wants to write', async (_how, keys) => {
    const viewer = await room.join(keys());
    expect(viewer.joined!.you.role).toBe('viewer');
    for (const [event, payload] of writing) expect(await viewer.codeOf(event, payload), event).toBe('viewer_read_only');
    viewer.socket.emit('live', { page: 1, strokes: [{ id: 'stroke-1', cell: 0, from: 0, ...ink() }] });
    expect((await viewer.hears('refused')).error.code).toBe('viewer_read_only');
    expect(await viewer.codeOf('log.read', { since: { seq: 0, opId: null } })).toBe('ok');
    expect(await room.redis.exists(roomKeys(room.roomId).log)).toBe(0);
  });

  it('a stranger who has not joined', async () => {
    const stranger = room.connect();
    const reading: [string, unknown][] = [
      ['log.read', { since: { seq: 0, opId: null } }],
      ['page.read', { page: 1 }],
      ['run.read', { runId: nanoid() }],
      ['room.leave', {}],
    ];
    for (const [event, payload] of [...writing, ...reading])
      expect(await stranger.codeOf(event, payload), event).toBe('not_joined');
    stranger.socket.emit('live', { page: 1, cursor: [1, 2] });
    expect((await stranger.hears('refused')).error.code).toBe('not_joined');
  });

  it('a writer who wants what is the host’s, and allows it the host', async () => {
    const writer = await room.join();
    const host = await room.join({ key: room.hostKey });
    const metrics = { testAccuracy: 0.99, testLoss: 0.03, perClass: new Array(10).fill(0.99) };
    for (const id of [DEFAULT_VERSION_ID, 'shipped-mlp']) {
      await room.redis.sadd(SHIPPED_VERSIONS, id);
      await room.redis.set(versionKeys(id).record, JSON.stringify({ id, metrics, dataset: { source: 'mnist' } }));
    }
    const ops: Operation[] = [
      { kind: 'room.framing', framing: 'centred' },
      { kind: 'room.title', title: 'Another' },
      { kind: 'page.begin', columns: 8 },
      { kind: 'page.turn', page: 1 },
      { kind: 'model.challenge', versionId: 'shipped-mlp' },
      { kind: 'model.promote', versionId: DEFAULT_VERSION_ID },
    ];
    for (const op of ops) {
      expect(await writer.submit(op)).toMatchObject({ ok: false, error: { code: 'host_only' } });
      expect(await host.submit(op)).toMatchObject({ ok: true });
    }
    expect(await host.submit({ kind: 'model.promote', versionId: 'shipped-none' })).toMatchObject({
      error: { code: 'version_not_found' },
    });
  });

  it('a run of another room', async () => {
    const ann = await room.join();
    const started = await ann.ask('run.start', { requestId: nanoid(), spec: runRequest().spec, wait: true });
    const { run } = (started as { value: { run: { id: string } } }).value;
    const other = await openRoom(room.gateway.url);
    const eve = room.connect();
    await eve.join(other.roomId);
    expect(await eve.codeOf('run.read', { runId: run.id })).toBe('run_not_found');
    expect(await eve.codeOf('run.cancel', { runId: run.id })).toBe('run_not_found');
    expect(await ann.codeOf('run.cancel', { runId: run.id })).toBe('ok');
  });

  it('pages of other sites, but not listed ones or what is no browser', async () => {
    const guarded = await room.another({}, ['https://school.example']);
    const outcome = (origin: string) =>
      new Promise((resolve) => {
        const person = room.connect(guarded.url, { origin });
        person.socket.once('connect', () => resolve('in'));
        person.socket.once('connect_error', () => resolve('refused'));
      });
    expect(await outcome('https://evil.example')).toBe('refused');
    expect(await outcome('https://school.example')).toBe('in');
    expect(await outcome('http://127.0.0.1:3000')).toBe('in');
  });
});

describe('R8 bad input gets a coded error, the connection lives, nothing is stored:', () => {
  const add = addStroke(0).stroke;
  const op = (payload: unknown) => ({ opId: 'op-of-bad-input', op: payload });
  const stroke = (over: object) => op({ kind: 'stroke.add', page: 1, stroke: { ...add, ...over } });
  /** Few products, but a window of 49 pixels of 64 channels for every place. */
  const WIDE = {
    architecture: 'custom',
    layers: [64, 1].map((filters) => ({ kind: 'conv', filters, kernelSize: 7, padding: 'same', activation: 'relu' })),
  };
  /** Of 28 pixels the second pool leaves one. */
  const TOO_LARGE = [4, 4, 2].map((size) => ({ kind: 'pool', size }));
  const cases: [string, string, unknown, string][] = [
    ['no payload', 'op.submit', undefined, 'invalid_payload'],
    ['null', 'op.submit', null, 'invalid_payload'],
    ['a string', 'op.submit', 'hello', 'invalid_payload'],
    ['a list', 'op.submit', [1, 2], 'invalid_payload'],
    ['binary', 'op.submit', Buffer.from('hello'), 'invalid_payload'],
    ['an unknown kind', 'op.submit', op({ kind: 'room.explode' }), 'invalid_payload'],
    ['an unknown field', 'op.submit', { ...stroke({}), more: 1 }, 'invalid_payload'],
    ['somebody else as author', 'op.submit', stroke({ authorId: 'somebody-else' }), 'invalid_payload'],
    ['NaN coordinates', 'op.submit', stroke({ points: [Number.NaN, 1, 0.5, 0] }), 'invalid_payload'],
    ['infinite coordinates', 'op.submit', stroke({ points: [Number.POSITIVE_INFINITY, 1, 0.5, 0] }), 'invalid_payload'],
    ['coordinates as text', 'op.submit', stroke({ points: ['1', '1', '0.5', '0'] }), 'invalid_payload'],
    ['coordinates out of reach', 'op.submit', stroke({ points: [99_999, 1, 0.5, 0] }), 'invalid_payload'],
    ['half a point', 'op.submit', stroke({ points: [1, 1, 0.5] }), 'invalid_payload'],
    ['no points', 'op.submit', stroke({ points: [] }), 'invalid_payload'],
    ['too many points', 'op.submit', stroke({ points: Array(4004).fill(1) }), 'too_many_points'],
    ['a cell that is none', 'op.submit', stroke({ cell: -1 }), 'invalid_payload'],
    ['half a cell', 'op.submit', stroke({ cell: 0.5 }), 'invalid_payload'],
    ['a cell beyond the page', 'op.submit', stroke({ cell: 41 }), 'cell_out_of_range'],
    ['a pen like a broom', 'op.submit', stroke({ width: 500 }), 'invalid_payload'],
    ['a stroke called like somebody else’s', 'op.submit', stroke({ id: 'somebody-else/stroke-1' }), 'invalid_payload'],
    [
      'strokes of no cell',
      'op.submit',
      op({ kind: 'stroke.remove', page: 1, ids: ['ann-0000/stroke-1'] }),
      'invalid_payload',
    ],
    [
      'a stroke of nobody',
      'op.submit',
      op({ kind: 'stroke.remove', page: 1, cell: 0, ids: ['stroke-1'] }),
      'invalid_payload',
    ],
    ['a host’s place without the key', 'op.submit', op({ kind: 'host.claim' }), 'wrong_key'],
    ['an id with a bar', 'op.submit', stroke({ id: 'stroke|1|x' }), 'invalid_payload'],
    ['an id with a quote', 'op.submit', { ...stroke({}), opId: 'op"number1' }, 'invalid_payload'],
    ['digit ten', 'op.submit', op({ kind: 'cell.label', page: 1, cell: 0, label: 10 }), 'invalid_payload'],
    ['samples of nobody', 'op.submit', op({ kind: 'samples.withdraw', role: 'written' }), 'invalid_payload'],
    ['a framing that is none', 'op.submit', op({ kind: 'room.framing', framing: 'upside-down' }), 'invalid_payload'],
    ['a version that is none', 'op.submit', op({ kind: 'model.promote', versionId: '../../etc' }), 'invalid_payload'],
    ['an oversized payload', 'op.submit', { text: 'x'.repeat(200_000) }, 'payload_too_large'],
    ['an oversized name', 'room.join', { roomId: 'nosuchroom', name: 'x'.repeat(41) }, 'invalid_payload'],
    ['a room id that is none', 'room.join', { roomId: '*', name: 'Eve' }, 'invalid_payload'],
    ['an unknown room', 'room.join', { roomId: 'nosuchroom', name: 'Eve' }, 'room_not_found'],
    ['an unknown event', 'room.explode', {}, 'unknown_event'],
    ['an event named like a property', '__proto__', {}, 'unknown_event'],
    ['a log read from before the beginning', 'log.read', { since: { seq: -1, opId: null } }, 'invalid_payload'],
    ['no epochs', 'run.start', runRequest({ epochs: 0 }), 'invalid_payload'],
    ['a thousand epochs', 'run.start', runRequest({ epochs: 1000 }), 'invalid_payload'],
    ['half a batch', 'run.start', runRequest({ batchSize: 0.5 }), 'invalid_payload'],
    ['a batch of everything', 'run.start', runRequest({ batchSize: 60_000 }), 'invalid_payload'],
    ['a negative learning rate', 'run.start', runRequest({ learningRate: -1 }), 'invalid_payload'],
    ['a learning rate that is not a number', 'run.start', runRequest({ learningRate: Number.NaN }), 'invalid_payload'],
    ['an architecture that is none', 'run.start', runRequest({ architecture: 'transformer' }), 'invalid_payload'],
    ['own layers that are none', 'run.start', runRequest({ architecture: 'custom' }), 'layers_invalid'],
    ['impossible layers', 'run.start', runRequest({ architecture: 'custom', layers: TOO_LARGE }), 'layers_invalid'],
    ['more than fits into memory', 'run.start', runRequest({ ...WIDE, batchSize: 1024 }), 'run_too_large'],
    ['layers for a preset', 'run.start', runRequest({ layers: [] }), 'layers_invalid'],
    ['a layer that is none', 'run.start', runRequest({ layers: [{ kind: 'magic' }] }), 'invalid_payload'],
    ['a pool that is none', 'run.start', runRequest({ pool: 'tpu' }), 'invalid_payload'],
    ['corrections where there are none', 'run.start', runRequest({ dataset: 'corrections' }), 'no_corrections'],
    ['a pool without workers', 'run.start', runRequest({ pool: 'gpu' }), 'no_worker'],
    ['a run that is none', 'run.read', { runId: 'nosuchrun' }, 'run_not_found'],
    ['the cancelling of none', 'run.cancel', { runId: 'nosuchrun' }, 'run_not_found'],
  ];

  /** What the store holds, but for what is counted by address. */
  const kept = async () =>
    (await room.redis.keys('*')).filter((key) => !key.startsWith(allowanceKey('', '').split('{')[0]!)).sort();

  it.each(cases)('%s (%s)', async (_, event, payload, code) => {
    const person = await room.join();
    const before = await kept();
    const answer = await person.say(event, payload);
    expect(answer).toMatchObject({ ok: false, error: { code, message: expect.any(String) } });
    const roomStays = event !== 'room.join' || code === 'invalid_payload';
    if (roomStays) expect(await kept()).toEqual(before);
    expect(await person.codeOf('ping')).toBe('ok');
    expect(await room.redis.xlen(roomKeys(room.roomId).log)).toBe(0);
  });

  it('the same without anybody to answer to', async () => {
    const person = await room.join();
    person.socket.emit('op.submit', { opId: 'x' });
    expect(await person.hears('refused')).toMatchObject({ event: 'op.submit', error: { code: 'invalid_payload' } });
    person.socket.emit('op.submit', { opId: nanoid(), op: addStroke(0) });
    await person.hears('log.entry');
  });

  it('R7 a flood, of which the rest goes through', async () => {
    const slow = await room.another({ messagesPerSecond: 20, messagesBurst: 30 });
    const person = await room.join({}, slow.url);
    const answers = await Promise.all(Array.from({ length: 100 }, () => person.say('ping')));
    expect(answers.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(20);
    const error = { code: 'rate_limited', details: { retryAfterMs: expect.any(Number) } };
    expect(answers).toContainEqual({ ok: false, error: expect.objectContaining(error) });
    await until('the pace allows it again', async () => (await person.codeOf('ping')) === 'ok');
  });

  it('R7 a flood of one does not slow another', async () => {
    const flooder = await room.join();
    const other = await room.join();
    const started = performance.now();
    for (let i = 0; i < 3000; i++) flooder.socket.emit('op.submit', { opId: nanoid(), op: addStroke(i % 40) });
    const answer = await other.submit(addStroke(39));
    expect(answer.ok).toBe(true);
    const stored = Number(await room.redis.hget(roomKeys(room.roomId).meta, 'seq'));
    const { messagesBurst, messagesPerSecond } = flooder.joined!.limits;
    const elapsedSeconds = (performance.now() - started) / 1000;
    expect(stored).toBeLessThanOrEqual(messagesBurst + messagesPerSecond * elapsedSeconds + 1);
  });

  it('R7 too many rooms from one address', async () => {
    const stingy = await room.another({ roomsPerAddressPerHour: 2 }, [], 'loopback');
    const person = room.connect(stingy.url, { 'x-forwarded-for': '198.51.100.7' });
    const codes = [];
    for (let i = 0; i < 3; i++) codes.push(await person.codeOf('room.create', {}));
    expect(codes).toEqual(['ok', 'ok', 'too_many_rooms']);
  });

  it('R7 too many connections from one address', async () => {
    const stingy = await room.another({ connectionsPerAddress: 2 });
    const [first, second] = [room.connect(stingy.url), room.connect(stingy.url)];
    await until('two are in', () => first.socket.connected && second.socket.connected);
    const third = room.connect(stingy.url);
    await new Promise((resolve) => third.socket.once('connect_error', resolve));
    first.leave();
    await until('there is room again', async () => {
      const next = room.connect(stingy.url);
      return new Promise<boolean>((resolve) => {
        next.socket.once('connect', () => resolve(true));
        next.socket.once('connect_error', () => resolve(false));
      });
    });
  });

  it('counts whoever a trusted proxy speaks for, and believes nobody else', async () => {
    const from = async (url: string, address: string) => {
      const person = room.connect(url, { 'x-forwarded-for': address });
      return new Promise<boolean>((resolve) => {
        person.socket.once('connect', () => resolve(true));
        person.socket.once('connect_error', () => resolve(false));
      });
    };
    const proxied = await room.another({ connectionsPerAddress: 1 }, [], 'loopback');
    expect(await from(proxied.url, '198.51.100.1')).toBe(true);
    expect(await from(proxied.url, '198.51.100.2')).toBe(true);
    expect(await from(proxied.url, '203.0.113.9, 198.51.100.1')).toBe(false);
    const open = await room.another({ connectionsPerAddress: 1 });
    expect(await from(open.url, '198.51.100.1')).toBe(true);
    expect(await from(open.url, '198.51.100.2')).toBe(false);
  });
});
