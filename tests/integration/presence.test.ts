import { DEFAULT_LIMITS } from '@inkroom/shared';
import {
  type Connection,
  connectRedis,
  createRoom,
  enterRoom,
  hashKey,
  leaveRoom,
  listPeople,
  readKeys,
  readPeople,
  renewPresence,
  roomKeys,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';

// Presence is long over before a room's time to live is, and that is far shorter than the default.
const LIMITS = { ...DEFAULT_LIMITS, roomIdleTtlSeconds: 100 };
const ANN = { id: 'ann-0000', name: 'Ann', role: 'writer', keyHash: hashKey('ann'), holdsHostKey: false } as const;
/** A room of which nothing is known here. */
const UNKNOWN = { state: null, ledger: null };

let server: PrivateRedis;
let redis: Redis;
let roomId: string;

beforeAll(async () => {
  server = await startPrivateRedis();
  redis = connectRedis(server.url, 'command', 'test', { limits: LIMITS });
});
afterAll(async () => {
  redis?.disconnect();
  await server?.stop();
});
beforeEach(async () => {
  roomId = `room${nanoid(8)}`;
  await createRoom(redis, { roomId, title: '', hostKeyHash: hashKey('host') }, LIMITS);
});

const tab = (connectionId = nanoid()): Connection => ({ personId: ANN.id, connectionId });

describe('presence', () => {
  it('leaves no key that outlives its room', async () => {
    const [first, second] = [tab(), tab()];
    const times = async () => {
      const names = await redis.keys(`${roomKeys(roomId).prefix}:*`);
      return Promise.all(names.map(async (name) => [name, await redis.ttl(name)] as const));
    };
    for (const step of [
      () => enterRoom(redis, roomId, first, ANN, UNKNOWN, LIMITS),
      () => enterRoom(redis, roomId, second, ANN, UNKNOWN, LIMITS),
      () => renewPresence(redis, roomId, [first, second], LIMITS),
      () => leaveRoom(redis, roomId, [first]),
    ]) {
      await step();
      for (const [name, seconds] of await times()) {
        expect(seconds, name).toBeGreaterThan(0);
        expect(seconds, name).toBeLessThanOrEqual(100);
      }
    }
    expect((await times()).map(([name]) => name)).toContain(roomKeys(roomId).present);
  });

  it('makes no key for a room that is not there', async () => {
    const nowhere = 'nosuchroom';
    expect(await enterRoom(redis, nowhere, tab(), ANN, UNKNOWN, LIMITS)).toMatchObject({
      error: { code: 'room_not_found' },
    });
    await renewPresence(redis, nowhere, [tab()], LIMITS);
    await leaveRoom(redis, nowhere, [tab()]);
    expect(await listPeople(redis, nowhere)).toEqual([]);
    expect(await redis.keys('*nosuchroom*')).toEqual([]);
  });

  it('R8 keeps a name whatever is in it', async () => {
    const whole = '{"Ann"} | \\ud83d / \u{1f600} ';
    const name = `${whole}\ud83d`;
    const kept = { id: ANN.id, name: `${whole}\ufffd` };
    // Once as somebody new, once as somebody who is known.
    for (let i = 0; i < 2; i++)
      expect(await enterRoom(redis, roomId, tab(), { ...ANN, name }, UNKNOWN, LIMITS)).toMatchObject({
        ok: true,
        value: kept,
      });
    expect(await listPeople(redis, roomId)).toMatchObject([kept]);
  });

  it('knows somebody again by their key, present or not', async () => {
    const entered = await enterRoom(redis, roomId, tab('only'), ANN, UNKNOWN, LIMITS);
    const person = entered.ok && entered.value;
    await leaveRoom(redis, roomId, [tab('only')]);
    expect(await listPeople(redis, roomId)).toEqual([]);
    expect((await readKeys(redis, roomId, ANN.id))!.person).toEqual({ person, keyHash: ANN.keyHash });
    expect(await readPeople(redis, roomId, [ANN.id])).toEqual([person]);
    expect(await enterRoom(redis, roomId, tab(), ANN, UNKNOWN, LIMITS)).toEqual(entered);
  });

  it('is read by a connection that gathers commands, also when another came first', async () => {
    const gathering = connectRedis(server.url, 'blocking', 'test', { limits: LIMITS });
    try {
      const [, people] = await Promise.all([gathering.get('nothing'), listPeople(gathering, roomId)]);
      expect(people).toEqual([]);
    } finally {
      gathering.disconnect();
    }
  });
});
