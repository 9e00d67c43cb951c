import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRoom } from '@inkroom/client';
import { DEFAULT_LIMITS, type OpenedRoom } from '@inkroom/shared';
import { connectRedis, readEntries } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { percentiles } from '../../scripts/lib/percentiles.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { residentBytes } from '../../scripts/lib/process-memory.ts';
import { root } from '../../scripts/lib/root.mjs';
import type { Outcome, Target } from './attacks.ts';
import { Honest } from './honest-people.ts';

const PROGRAM = fileURLToPath(new URL('./attacker-process.ts', import.meta.url));
const BUILT_APP = join(root, 'apps/web/.next/standalone/apps/web/server.js');
/** In the room that is attacked, and in another one of the same gateway. */
const PEOPLE_EACH = 3;
const QUIET_SHARE = 0.25;
const QUIET_MIN_MS = 5_000;
const LOOK_MS = 500;
/** Machines are noisy: only a gross starvation fails. */
const SLOWER_TIMES = 8;
const SLOW_MS = 1_000;
/** bytes; a gateway in which somebody piled up what they did not read came to 3.4 GB. */
const GATEWAY_BYTES_MAX = 600 * 2 ** 20;
/** What one address may leave behind in a minute: rooms, allowances, slots. */
const KEYS_PER_MINUTE = 2_000;
const REDIS_BYTES_PER_MINUTE = 200 * 2 ** 20;

/**
 * Has one client try everything on a real gateway, Redis, worker and, where it is built, app, while honest people write in the same room and
 * in another; and holds what becomes of these against a quiet time before.
 * @returns whether all is as promised
 */
export async function hostile({ seconds, seed }: { seconds: number; seed: number }): Promise<boolean> {
  const web = existsSync(BUILT_APP);
  const stack = await startPrivateStack({ web, cpuWorkers: 1, durable: true, env: { TRUSTED_PROXIES: 'loopback' } });
  const redis = connectRedis(stack.redis.url, 'command', 'hostile', { limits: DEFAULT_LIMITS });
  const people: Honest[] = [];
  try {
    const rooms = [await open(stack), await open(stack)] as const;
    for (let i = 0; i < 2 * PEOPLE_EACH; i++) people.push(await Honest.come(stack.gatewayUrl, rooms[i % 2]!, 1 + i));
    const watch = new Watch(stack, redis, rooms, people);
    await watch.for(Math.max(QUIET_MIN_MS, seconds * 1_000 * QUIET_SHARE));
    const quiet = await watch.take();
    const { roomId, writeKey: key } = rooms[0];
    const outcome = await attacked({ seed, url: stack.gatewayUrl, roomId, key }, () => watch.for(seconds * 1_000));
    const under = await watch.take();
    await Promise.all(people.map((one) => one.stop()));
    await watch.readLogs();
    console.log(describe(quiet, under, outcome, web));
    const failures = [...failed(quiet, under, outcome, seconds / 60), ...watch.failures()];
    for (const failure of failures) console.log(`FAILED: ${failure}`);
    if (failures.length > 0) console.log(`npm run hostile -- --seconds ${seconds} --seed ${seed} does the same again`);
    return failures.length === 0;
  } finally {
    await Promise.all(people.map((one) => one.stop()));
    redis.disconnect();
    await stack.stop();
  }
}

