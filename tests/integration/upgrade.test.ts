import { createRoom } from '@inkroom/client';
import { DEFAULT_LIMITS } from '@inkroom/shared';
import { connectRedis, publishControl } from '@inkroom/store';
import { afterEach, expect, it } from 'vitest';
import { startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { Crowd } from '../chaos/crowd.ts';
import { replace } from '../chaos/replace.ts';
import { Person } from '../support/person.ts';
import { readLog } from '../support/stored-room.ts';
import { until } from '../support/until.ts';

const PEOPLE = 8;
/** Two gateways and two workers. */
const PARTS = 4;
/** ms: it takes ten seconds on a machine that has nothing else to do. */
const TEST_MS = 300_000;
/** Each is led away once at most where a gateway is replaced. */
const GATEWAYS_REPLACED = 3;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it(
  'R1 R2 gateways and workers are replaced one by one while a class draws: nothing is lost, and nobody is led to a gateway that ends',
  async () => {
    const stack = await startPrivateStack({ gateways: 2, cpuWorkers: 2, killable: true });
    ends.push(() => stack.stop());
    const redis = connectRedis(stack.redis.url, 'command', 'test', { limits: DEFAULT_LIMITS });
    ends.push(() => redis.disconnect());
    const opened = await createRoom(stack.gatewayUrl);
    if (!opened.ok) throw new Error(opened.error.message);
    const { roomId, writeKey: key } = opened.value;
    const ports = stack.gatewayUrls.map((url) => Number(new URL(url).port));
    const people: Person[] = [];
    ends.push(() => Promise.all(people.map((person) => person.leave())));
    for (let i = 0; i < PEOPLE; i++) {
      const gateways = i % 2 === 0 ? ports : [...ports].reverse();
      people.push(await Person.come({ roomId, key, name: `Person ${i}`, gateways, inDatabase: false }));
    }
    await until('all are in', () => people.every((person) => person.isOnline));

    const crowd = await Crowd.of(people);
    const next = (drain: Parameters<typeof replace>[2]) => replace(redis, PARTS, drain);
    const sayDrain = (kind: RegExp) => (ids: string[]) =>
      publishControl(redis, { kind: 'part.drain', id: ids.find((id) => kind.test(id))! });
    crowd.begin();
    await next(() => stack.signal('gateway', 'SIGTERM'));
    await next(() => stack.signal('gateway-2', 'SIGTERM'));
    await next(sayDrain(/^(?!cpu-)/));
    await next(sayDrain(/^cpu-/));
    await crowd.rest();

    await until('everybody has everything', () => people.every((person) => person.isOnline && person.isSettled));
    const { entries } = await readLog(redis, roomId);
    const seqOf = new Map(entries.map(({ opId, seq }) => [opId, seq]));
    expect(seqOf.size).toBe(entries.length);
    for (const person of people) {
      expect(person.refusals).toEqual([]);
      expect(person.pauses).toBeGreaterThan(0);
      expect(person.pauses).toBeLessThanOrEqual(GATEWAYS_REPLACED);
      expect(person.acknowledged.size).toBe(person.made.size);
      for (const [opId, seq] of person.acknowledged) expect(seqOf.get(opId)).toBe(seq);
    }
    const ended = stack.lines.filter((line) => line.includes('ended unexpectedly'));
    expect(ended).toHaveLength(4);
    for (const line of ended) expect(line).toContain('exit code 0');
  },
  TEST_MS,
);
