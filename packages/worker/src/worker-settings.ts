import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import {
  type Limits,
  type PoolName,
  type Rates,
  readLimits,
  readRates,
  WORKER_DUTIES,
  type WorkerDuty,
} from '@inkroom/shared';
import { readLogLevel, readRedisUrl } from '@inkroom/store';

/** What a worker is told by its environment. */
export interface WorkerSettings {
  redisUrl: string;
  limits: Limits;
  /** What the pool's time and energy cost. */
  rates: Rates;
  logLevel: string;
  duties: readonly WorkerDuty[];
  /** Threads of a training process. */
  trainingThreads: number;
  /** Folder with MNIST's four files, if the operator has them. */
  mnistDir: string | undefined;
  cacheDir: string;
  /** Port on this machine at which it says whether all is well; none unless told. */
  healthPort: number | undefined;
  /** Port at which it tells its figures; none unless told. */
  metricsPort: number | undefined;
  /** What whoever reads them has to send; null for nothing. */
  metricsToken: string | null;
}

/**
 * Reads REDIS_URL, LOG_LEVEL, WORKER_QUEUES (`recognition`, `training`, or both with a comma), WORKER_THREADS (of a
 * training process), MNIST_DIR, INKROOM_CACHE_DIR, HEALTH_PORT, METRICS_PORT, METRICS_TOKEN, the limits' and the rates' variables.
 * @param duties what the worker takes when WORKER_QUEUES does not say
 * @throws Error naming the variable that makes no sense
 */
export function readWorkerSettings(
  env: Record<string, string | undefined>,
  duties: readonly WorkerDuty[],
): WorkerSettings {
  return {
    redisUrl: readRedisUrl(env),
    limits: readLimits(env),
    rates: readRates(env),
    logLevel: readLogLevel(env),
    duties: env.WORKER_QUEUES ? list(env.WORKER_QUEUES).map(duty) : duties,
    trainingThreads: trainingThreads(env),
    mnistDir: env.MNIST_DIR || undefined,
    cacheDir: env.INKROOM_CACHE_DIR || '.inkroom/cache',
    healthPort: port(env, 'HEALTH_PORT'),
    metricsPort: port(env, 'METRICS_PORT'),
    metricsToken: env.METRICS_TOKEN || null,
  };
}

/** A name that no other worker has, nor this one after a restart: what a dead worker left is not taken for its own. */
export function newWorkerId(pool: PoolName): string {
  return `${pool}-${randomBytes(4).toString('hex')}`;
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function duty(text: string): WorkerDuty {
  const found = WORKER_DUTIES.find((name) => name === text);
  if (!found) throw new Error(`WORKER_QUEUES takes ${WORKER_DUTIES.join(' and ')}, not "${text}"`);
  return found;
}

/**
 * Threads of a training process: WORKER_THREADS, else all cores.
 * @throws Error when the variable is not a count
 */
export function trainingThreads(env: Record<string, string | undefined>): number {
  if (!env.WORKER_THREADS) return availableParallelism();
  const count = Number(env.WORKER_THREADS);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`WORKER_THREADS must be a whole number, not "${env.WORKER_THREADS}"`);
  return count;
}

function port(env: Record<string, string | undefined>, variable: string): number | undefined {
  const text = env[variable];
  if (!text) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${variable} must be a port, not "${text}"`);
  return port;
}