async function open({ gatewayUrl }: PrivateStack): Promise<OpenedRoom> {
  const opened = await createRoom(gatewayUrl, { title: 'Hostile' });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

async function attacked(target: Target, meanwhile: () => Promise<void>): Promise<Outcome> {
  const attacker = fork(PROGRAM, { execArgv: ['--import', 'tsx'] });
  try {
    attacker.send(target);
    await meanwhile();
    const told = once(attacker, 'message') as Promise<[Outcome]>;
    attacker.send('stop');
    const [outcome] = await Promise.race([
      told,
      once(attacker, 'exit').then(() => {
        throw new Error('the attacker has ended by itself');
      }),
    ]);
    return outcome;
  } finally {
    attacker.kill('SIGKILL');
  }
}

interface Seen {
  /** ms from a stroke to its answer. */
  p95: number;
  strokes: number;
  /** bytes of the gateway, at most. */
  gateway: number;
  keys: number;
  redisBytes: number;
}

/** What becomes of honest people, of the parts, and of Redis. */
class Watch {
  readonly #pids: Readonly<Record<string, number>>;
  readonly #seqOf = new Map<string, number>();
  readonly #read = new Map<string, number>();
  readonly #failures = new Set<string>();
  #gatewayBytes = 0;

  constructor(
    private readonly stack: PrivateStack,
    private readonly redis: Redis,
    private readonly rooms: readonly OpenedRoom[],
    private readonly people: readonly Honest[],
  ) {
    this.#pids = stack.pids();
  }

  async for(ms: number): Promise<void> {
    for (const until = performance.now() + ms; performance.now() < until; ) {
      await delay(LOOK_MS);
      this.#gatewayBytes = Math.max(this.#gatewayBytes, (await residentBytes(this.#pids.gateway!)) ?? 0);
      const now = this.stack.pids();
      for (const [part, pid] of Object.entries(this.#pids))
        if (now[part] !== pid) this.#failures.add(`${part} has ended: ${this.stack.lines.slice(-5).join('\n')}`);
      for (const one of this.people) if (!one.isThere) this.#failures.add('somebody honest was cut off');
      await this.readLogs();
    }
  }

  async take(): Promise<Seen> {
    const times = this.people.flatMap((one) => one.takeTimes());
    const used = /used_memory:(\d+)/.exec(await this.redis.info('memory'))?.[1];
    const gateway = this.#gatewayBytes;
    this.#gatewayBytes = 0;
    const [keys, redisBytes] = [await this.redis.dbsize(), Number(used)];
    return {
      p95: percentiles(times)?.p95 ?? Number.POSITIVE_INFINITY,
      strokes: times.length,
      gateway,
      keys,
      redisBytes,
    };
  }

  /** What has come to the logs: they keep so many entries only. */
  async readLogs(): Promise<void> {
    for (const { roomId } of this.rooms) {
      const { entries } = await readEntries(this.redis, roomId, this.#read.get(roomId) ?? 0, Number.MAX_SAFE_INTEGER);
      for (const { opId, seq } of entries) this.#seqOf.set(opId, seq);
      this.#read.set(roomId, entries.at(-1)?.seq ?? this.#read.get(roomId) ?? 0);
    }
  }

  /** To be asked once everybody has stopped. */
  failures(): string[] {
    const refusals = this.people.flatMap((one) => one.refusals);
    const lost = this.people.flatMap((one) =>
      [...one.acknowledged].filter(([opId, seq]) => this.#seqOf.get(opId) !== seq),
    );
    return [
      ...this.#failures,
      ...(refusals.length > 0
        ? [`honest people were refused ${refusals.length} times: ${[...new Set(refusals)]}`]
        : []),
      ...(lost.length > 0 ? [`${lost.length} acknowledged operations are lost`] : []),
    ];
  }
}

function failed(quiet: Seen, under: Seen, { answers, faults }: Outcome, minutes: number): string[] {
  const isStarved = under.p95 > SLOW_MS && under.p95 > SLOWER_TIMES * quiet.p95;
  const grown = under.keys - quiet.keys;
  const redisGrown = under.redisBytes - quiet.redisBytes;
  const tried = Object.values(answers).reduce((sum, count) => sum + count, 0);
  return [
    ...faults,
    ...(tried < 100 * minutes ? [`the attacker got ${tried} answers: that is no attack`] : []),
    ...(isStarved ? [`honest people starve: p95 ${under.p95} ms, ${quiet.p95} ms before`] : []),
    ...(under.gateway > GATEWAY_BYTES_MAX ? [`the gateway took ${inMegabytes(under.gateway)}`] : []),
    ...(grown > KEYS_PER_MINUTE * Math.max(1, minutes) ? [`${grown} keys came to Redis`] : []),
    ...(redisGrown > REDIS_BYTES_PER_MINUTE * Math.max(1, minutes) ? [`Redis grew by ${inMegabytes(redisGrown)}`] : []),
  ];
}

function describe(quiet: Seen, under: Seen, { answers, cuts }: Outcome, web: boolean): string {
  const phase = (name: string, { p95, strokes, gateway, keys, redisBytes }: Seen) =>
    `${name}: ${strokes} strokes of honest people, p95 ${p95} ms; gateway ${inMegabytes(gateway)}, Redis ${keys} keys, ${inMegabytes(redisBytes)}`;
  const counts = Object.entries(answers).sort(([, a], [, b]) => b - a);
  return [
    phase('quiet', quiet),
    phase('under attack', under),
    `the attacker was cut off ${cuts} times, and answered: ${counts.map(([code, n]) => `${n} ${code}`).join(', ')}`,
    ...(web ? [] : ['without the app: it is not built (npm run build)']),
  ].join('\n');
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
