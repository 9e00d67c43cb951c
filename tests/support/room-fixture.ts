import { DEFAULT_LIMITS, type OpenedRoom } from '@inkroom/shared';
import { connectRedis } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { BarePerson, openRoom } from './bare-person.ts';
import { openGateway, type TestGateway } from './gateway.ts';

/** A Redis and a gateway for a file of tests, a fresh room for each test, and an end to whatever a test opened. */
export function useRoom() {
  let server: PrivateRedis;
  let redis: Redis;
  let gateway: TestGateway;
  let room: OpenedRoom;
  const people: BarePerson[] = [];
  const gateways: TestGateway[] = [];

  beforeAll(async () => {
    server = await startPrivateRedis();
    redis = connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS });
    gateway = await openGateway(server.url);
  });
  afterAll(async () => {
    await gateway?.stop();
    redis?.disconnect();
    await server?.stop();
  });
  beforeEach(async () => {
    room = await openRoom(gateway.url);
  });
  afterEach(async () => {
    for (const person of people.splice(0)) person.leave();
    await Promise.all(gateways.splice(0).map((one) => one.stop()));
  });

  const connect = (url = gateway.url, headers?: Record<string, string>): BarePerson => {
    const person = new BarePerson(url, headers);
    people.push(person);
    return person;
  };
  return {
    get redisUrl() {
      return server.url;
    },
    get redis() {
      return redis;
    },
    get gateway() {
      return gateway;
    },
    get roomId() {
      return room.roomId;
    },
    get hostKey() {
      return room.hostKey;
    },
    get writeKey() {
      return room.writeKey;
    },
    get watchKey() {
      return room.watchKey;
    },
    /** Somebody with a connection and no more. */
    connect,
    /** Somebody in the room. */
    async join(more: Record<string, unknown> = {}, url = gateway.url): Promise<BarePerson> {
      const person = connect(url);
      await person.join(room.roomId, more);
      return person;
    },
    /** A further gateway on the same Redis. */
    async another(
      limits: Parameters<typeof openGateway>[1] = {},
      origins: string[] = [],
      trustedProxies?: string,
      config: Parameters<typeof openGateway>[4] = {},
    ): Promise<TestGateway> {
      const one = await openGateway(server.url, limits, origins, trustedProxies, config);
      gateways.push(one);
      return one;
    },
  };
}
