import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { findCommand } from '../commands.ts';
import { installDebian } from '../debian.ts';
import { PlainError } from '../plain-error.mjs';
import { runWithProgress } from '../run-with-progress.ts';
import { redisAdvice } from './advice.ts';
import { findRedisContainer } from './container.ts';
import { RedisProgram, type RedisServer } from './server.ts';

/** Programs that speak Redis' protocol and take its options, the best known first. */
const SERVERS = ['redis-server', 'valkey-server'];
/** Where Homebrew puts itself; a shell that was not told of it has none of these on PATH. */
const HOMEBREW_FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin', '/home/linuxbrew/.linuxbrew/bin'];

/** One way to a server: null where this machine does not have it, a PlainError where it has it and it does not work. */
type Way<Server> = (signal?: AbortSignal) => Promise<Server | null>;

/**
 * The first way to run Redis that works here: a program on PATH, a container, Homebrew, Debian's packages.
 *
 * @param signal ends the search
 * @throws PlainError with the command for this system where there is none.
 */
export function findRedis(signal?: AbortSignal): Promise<RedisServer> {
  const docker: Way<RedisServer> = () => findRedisContainer('docker', signal);
  const podman: Way<RedisServer> = () => findRedisContainer('podman', signal);
  return firstOf<RedisServer>(
    [onPath, docker, podman, fromHomebrew, fromDebian],
    `no Redis found: ${redisAdvice()}, or set REDIS_URL to the address of one, as redis://host:6379`,
    signal,
  );
}

/**
 * The same for servers of a test's or benchmark's own. These are started by the dozen, killed and started again, for which a
 * container is too slow, and its data survives a kill in another way: so none is taken.
 */
export function findRedisProgram(): Promise<RedisProgram> {
  return firstOf(
    [onPath, fromHomebrew, fromDebian],
    `tests and benchmarks need a Redis server on PATH, and take no container: ${redisAdvice()}`,
  );
}

async function firstOf<Server>(ways: readonly Way<Server>[], sentence: string, signal?: AbortSignal): Promise<Server> {
  const troubles: string[] = [];
  for (const way of ways) {
    signal?.throwIfAborted();
    try {
      const found = await way(signal);
      if (found !== null) return found;
    } catch (error) {
      if (!(error instanceof PlainError)) throw error;
      troubles.push(error.message);
    }
  }
  signal?.throwIfAborted();
  throw new PlainError([sentence, ...troubles].join('\n  '));
}

async function onPath(): Promise<RedisProgram | null> {
  const path = serverOnPath();
  return path === null ? null : new RedisProgram(path, 'on PATH');
}

function serverOnPath(): string | null {
  return SERVERS.map((name) => findCommand(name)).find((path) => path !== null) ?? null;
}

async function fromHomebrew(signal?: AbortSignal): Promise<RedisProgram | null> {
  const brew = findCommand('brew', [process.env.PATH, ...HOMEBREW_FOLDERS].join(delimiter));
  if (brew === null) return null;
  const { stdout: prefix } = await execa(brew, ['--prefix'], { stdin: 'ignore', reject: false });
  const path = join(prefix.trim(), 'opt/redis/bin/redis-server');
  if (!existsSync(path)) {
    const env = { NONINTERACTIVE: '1', HOMEBREW_NO_INSTALL_CLEANUP: '1', HOMEBREW_NO_ENV_HINTS: '1' };
    await runWithProgress('installing redis with Homebrew', brew, ['install', 'redis'], { signal, env });
  }
  return existsSync(path) ? new RedisProgram(path, 'from Homebrew') : null;
}

async function fromDebian(): Promise<RedisProgram | null> {
  if (!(await installDebian(['redis-server']))) return null;
  const path = serverOnPath();
  return path === null ? null : new RedisProgram(path, "from Debian's packages");
}
