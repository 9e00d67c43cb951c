import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { PlainError } from '../plain-error.mjs';
import { freeLoopbackPort } from '../ports.ts';
import { loopbackRedisUrl, waitForRedis } from './address.ts';
import { findRedisProgram } from './find.ts';
import { type RedisServerOptions, redisServerArguments } from './server.ts';

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
  const { path: command } = await findRedisProgram();
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
