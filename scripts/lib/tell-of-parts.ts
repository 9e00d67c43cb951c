import { DEFAULT_LIMITS, PART_NAMES } from '@inkroom/shared';
import { connectRedis, tellPartsDown } from '@inkroom/store';
import { SCRIPT_LIMITS } from './limits.ts';
import type { Supervisor } from './supervisor.ts';

const QUIET = { warn: () => {}, info: () => {} };

/** Lets the gateways know through Redis which parts are given up, so that they tell people. Goes on until the supervisor ends all. */
export function tellOfParts(supervisor: Supervisor, redisUrl: string): void {
  const redis = connectRedis(redisUrl, 'command', 'supervisor', { limits: DEFAULT_LIMITS, log: QUIET });
  let down: string[] = [];
  const tell = () =>
    // While Redis is away people are told that; the next time says it.
    tellPartsDown(
      redis,
      PART_NAMES.filter((part) => down.includes(part)),
      3 * SCRIPT_LIMITS.tellEveryMs,
    ).catch(() => {});
  const again = setInterval(() => down.length > 0 && void tell(), SCRIPT_LIMITS.tellEveryMs);
  supervisor.on('change', (_running, givenUp) => {
    // Of several workers, `worker-cpu-2`: people are told that one of them is missing.
    const kinds = givenUp.map((name) => name.replace(/-\d+$/, ''));
    const isNews = kinds.join() !== down.join();
    down = kinds;
    if (isNews) void tell();
  });
  supervisor.once('ending', () => {
    clearInterval(again);
    redis.disconnect();
  });
}
