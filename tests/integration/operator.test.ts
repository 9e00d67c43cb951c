import { type OperatorRooms, type OperatorState, operatorRoomsSchema, operatorStateSchema } from '@inkroom/shared';
import { roomDigest } from '@inkroom/store';
import { afterEach, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { addStroke } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { TestRoom, TestStore } from '../support/test-room.ts';
import { until } from '../support/until.ts';

const TOKEN = 'a token that nobody guesses';
const room = useRoom();

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  // Tries are counted for the address of all tests.
  await room.redis.del('none', ...(await room.redis.keys('inkroom:allowance:*')));
});

async function open(operatorToken: string | null = TOKEN): Promise<TestGateway> {
  const gateway = await openGateway(room.redisUrl, {}, [], undefined, { operatorToken });
  ends.push(() => gateway.stop());
  return gateway;
}

function asker({ url }: TestGateway, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) {
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${url}/api/operator/${path}`, { ...init, headers: { ...headers, ...init.headers } });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  };
  return {
    get: (path: string) => ask(path),
    post: (path: string, body: object) => ask(path, { method: 'POST', body: JSON.stringify(body) }),
  };
}

describe('an operator', () => {
  it('R9 is there only where a token is set, and is who sends it', async () => {
    const without = await open(null);
    for (const path of ['/operator', '/api/operator/state', '/api/operator/drain'])
      expect((await fetch(`${without.url}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(
        404,
      );
    const gateway = await open();
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: TOKEN }, { cookie: `t=${TOKEN}` }]) {
      const stranger = asker(gateway, headers as Record<string, string>);
      expect(await stranger.get('state')).toMatchObject({ status: 403, body: { error: { code: 'operator_only' } } });
      expect(await stranger.post('drain', { id: 'x' })).toMatchObject({ status: 403 });
    }
    const elsewhere = { authorization: `Bearer ${TOKEN}`, origin: 'https://evil.example' };
    expect(await asker(gateway, elsewhere).get('state')).toMatchObject({ body: { error: { code: 'origin_refused' } } });
  });

  it('R9 may not be guessed: an address has ten tries, and the right one does not count', async () => {
    const gateway = await open();
    for (let i = 0; i < 20; i++) expect((await asker(gateway).get('state')).status).toBe(200);
    const statuses = [];
    for (let i = 0; i < 12; i++)
      statuses.push((await asker(gateway, { authorization: `Bearer ${i}` }).get('state')).status);
    expect(statuses).toEqual([...new Array(10).fill(403), 429, 429]);
    // Else the one right guess among many would still be told.
    expect((await asker(gateway).get('state')).status).toBe(429);
  });

  it('R8 sends nothing but what has the form', async () => {
    const operator = asker(await open());
    for (const body of [{}, { id: '' }, { id: 'x'.repeat(65) }, { id: 'x', more: 1 }])
      expect(await operator.post('drain', body)).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid_payload' } },
      });
    expect(await operator.post('drain', { id: 'nobody' })).toMatchObject({
      body: { error: { code: 'part_not_found' } },
    });
    expect(await operator.post('cancel', { runId: 'none' })).toMatchObject({
      body: { error: { code: 'run_not_found' } },
    });
  });

  it('sees gateways, queues and the rooms with what they take', async () => {
    const operator = asker(await open());
    const ann = await room.join();
    for (let cell = 0; cell < 5; cell++) await ann.submit(addStroke(cell));
    const state = await until('both gateways are known, and ann at one of them', async () => {
      const { body } = await operator.get('state');
      const { gateways } = body as OperatorState;
      return gateways.length === 2 && gateways.some(({ rooms }) => rooms === 1) && body;
    });
    expect(operatorStateSchema.safeParse(state).error).toBeUndefined();
    expect(state.store.usedBytes).toBeGreaterThan(0);
    const { body } = await operator.get('rooms');
    expect(operatorRoomsSchema.safeParse(body).error).toBeUndefined();
    const { rooms } = body as OperatorRooms;
    const ours = rooms.find(({ digest }) => digest === roomDigest(room.roomId))!;
    expect(ours).toMatchObject({ people: 1, entries: 5 });
    expect(Math.abs(Date.now() - ours.usedAt)).toBeLessThan(60_000);
    expect(ours.bytes).toBeGreaterThan(1_000);
    expect(rooms[0]).toEqual(ours);
    expect(JSON.stringify(body)).not.toContain(room.roomId);
  });

  it('cancels a run', async () => {
    const operator = asker(await open());
    const store = new TestStore(room.redisUrl);
    ends.push(() => store.close());
    const run = await new TestRoom(store, room.roomId).start();
    const runs = async () => ((await operator.get('state')).body as OperatorState).runs;
    expect(await runs()).toMatchObject([{ id: run.id, state: 'pending', epochs: 1, workerId: null }]);
    expect(await operator.post('cancel', { runId: run.id })).toMatchObject({ status: 200 });
    expect(await runs()).toEqual([]);
    expect(await store.runs.cpu.count()).toBe(0);
    expect(await operator.post('cancel', { runId: run.id })).toMatchObject({
      body: { error: { code: 'run_not_active' } },
    });
  });

  it('drains a gateway, whose people are led away', async () => {
    const operator = asker(await open());
    const known = async () => ((await operator.get('state')).body as OperatorState).gateways;
    await until('this gateway is known', async () => (await known()).length === 2);
    const before = new Set((await known()).map(({ id }) => id));
    const other = await open();
    const ann = await room.join({}, other.url);
    const id = await until(
      'the gateway with ann is known',
      async () => (await known()).find((one) => !before.has(one.id) && one.connections === 1)?.id,
    );
    expect(await operator.post('drain', { id })).toMatchObject({ status: 200 });
    await until('ann is sent away', () => !ann.socket.connected);
    await until('it is gone', async () => !(await known()).some((gateway) => gateway.id === id));
    await expect(fetch(`${other.url}/health/ready`)).rejects.toThrow();
  });
});
