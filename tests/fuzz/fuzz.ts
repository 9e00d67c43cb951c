import { setTimeout as delay } from 'node:timers/promises';
import { DEFAULT_LIMITS, limitVariable } from '@inkroom/shared';
import { connectRedis } from '@inkroom/store';
import { startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { startProgress } from '../../scripts/lib/progress.mjs';
import { until } from '../support/until.ts';
import { type FuzzStack, play } from './fuzz-room.ts';
import { describeSteps, type Plan, planOf } from './plan.ts';
import { shrink } from './shrink.ts';

/** ms in which a failing list is made shorter; of many that fail, the first ones tell enough. */
const SHRINK_MS = 60_000;
const SHRUNK_MAX = 3;
/** ms after a killed gateway is there again, before one is killed again. */
const KILL_PAUSE_MS = 1_000;
const RESTART_MS = 60_000;

/** Short, so that a fuzzed room meets in seconds what takes a real one minutes. */
const LIMITS = {
  heartbeatIntervalMs: 1_000,
  heartbeatTimeoutMs: 3_000,
  requestTimeoutMs: 3_000,
  reconnectDelayMs: 50,
  reconnectDelayMaxMs: 500,
  cellStrokesMax: 8,
  pageRowsMax: 8,
  // A page grows from its first cells on.
  pageFreeRows: 5,
  pagesMax: 4,
  clearingsKept: 2,
  logReplayMax: 20,
  holdoutShare: 0.5,
  // Hundreds of rooms and their people come from one address.
  roomsPerAddressPerHour: 1_000_000,
  connectionsPerAddress: 10_000,
} as const;

export interface FuzzOptions {
  first: number;
  last: number;
  /** Rooms that are played at the same time. */
  atOnce: number;
}

/** Plays all seeds, and tells of those that fail. @returns how many those are */
export async function fuzz({ first, last, atOnce }: FuzzOptions): Promise<number> {
  const env = Object.entries(LIMITS).map(([name, value]) => [limitVariable(name as keyof typeof LIMITS), `${value}`]);
  const stack = await startPrivateStack({
    ...{ cpuWorkers: 0, gateways: 2, durable: true, killable: true },
    env: Object.fromEntries(env),
  });
  const redis = connectRedis(stack.redis.url, 'command', 'fuzz', { limits: DEFAULT_LIMITS });
  let [kills, isWhole, longestMs] = [0, true, 0];
  const shared: FuzzStack = {
    redis,
    gateways: stack.gatewayUrls.map((url) => Number(new URL(url).port)) as [number, number],
    kill(gateway) {
      if (!isWhole) return;
      [kills, isWhole] = [kills + 1, false];
      stack.signal(gateway === 0 ? 'gateway' : 'gateway-2', 'SIGKILL');
      const killedAt = performance.now();
      const isUp = () => fetch(stack.gatewayUrls[gateway]!).catch(() => null);
      void until('it is up again', isUp, RESTART_MS)
        .then(() => {
          longestMs = Math.max(longestMs, performance.now() - killedAt);
          return delay(KILL_PAUSE_MS);
        })
        .then(() => {
          isWhole = true;
        });
    },
  };
  const count = last - first + 1;
  const progress = startProgress(`fuzzing seeds ${first} to ${last}`);
  const began = performance.now();
  const failures: { seed: number; plan: Plan; error: Error }[] = [];
  let [next, done] = [first, 0];
  const room = async () => {
    while (next <= last) {
      const seed = next++;
      const plan = planOf(seed);
      await play(shared, plan).catch((error: Error) => failures.push({ seed, plan, error }));
      progress.update(++done / count, `${failures.length} failed`);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, room));
    if (failures.length > 0) progress.fail();
    else progress.done();
    const seconds = Math.round((performance.now() - began) / 1000);
    const back = kills > 0 ? `, back after ${(longestMs / 1000).toFixed(1)} s at most` : '';
    const summary = [`${count} seeds, ${atOnce} at once, in ${seconds} s`, `gateways killed ${kills} times${back}`];
    console.log([...summary, `${failures.length} failed`].join('; '));
    for (const [i, failure] of failures.entries()) await report(shared, failure, i < SHRUNK_MAX ? atOnce : 0);
    return failures.length;
  } finally {
    redis.disconnect();
    await stack.stop();
  }
}

async function report(
  stack: FuzzStack,
  { seed, plan: { people, steps }, error }: { seed: number; plan: Plan; error: Error },
  atOnce: number,
): Promise<void> {
  console.log(`\nseed ${seed}, ${people} people: ${error.message}`);
  if (atOnce === 0) return;
  let last = error;
  const fails = (candidate: readonly (typeof steps)[number][]) =>
    play(stack, { people, steps: [...candidate] }).then(
      () => false,
      (thrown: Error) => {
        last = thrown;
        return true;
      },
    );
  const shortest = await shrink(steps, fails, { untilMs: Date.now() + SHRINK_MS, atOnce });
  const isSame = shortest.length === steps.length;
  console.log(`${shortest.length} of ${steps.length} steps${isSame ? '' : ` still fail: ${last.message}`}`);
  console.log(describeSteps(shortest));
  console.log(`npm run fuzz -- --seeds ${seed}-${seed} plays it again`);
}
