import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { execa } from 'execa';
import { findCommand } from '../commands.ts';
import { SCRIPT_LIMITS } from '../limits.ts';
import { PlainError } from '../plain-error.mjs';
import { runWithProgress } from '../run-with-progress.ts';
import { type RedisLaunch, type RedisServer, redisServerArguments } from './server.ts';

/** The image of docker-compose.yml. */
const IMAGE = 'docker.io/library/redis:7.4';
/** Redis' port inside the container. */
const PORT = 6379;
/**
 * `sh -c THIS docker NAME run ...`: a container outlives a killed client, and its name would be taken when the part is started
 * again. After `exec` the client has the shell's process, and hands SIGTERM on to Redis.
 */
const RUN_ANEW = 'name=$1; shift; "$0" rm --force "$name" >/dev/null 2>&1; exec "$0" "$@"';

/**
 * Redis as a container of Docker or Podman, with its image fetched; null where that program is not installed.
 *
 * @param signal ends the fetching
 * @throws PlainError where the program is here but runs no container, as when its daemon is not started.
 */
export async function findRedisContainer(
  runtime: 'docker' | 'podman',
  signal?: AbortSignal,
): Promise<RedisContainer | null> {
  const path = findCommand(runtime);
  if (path === null) return null;
  // The cheapest question that the daemon has to answer. One that hangs must not keep us from the next way.
  const asked = await execa(path, ['ps', '--quiet'], {
    stdin: 'ignore',
    timeout: SCRIPT_LIMITS.containerAnswerMs,
    killSignal: 'SIGKILL',
    reject: false,
  });
  if (asked.failed) {
    const reason = asked.timedOut ? 'no answer' : asked.stderr.trim().split('\n').at(-1);
    throw new PlainError(`${runtime} is here, but runs no containers: ${reason || asked.shortMessage}`);
  }
  const image = await execa(path, ['image', 'inspect', IMAGE], { stdin: 'ignore', reject: false });
  if (image.failed) await runWithProgress(`fetching ${IMAGE} with ${runtime}`, path, ['pull', IMAGE], { signal });
  return new RedisContainer(runtime, path);
}

/**
 * A server in a container. Its data is in a volume: files in a folder of ours would belong to another user, and where
 * containers run in a machine of their own, as on macOS, the folder may not be there.
 */
class RedisContainer implements RedisServer {
  constructor(
    private readonly runtime: string,
    private readonly path: string,
  ) {}

  launch(port: number, directory: string): RedisLaunch {
    const name = `inkroom-redis-${createHash('sha256').update(directory).digest('hex').slice(0, 8)}`;
    // Docker before 28 lets neighbours in the network reach a port that is published on the loopback address.
    const password = randomUUID();
    // A client killed at once, as by a second Ctrl-C, leaves its container.
    process.once('exit', () => spawn(this.path, ['rm', '--force', name], { detached: true, stdio: 'ignore' }).unref());
    return {
      command: '/bin/sh',
      args: [
        ...['-c', RUN_ANEW, this.path, name],
        ...['run', '--rm', '--name', name],
        ...['--publish', `127.0.0.1:${port}:${PORT}`],
        ...['--volume', `${name}:/data`],
        // For redis-cli in the container.
        ...['--env', `REDISCLI_AUTH=${password}`],
        ...[IMAGE, 'redis-server', '--requirepass', password],
        ...redisServerArguments({ port: PORT, bind: '0.0.0.0', directory: '/data', durable: true }),
      ],
      url: `redis://:${password}@127.0.0.1:${port}`,
      words: `${this.runtime} (container ${name} of ${IMAGE}), its data in the volume ${name}`,
    };
  }
}
