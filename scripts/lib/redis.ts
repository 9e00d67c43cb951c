import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { Redis } from 'ioredis';
import { findCommand } from './commands.ts';
import { canInstallDebian, installDebian } from './debian.ts';
import { SCRIPT_LIMITS } from './limits.ts';
import { PlainError } from './plain-error.mjs';
import { freeLoopbackPort } from './ports.ts';

/** Programs that speak Redis' protocol and take its options, the best known first. */
const SERVERS = ['redis-server', 'valkey-server'];

/** Path of a Redis server on PATH, or null. */
export function findRedisServer(): string | null {
  for (const name of SERVERS) {
    const found = findCommand(name);
    if (found !== null) return found;
  }
  return null;
}

/**
 * Path of a Redis server, installed from Debian's packages where none is on PATH and that is possible.
 *
 * @throws PlainError that says in one line what to do where there is no way.
 */
export async function ensureRedisServer(): Promise<string> {
  const found = findRedisServer();
  if (found !== null) return found;
  if (canInstallDebian()) {
    await installDebian(['redis-server']);
    const installed = findRedisServer();
    if (installed !== null) return installed;
  }
  throw new PlainError(
    'no Redis found: install redis-server or valkey-server (as root on Debian this is done for you), ' +
      'or give the address of one, as in REDIS_URL=redis://host:6379',
  );
}

/** Where a Redis server of ours listens, where it keeps its files, and whether these survive a crash of the machine. */
export interface RedisServerOptions {
  readonly port: number;
  readonly directory: string;
  /** true: append-only file, synced before each reply. false: nothing on disk, for tests. */
  readonly durable: boolean;
  /** true: a node of a Redis Cluster, which inkroom refuses. */
  readonly cluster?: boolean;
}

/**
 * Arguments of a Redis server for inkroom. `appendfsync always`, because an acknowledged stroke is promised to survive;
 * `noeviction`, because BullMQ and the room log must never lose a key silently.
 */
export function redisServerArguments({ port, directory, durable, cluster = false }: RedisServerOptions): string[] {
  return [
    ...['--port', String(port)],
    ...['--bind', '127.0.0.1'],
    ...['--dir', directory],
    ...['--daemonize', 'no'],
    ...['--maxmemory-policy', 'noeviction'],
    ...['--save', ''],
    ...(durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']),
    ...(cluster ? ['--cluster-enabled', 'yes'] : []),
  ];
}

/** `redis://127.0.0.1:PORT`. */
export function loopbackRedisUrl(port: number): string {
  return `redis://127.0.0.1:${port}`;
}

/**
 * Waits until the server at `url` answers PING and has its data loaded.
 *
 * @param signal ends the wait, as when the server died meanwhile
 * @throws PlainError after `timeoutMs`, with what the last try said.
 */
export async function waitForRedis(
  url: string,
  { timeoutMs = SCRIPT_LIMITS.redisReadyTimeoutMs, signal }: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let reason = 'no answer';
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    try {
      await withRedis(url, (redis) => redis.ping());
      return;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    await delay(SCRIPT_LIMITS.redisPollMs, undefined, signal === undefined ? {} : { signal });
  }
  throw new PlainError(`Redis at ${withoutPassword(url)} does not answer: ${reason}`);
}

/**
 * What would bite later on a Redis that is not ours: an eviction policy that drops keys, or no persistence.
 *
 * @returns one line for each trouble; none where all is well or the server does not tell (CONFIG is often forbidden)
 */
export async function redisWarnings(url: string): Promise<string[]> {
  return withRedis(url, async (redis) => {
    const setting = async (name: string): Promise<string | undefined> => {
      const reply = (await redis.config('GET', name).catch(() => [])) as string[];
      return reply[1];
    };
    const warnings: string[] = [];
    const policy = await setting('maxmemory-policy');
    if (policy !== undefined && policy !== 'noeviction') {
      warnings.push(`this Redis may drop keys (maxmemory-policy ${policy}); inkroom needs noeviction`);
    }
    const appendOnly = await setting('appendonly');
    const sync = await setting('appendfsync');
    if (appendOnly === 'no' || (sync !== undefined && sync !== 'always')) {
      warnings.push(
        'this Redis does not sync each write (appendonly yes, appendfsync always); a crash of it may lose ink',
      );
    }
    return warnings;
  });
}

async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: SCRIPT_LIMITS.readyRequestMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Failures reach us through connect(); an unheard 'error' event would be printed on top.
  let failure: Error | undefined;
  redis.on('error', (error: Error) => {
    failure = error;
  });
  try {
    await redis.connect();
    return await use(redis);
  } catch (error) {
    throw failure ?? error;
  } finally {
    redis.disconnect();
  }
}

/** An address fit to be shown: passwords belong in no log. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//***@');
}

/** A Redis server of a test's or benchmark's own. */
export interface PrivateRedis {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Kills the server without a word, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again after that, where it was, with what it had written. */
  restart(): Promise<void>;
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
}

/**
 * Starts a Redis server on a free loopback port with a directory of its own; the caller stops it.
 *
 * @param options.durable whether it writes like the real one (`appendfsync always`); by default nothing reaches the disk
 * @throws PlainError where no Redis server can be found or installed, or the new one does not come up.
 */
export async function startPrivateRedis({
  durable = false,
  cluster = false,
}: Partial<Pick<RedisServerOptions, 'durable' | 'cluster'>> = {}): Promise<PrivateRedis> {
  const command = await ensureRedisServer();
  const directory = await mkdtemp(join(tmpdir(), 'inkroom-redis-'));
  const port = await freeLoopbackPort();
  const start = () =>
    execa(command, redisServerArguments({ port, directory, durable, cluster }), {
      // Its own group: a Ctrl-C at the terminal must reach what uses this Redis first.
      detached: true,
      stdin: 'ignore',
      stderr: 'ignore',
      stdout: 'ignore',
      reject: false,
    });
  let server = start();
  const killAtExit = () => server.kill('SIGKILL');
  process.once('exit', killAtExit);
  const url = loopbackRedisUrl(port);
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    server.kill(signal);
    await server;
  };
  const stop = async (): Promise<void> => {
    process.off('exit', killAtExit);
    await end('SIGTERM');
    await rm(directory, { recursive: true, force: true });
  };
  const ready = async (): Promise<void> => {
    const ended = new AbortController();
    void server.then(() => ended.abort(new PlainError(`${command} ended at once`)));
    await waitForRedis(url, { signal: ended.signal });
  };
  try {
    await ready();
  } catch (error) {
    await stop();
    throw error;
  }
  const restart = async (): Promise<void> => {
    server = start();
    await ready();
  };
  return {
    url,
    port,
    get pid() {
      return server.pid ?? 0;
    },
    kill: () => end('SIGKILL'),
    restart,
    stop,
  };
}
