import type { Redis } from 'ioredis';

export type ScriptArguments = readonly (string | number)[];

/** A Lua script that a connection sends once and names by its digest from then on (EVALSHA). */
export interface Script {
  /** Runs it and answers what it returned. */
  run(redis: Redis, keys: readonly string[], args: ScriptArguments): Promise<unknown>;
  /** Runs it several times in one round trip. The first run that failed rejects all. */
  runAll(redis: Redis, calls: readonly { keys: readonly string[]; args: ScriptArguments }[]): Promise<unknown[]>;
}

/** How ioredis adds a defined command to a connection and to its pipelines. */
type Custom = Record<string, (...args: ScriptArguments) => Promise<unknown>>;

/**
 * @param name unique among all scripts, in camel case
 * @param keyCount how many keys it is given; a room's script makes the room's other keys, of the same hash tag, itself
 */
export function defineScript(name: string, keyCount: number, lua: string): Script {
  const command = `inkroom_${name}`;
  const known = new WeakSet<Redis>();
  const define = (redis: Redis) => {
    if (known.has(redis)) return;
    known.add(redis);
    redis.defineCommand(command, { numberOfKeys: keyCount, lua });
  };
  return {
    run(redis, keys, args) {
      define(redis);
      return (redis as unknown as Custom)[command]!(...keys, ...args);
    },
    async runAll(redis, calls) {
      define(redis);
      const pipeline = redis.pipeline();
      for (const { keys, args } of calls) (pipeline as unknown as Custom)[command]!(...keys, ...args);
      const answers = (await pipeline.exec()) ?? [];
      return answers.map(([error, value]) => {
        if (error) throw error;
        return value;
      });
    },
  };
}
