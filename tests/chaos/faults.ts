import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { PrivateStack } from '../../scripts/lib/private-stack.ts';
import type { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';
import { replace } from './replace.ts';

/** ms that a fault lasts which is not over at once. */
const LASTS_MS = 3_000;
const SLOW_CONNECTION_MS = 400;
const SLOW_STORE_MS = 60;

/** What can be broken. */
export interface Breakable {
  stack: PrivateStack;
  /** Of each person's connection. */
  connections: readonly TcpProxy[];
  /** A connection to Redis that does not break. */
  redis: Redis;
  /** Between Redis and all that use it. */
  store: TcpProxy;
}

/** Breaks something and mends it again; over when the answer comes. `round` picks which of several. */
type Fault = (what: Breakable, round: number) => Promise<void>;

export const FAULTS: Readonly<Record<string, Fault>> = {
  'gateway killed': async ({ stack }, round) => stack.signal(gateway(round), 'SIGKILL'),
  'all replaced': async ({ stack, redis }) => {
    const parts = [...GATEWAYS, worker(0), worker(1)];
    for (const part of parts) await replace(redis, parts.length, () => stack.signal(part, 'SIGTERM'));
  },
  'gateway stopped': ({ stack }, round) => stop(stack, gateway(round)),
  'gateways killed': async ({ stack }) => {
    for (const part of GATEWAYS) stack.signal(part, 'SIGKILL');
    // Nobody can be back before there is somebody to come back to.
    const answers = () => Promise.any(stack.gatewayUrls.map((url) => fetch(url))).catch(() => null);
    await until('a gateway is there again', answers);
  },
  'worker killed': async ({ stack }, round) => stack.signal(worker(round), 'SIGKILL'),
  'worker stopped': ({ stack }, round) => stop(stack, worker(round)),
  'Redis killed': async ({ stack: { redis } }) => {
    await redis.kill();
    await redis.restart();
  },
  'Redis stopped': async ({ stack: { redis } }) => {
    process.kill(redis.pid, 'SIGSTOP');
    await delay(LASTS_MS);
    process.kill(redis.pid, 'SIGCONT');
  },
  'Redis cut off': async ({ store }) => store.cut(),
  'Redis slow': ({ store }) => slow([store], SLOW_STORE_MS),
  'connections cut': async ({ connections }) => {
    for (const connection of connections) connection.cut();
  },
  'connections silent': async ({ connections }) => {
    for (const connection of connections) connection.hold();
    await delay(LASTS_MS);
    for (const connection of connections) connection.release();
  },
  'connections slow': ({ connections }) => slow(connections, SLOW_CONNECTION_MS),
};

const GATEWAYS = ['gateway', 'gateway-2'];
export const WORKERS = 2;
const gateway = (round: number) => GATEWAYS[round % GATEWAYS.length]!;
const worker = (round: number) => `worker-cpu-${1 + (round % WORKERS)}`;

async function stop(stack: PrivateStack, part: string): Promise<void> {
  const pid = stack.pids()[part];
  stack.signal(part, 'SIGSTOP');
  await delay(LASTS_MS);
  // Whoever keeps the parts running may have replaced it meanwhile.
  if (stack.pids()[part] === pid) stack.signal(part, 'SIGCONT');
}

async function slow(proxies: readonly TcpProxy[], delayMs: number): Promise<void> {
  for (const proxy of proxies) proxy.delayMs = delayMs;
  await delay(LASTS_MS);
  for (const proxy of proxies) proxy.delayMs = 0;
}
