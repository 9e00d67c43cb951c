import { DEFAULT_LIMITS, type Prediction, type PredictionRecord } from '@inkroom/shared';
import {
  cellField,
  openRecognitionQueue,
  openTrainingQueues,
  publishPredictions,
  publishToRoom,
  readCellInputs,
  roomKeys,
  trainingQueue,
} from '@inkroom/store';
import { describe, expect, it } from 'vitest';
import { openGateway } from '../support/gateway.ts';
import { addStroke, ink } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { runRequest } from '../support/runs.ts';
import { until } from '../support/until.ts';

const room = useRoom();

describe('predictions', () => {
  const queue = () => openRecognitionQueue({ url: room.redisUrl } as never);

  it('are asked for once for a cell, however often it changes before it is read', async () => {
    const jobs = queue();
    try {
      await jobs.obliterate({ force: true });
      const ann = await room.join({ key: room.hostKey });
      for (let i = 0; i < 5; i++) await ann.submit(addStroke(2));
      await ann.submit({ kind: 'ink.clear', page: 1, cell: 2 });
      await until('a job waits', async () => (await jobs.getWaitingCount()) > 0);
      expect((await jobs.getWaiting()).map(({ data }) => data)).toEqual([
        { roomId: room.roomId, cells: [{ page: 1, cell: 2 }], queuedAt: expect.any(Number), trace: expect.any(String) },
      ]);
      await jobs.obliterate({ force: true });
      for (const cell of [1, 2, 3]) await ann.submit(addStroke(cell));
      await jobs.obliterate({ force: true });
      await ann.submit({ kind: 'room.framing', framing: 'as-drawn' });
      const cells = async () => (await jobs.getWaiting()).flatMap(({ data }) => data.cells);
      await until('the page is read anew', async () => (await cells()).length === 3);
    } finally {
      await jobs.close();
    }
  });

  it('that are damaged are told to nobody, and end nothing', async () => {
    const ann = await room.join();
    const damaged = { page: 1, cell: 2, revision: 0, live: 1, generation: 0 } as PredictionRecord;
    await publishToRoom(room.redis, room.roomId, { event: 'predictions', payload: [damaged] });
    await ann.submit(addStroke(2));
    await ann.hears('log.entry');
    expect(ann.payloads('predictions')).toEqual([]);
  });

  it('that were told while a gateway heard nothing come when it hears again', async () => {
    const gateway = await room.another({ storageProbeMs: 50 });
    const ann = await room.join({}, gateway.url);
    await ann.submit(addStroke(5));
    const [reading] = await readCellInputs(room.redis, [{ roomId: room.roomId, page: 1, cell: 5 }]);
    const { page, cell, revision, live, generation, modelVersion, framing, roomId } = reading!;
    const record: PredictionRecord = {
      ...{ page, cell, revision, live, generation, modelVersion, digit: 1, scores: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0] },
      ...{ insteadOf: null, byChallenger: null, challengerError: null, framing, batch: 1, workerId: 'w' },
      times: { queueMs: 1, rasteriseMs: 1, inferMs: 1, totalMs: 3 },
    };
    // As a worker stores it, and as nobody was told.
    await room.redis.hset(roomKeys(roomId).predictions, cellField(page, cell), JSON.stringify(record));
    await room.redis.client('KILL', 'TYPE', 'PUBSUB');
    await ann.hears('predictions', ([prediction]) => prediction?.cell === 5 && prediction.revision === revision);
  });

  it.each([
    ['went to another cell', true],
    ['was refused', false],
  ])('R4 are made anew of a cell, without ink that was drawn there and %s', async (_, isMoved) => {
    const jobs = queue();
    try {
      const { url } = await room.another({ cellStrokesMax: 1 });
      const [ann, bob] = [await room.join({}, url), await room.join({}, url)];
      await ann.submit(addStroke(7));
      const [id, live] = ['stroke-b', roomKeys(room.roomId).live(1, 7)];
      bob.socket.emit('live', { page: 1, strokes: [{ id, cell: 7, from: 0, ...ink() }] });
      await until('the ink is there to be read', () => room.redis.exists(live));
      await jobs.obliterate({ force: true });
      await room.redis.del(roomKeys(room.roomId).asked);
      const stroke = { ...addStroke(7, { id }).stroke, ...(isMoved && { begunWith: id }) };
      expect(await bob.submit({ kind: 'stroke.add', page: 1, stroke })).toMatchObject({ ok: isMoved });
      await until('the cell is to be read', async () =>
        (await jobs.getWaiting()).some(({ data }) => data.cells.some(({ cell }) => cell === 7)),
      );
      const [reading] = await readCellInputs(room.redis, [{ roomId: room.roomId, page: 1, cell: 7 }]);
      expect(reading!.strokes).toHaveLength(1);
      expect(await room.redis.exists(live)).toBe(0);
    } finally {
      await jobs.close();
    }
  });

  it('include the ink that is being drawn, and come to everybody', async () => {
    const jobs = queue();
    try {
      await jobs.obliterate({ force: true });
      const ann = await room.join();
      const bob = await room.join();
      ann.socket.emit('live', { page: 1, strokes: [{ id: 'stroke-1', cell: 7, from: 0, ...ink() }] });
      await until('a job waits', async () => (await jobs.getWaitingCount()) === 1);
      const [reading] = await readCellInputs(room.redis, [{ roomId: room.roomId, page: 1, cell: 7 }]);
      expect(reading).toMatchObject({ revision: 0, live: 1, strokes: [ink()] });
      const { page, cell, revision, live, generation, modelVersion, framing, roomId } = reading!;
      const prediction: Prediction = {
        ...{ page, cell, revision, live, generation, modelVersion, digit: 1, scores: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0] },
        ...{ insteadOf: null, byChallenger: null, challengerError: null },
      };
      const times = { queueMs: 1, rasteriseMs: 1, inferMs: 1, totalMs: 3 };
      const record: PredictionRecord = { ...prediction, framing, times, batch: 1, workerId: 'w' };
      await publishPredictions(room.redis, new Map([[roomId, [record]]]), DEFAULT_LIMITS);
      for (const person of [ann, bob]) expect(await person.hears('predictions')).toEqual([prediction]);
      expect(await bob.ask('prediction.read', { page: 1, cell })).toEqual({ ok: true, value: { prediction: record } });
      const late = await room.join();
      expect(await late.hears('predictions')).toEqual([prediction]);
    } finally {
      await jobs.close();
    }
  });
});

