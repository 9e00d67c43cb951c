import type { Redis } from 'ioredis';
import type { RedisLog } from './redis.js';
import { storageErrorOf } from './storage-error.js';

/** What BullMQ is made for. */
const OLDEST = [6, 2];

/**
 * Looks once at what kind of server there is, before anything is written to it, and warns of what may bite later.
 * @throws Error with one plain sentence when inkroom cannot work with it; the connection is closed by then
 */
export async function checkRedis(redis: Redis, log: RedisLog): Promise<void> {
  let info: string;
  try {
    info = await redis.info();
  } catch (thrown) {
    if (/^(WRONGPASS|NOAUTH)/.test((thrown as Error).message)) {
      redis.disconnect();
      throw new Error('Redis refuses the password in REDIS_URL, or wants one where it has none.');
    }
    const text = storageErrorOf(thrown) ? 'Redis does not answer yet' : 'Redis does not tell what it is';
    return log.warn({ err: thrown }, `${text}: whether inkroom can work with it is not known`);
  }
  const kind = kindOf(info);
  if (kind !== null) {
    redis.disconnect();
    throw new Error(`REDIS_URL names ${kind}; inkroom needs the address of a single server, redis:// or rediss://.`);
  }
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy && policy !== 'noeviction')
    log.warn({ policy }, 'this Redis may drop keys, ink among them: set its maxmemory-policy to noeviction');
  const version = /^(?:valkey|redis)_version:(\S+)/m.exec(info)?.[1] ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (version && (major < OLDEST[0]! || (major === OLDEST[0] && minor < OLDEST[1]!)))
    log.warn({ version }, `this Redis is older than ${OLDEST.join('.')}, with which inkroom is not tried`);
}

/** What a server is that is not a single one: a script of ours reaches for keys of several slots. */
function kindOf(info: string): string | null {
  if (/^cluster_enabled:1/m.test(info)) return 'a node of a Redis Cluster';
  return /^(?:redis|server)_mode:sentinel/m.test(info) ? 'a Redis Sentinel' : null;
}
