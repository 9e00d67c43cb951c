import { join } from 'node:path';
import { readAddresses } from '@inkroom/client';
import { SCRIPT_LIMITS } from './limits.ts';
import type { PartLog } from './log.ts';
import { onNpmGone } from './parent.ts';
import { PlainError } from './plain-error.mjs';
import { choosePort, freeLoopbackPort } from './ports.ts';
import { waitUntilReady } from './readiness.ts';
import { redisWarnings, waitForRedis, withoutPassword } from './redis/address.ts';
import { findRedis } from './redis/find.ts';
import { RunRecord } from './run-record.ts';
import { cpuWorkerCount, gatewayUrl, redisPart, type StackSettings } from './stack.ts';
import { stateDirectory } from './state.ts';
import { type Part, Supervisor } from './supervisor.ts';
import { tellOfParts } from './tell-of-parts.ts';
import { welcome } from './welcome.ts';

/** Where the environment names no port. */
const DEFAULT_PORT = 3000;

/** Nobody can use inkroom before these work; a start that one of them keeps from it has failed. */
const NEEDED = ['redis', 'gateway', 'web'];

/**
 * Runs a stack from its first process to its last: Redis (unless REDIS_URL names one), then `parts`, then the line
 * `inkroom ready URL` with what others in the network open, once the page's own path works, and on a signal the end of everything in order. What fails once it is
 * ready is started again, for as long as it takes.
 *
 * Ends this process: with 0 after a signal, with 1 where the start fails.
 *
 * @param parts what to start once Redis answers
 */
export async function runStack(log: PartLog, parts: (settings: StackSettings) => readonly Part[]): Promise<never> {
  const home = stateDirectory();
  const stopping = new AbortController();
  const record = await RunRecord.claim(join(home, 'run.json'), log.say);
  process.once('exit', () => record.release());
  const supervisor = new Supervisor(log);
  supervisor.on('change', (running) => record.parts(running));
  endOnSignal(log, supervisor, stopping);

  let exitCode = 0;
  try {
    const port = await choosePort('PORT', DEFAULT_PORT, log.say);
    const redisUrl = await startRedis(log, supervisor, join(home, 'redis'), stopping.signal);
    record.redis(redisUrl);
    const cpuWorkers = cpuWorkerCount();
    const settings: StackSettings = {
      redisUrl,
      port,
      appPort: await freeLoopbackPort(),
      cpuWorkers,
      healthPorts: await Promise.all(Array.from({ length: cpuWorkers + 1 }, freeLoopbackPort)),
      cacheDirectory: process.env.INKROOM_CACHE_DIR ?? join(home, 'cache'),
    };
    tellOfParts(supervisor, redisUrl);
    for (const part of parts(settings)) supervisor.start(part);
    const url = gatewayUrl('localhost', port);
    await Promise.race([waitUntilReady(url, stopping.signal), supervisor.failOnGivenUp(NEEDED)]);
    record.url(url);
    process.stdout.write(welcome(url, await readAddresses(url)));
    await aborted(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted) {
      exitCode = 1;
      log.warn(error instanceof PlainError ? error.message : String((error as Error).stack ?? error));
    }
    stopping.abort();
  }
  await supervisor.stop();
  log.say('ended');
  process.exit(exitCode);
}

/** The address of a Redis that answers: the given one, or one of our own whose data goes by `directory`. */
async function startRedis(
  log: PartLog,
  supervisor: Supervisor,
  directory: string,
  signal: AbortSignal,
): Promise<string> {
  const given = process.env.REDIS_URL;
  if (given !== undefined && given !== '') {
    await waitForRedis(given, { timeoutMs: SCRIPT_LIMITS.readyRequestMs, signal });
    log.say(`using the Redis at ${withoutPassword(given)}`);
    for (const warning of await redisWarnings(given)) log.warn(warning);
    return given;
  }
  const server = await findRedis(signal);
  const port = await freeLoopbackPort();
  const redis = server.launch(port, directory);
  log.say(`starting ${redis.words}, on port ${port}`);
  supervisor.start(redisPart(redis));
  await Promise.race([waitForRedis(redis.url, { signal }), supervisor.failOnGivenUp(NEEDED)]);
  return redis.url;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** First signal: end in order. A second one that is not an echo of the first: kill at once. */
function endOnSignal(log: PartLog, supervisor: Supervisor, stopping: AbortController): void {
  let first: number | null = null;
  const onSignal = (name: NodeJS.Signals): void => {
    const now = Date.now();
    if (first === null) {
      first = now;
      log.say(`${name}: ending everything in order; once more kills at once`);
      stopping.abort();
    } else if (now - first > SCRIPT_LIMITS.signalDebounceMs) {
      log.warn('killing everything at once');
      supervisor.killAll();
      process.exit(130);
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  onNpmGone(() => stopping.abort());
  // Whoever read our output is gone, as after `npm start | head`: nobody watches any more. A full disk under it ends nothing.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => code === 'EPIPE' && stopping.abort());
}