describe('a run', () => {
  it('is started once by one request, told to the room, and queued under its id', async () => {
    const jobs = openTrainingQueues({ url: room.redisUrl } as never);
    try {
      const ann = await room.join({ name: 'Ann', key: room.hostKey });
      const bob = await room.join();
      await ann.submit({ kind: 'room.framing', framing: 'centred' });
      const request = { ...runRequest({ pool: 'gpu' }), wait: true };
      const [first, again] = await Promise.all([ann.ask('run.start', request), ann.ask('run.start', request)]);
      expect(again).toEqual(first);
      const started = (first as { value: { run: { id: string } } }).value.run;
      expect(started).toMatchObject({
        number: 1,
        state: 'pending',
        startedBy: { name: 'Ann' },
        spec: { pool: 'gpu', seed: expect.any(Number), framing: 'centred', parentId: null },
      });
      await bob.hears('run.changed', ({ id }) => id === started.id);
      expect(await jobs.gpu.getJob(started.id)).toMatchObject({
        data: { runId: started.id },
        queueName: trainingQueue('gpu'),
      });
      expect(await bob.ask('run.cancel', { runId: started.id })).toMatchObject({
        ok: true,
        value: { run: { state: 'cancelled' } },
      });
      expect(await jobs.gpu.getJob(started.id)).toBeUndefined();
      expect(await bob.codeOf('run.cancel', { runId: started.id })).toBe('run_not_active');
      expect(await ann.ask('run.read', { runId: started.id })).toMatchObject({
        ok: true,
        value: { run: { state: 'cancelled' }, points: [] },
      });
      const late = await room.join();
      expect(late.joined!.runs).toMatchObject([{ id: started.id }]);
    } finally {
      await Promise.all([jobs.cpu.close(), jobs.gpu.close()]);
    }
  });

  it('R7 has to wait when a room has as many as it may', async () => {
    const ann = await room.join();
    const codes = [];
    for (let i = 0; i < 5; i++) codes.push(await ann.codeOf('run.start', { ...runRequest({}), wait: true }));
    expect(codes).toEqual(['ok', 'ok', 'ok', 'ok', 'too_many_runs']);
    for (const { id } of (await room.join()).joined!.runs) await ann.ask('run.cancel', { runId: id });
  });
});

describe('over HTTP', () => {
  it('tells its health and its figures', async () => {
    await room.join();
    const health = await fetch(`${room.gateway.url}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: 'ok', redis: 'ok' });
    const metrics = await (await fetch(`${room.gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/inkroom_requests_total\{event="room.join",outcome="ok"\} \d+/);
    expect(metrics).toMatch(/inkroom_queue_waiting\{queue="recognition"\} \d+/);
    expect((await fetch(`${room.gateway.url}/nothing`)).status).toBe(404);
  });

  it('R9 tells a stranger no figure, nor more of its health than whether it is well', async () => {
    const stranger = { 'x-forwarded-for': '198.51.100.1' };
    for (const path of ['/health', '/health/ready', '/health/live']) {
      const health = await fetch(`${room.gateway.url}${path}`, { headers: stranger });
      expect([health.status, await health.json()], path).toEqual([200, { status: 'ok' }]);
    }
    expect((await fetch(`${room.gateway.url}/metrics`, { headers: stranger })).status).toBe(403);
    expect((await fetch(`${room.gateway.url}/metrics?a`, { headers: { forwarded: 'for=198.51.100.1' } })).status).toBe(
      403,
    );
  });

  it('R9 tells them to who has the token, from anywhere, and to nobody else', async () => {
    const gateway = await openGateway(room.redisUrl, {}, [], undefined, { metricsToken: 'only-prometheus' });
    const metrics = async (headers = {}) => (await fetch(`${gateway.url}/metrics`, { headers })).status;
    const stranger = { 'x-forwarded-for': '198.51.100.1' };
    expect(await metrics({ ...stranger, authorization: 'Bearer only-prometheus' })).toBe(200);
    for (const authorization of ['', 'Bearer', 'Bearer wrong', 'only-prometheus'])
      expect(await metrics({ authorization }), authorization).toBe(403);
    expect(await (await fetch(`${gateway.url}/health`)).json()).toEqual({ status: 'ok' });
    await gateway.stop();
  });

  it('R9 tells where others reach it to a browser on its own machine, and to nobody else', async () => {
    const more = { publicUrl: 'https://ink.example.org' };
    const gateway = await openGateway(room.redisUrl, {}, [], undefined, more);
    const told = async (headers = {}) => (await fetch(`${gateway.url}/addresses`, { headers })).json();
    expect(await told()).toEqual({ addresses: ['https://ink.example.org'] });
    expect(await told({ 'x-forwarded-for': '198.51.100.1' })).toEqual({ addresses: [] });
    // Without an address for all it listens on loopback alone, which is of use to nobody else.
    expect(await (await fetch(`${room.gateway.url}/addresses`)).json()).toEqual({ addresses: [] });
    await gateway.stop();
  });
});
