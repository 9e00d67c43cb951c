import type { Limits } from '@inkroom/shared';
import { Redis, type RedisOptions } from 'ioredis';

/**
 * - `command`: requests and answers; one that gets no answer within `storageRetryMs` is rejected, whatever is wrong.
 * - `blocking`: BullMQ's workers, which wait for jobs as long as it takes. Commands of one turn leave as one write, and the
 *   next ones when these are answered: a batch of jobs that ends together costs Redis one write to disk and not several.
 *   Nothing for requests, whose time limit would begin only when they leave.
 * - `subscriber`: publish/subscribe; subscribes again by itself after an outage.
 */
export type RedisRole = 'command' | 'blocking' | 'subscriber';

/** Where what goes wrong with a connection is told: once when an outage begins and once when it is over. */
export interface RedisLog {
  warn(details: object, text: string): void;
  info(details: object, text: string): void;
}

export interface RedisConnectionOptions {
  limits: Limits;
  log?: RedisLog;
}

/**
 * Opens a connection that keeps trying for as long as it is open, at most `reconnectDelayMaxMs` apart. Commands given
 * while Redis is away wait and are sent when it is back, also those whose answer was lost: whoever uses a connection
 * gives only commands that may be applied twice.
 * @param url `redis://`, `rediss://`, or the path of a Unix socket
 * @param name told to Redis (CLIENT LIST) and in the log
 */
export function connectRedis(
  url: string,
  role: RedisRole,
  name: string,
  { limits, log = consoleLog }: RedisConnectionOptions,
): Redis {
  const options: RedisOptions = {
    connectionName: `inkroom-${name}`,
    retryStrategy: (attempt) =>
      Math.min(limits.reconnectDelayMs * 2 ** Math.min(attempt - 1, 16), limits.reconnectDelayMaxMs),
    connectTimeout: limits.storageRetryMs,
    // The time limit of a command is the only judge of when to give it up; BullMQ requires that there is none for its workers.
    maxRetriesPerRequest: null,
    ...(role === 'command' ? { commandTimeout: limits.storageRetryMs } : {}),
    ...(role === 'blocking' ? { enableAutoPipelining: true } : {}),
    ...(role === 'subscriber' ? { autoResubscribe: true } : {}),
  };
  const redis = new Redis(url, options);
  watchOutages(redis, name, log);
  return redis;
}

/** ioredis reports each failed attempt, and would print what nobody listens to. */
function watchOutages(redis: Redis, name: string, log: RedisLog): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (away) return;
    away = true;
    log.warn({ connection: name, error: error.message }, 'Redis does not answer');
  });
  redis.on('ready', () => {
    if (!away) return;
    away = false;
    log.info({ connection: name }, 'Redis answers again');
  });
}

const consoleLog: RedisLog = {
  warn: (details, text) => console.error(text, details),
  info: (details, text) => console.error(text, details),
};
