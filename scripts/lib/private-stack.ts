import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRoom, memoryStorage, RoomClient, whenView } from '@inkroom/client';
import { SCRIPT_LIMITS, type ScriptLimits } from './limits.ts';
import type { PartLog } from './log.ts';
import { PlainError } from './plain-error.mjs';
import { freeLoopbackPort } from './ports.ts';
import { waitUntilReady } from './readiness.ts';
import { type PrivateRedis, startPrivateRedis } from './redis/private.ts';
import { compiledParts, gatewayUrl, webPart } from './stack.ts';
import { type Part, Supervisor } from './supervisor.ts';
import { tellOfParts } from './tell-of-parts.ts';

export interface PrivateStackOptions {
  /** Whether the built page is served as well. */
  web?: boolean;
  cpuWorkers?: number;
  /** How many serve the same rooms; one unless more are asked for. */
  gateways?: number;
  /** Whether Redis writes like the real one. */
  durable?: boolean;
  /**
   * Has a part that hangs replaced, as under `npm start` but for these limits; without it a part hangs for as long as a test
   * wants it to.
   */
  replaceHung?: Partial<ScriptLimits>;
  /** Parts may be killed as often as one likes: each is started again at once. */
  killable?: boolean;
  /** A Redis that the caller has started, and stops; else the stack has its own. */
  redis?: PrivateRedis;
  /** Beside what every part gets, as MNIST_DIR. */
  env?: Readonly<Record<string, string>>;
}

/** A whole inkroom of a test's or benchmark's own. */
export interface PrivateStack {
  /** Where everybody comes. */
  readonly url: string;
  readonly gatewayUrl: string;
  /** All gateways, the one above first. */
  readonly gatewayUrls: readonly string[];
  readonly redis: PrivateRedis;
  /** What the parts have said so far, for when something goes wrong. */
  readonly lines: readonly string[];
  /**
   * Sends a signal to a part (`gateway`, `worker-cpu`, `web`). A part killed with SIGKILL is started again soon after, as
   * after a crash; one stopped with SIGSTOP keeps its connections and says nothing until SIGCONT, unless `replaceHung`.
   */
  signal(part: string, signal: NodeJS.Signals): void;
  /** The process of each part that runs. */
  pids(): Readonly<Record<string, number>>;
  /** Ends every process and removes every file. */
  stop(): Promise<void>;
}

const KILLABLE = { crashesMax: Number.MAX_SAFE_INTEGER, backoffMaxMs: SCRIPT_LIMITS.backoffFirstMs };

/**
 * Starts Redis, a gateway, CPU workers and perhaps the page as `npm start` does, each on a free port, from what is built;
 * the caller stops it. Answers when a worker is ready to read.
 *
 * @throws PlainError with the parts' last words where they do not come up
 */
export async function startPrivateStack(options: PrivateStackOptions = {}): Promise<PrivateStack> {
  const {
    web = false,
    cpuWorkers = 1,
    gateways = 1,
    durable = false,
    killable = false,
    replaceHung,
    env = {},
  } = options;
  const redis = options.redis ?? (await startPrivateRedis({ durable }));
  const home = await mkdtemp(join(tmpdir(), 'inkroom-stack-'));
  const lines: string[] = [];
  const log: PartLog = {
    line: (part, text) => lines.push(`${part}: ${text}`),
    say: (text) => lines.push(text),
    warn: (text) => lines.push(text),
  };
  let running: ReadonlyMap<string, number> = new Map();
  const supervisor = new Supervisor(log, { ...SCRIPT_LIMITS, ...(killable ? KILLABLE : {}), ...replaceHung });
  supervisor.on('change', (parts) => {
    running = parts;
  });
  tellOfParts(supervisor, redis.url);
  const signal = (part: string, name: NodeJS.Signals) => {
    const pid = running.get(part);
    if (pid === undefined) throw new Error(`${part} does not run`);
    process.kill(pid, name);
  };
  const stop = async () => {
    await supervisor.stop();
    if (redis !== options.redis) await redis.stop();
    await rm(home, { recursive: true, force: true });
  };
  try {
    const settings = {
      redisUrl: redis.url,
      port: await freeLoopbackPort(),
      ...(web ? { appPort: await freeLoopbackPort() } : {}),
      cpuWorkers,
      ...(replaceHung
        ? { healthPorts: await Promise.all(Array.from({ length: cpuWorkers + 1 }, freeLoopbackPort)) }
        : {}),
      cacheDirectory: join(home, 'cache'),
    };
    const parts = compiledParts(settings).filter(({ name }) => name !== 'worker-gpu');
    const gatewayPorts = [settings.port];
    while (gatewayPorts.length < gateways) gatewayPorts.push(await freeLoopbackPort());
    for (const [i, port] of gatewayPorts.entries()) if (i > 0) parts.push(furtherGateway(parts, i + 1, port));
    if (web) parts.push(webPart(settings, 'built'));
    for (const { probe, ...part } of parts)
      supervisor.start({ ...part, ...(replaceHung && probe ? { probe } : {}), env: { ...part.env, ...env } });
    const gatewayUrls = gatewayPorts.map((port) => gatewayUrl('127.0.0.1', port));
    const pageUrl = gatewayUrl('localhost', settings.port);
    const ready = async () => {
      if (web) await waitUntilReady(pageUrl, new AbortController().signal);
      for (const each of gatewayUrls) await waitForWorker(each, cpuWorkers);
    };
    await Promise.race([ready(), supervisor.failOnGivenUp()]);
    return {
      url: web ? pageUrl : gatewayUrls[0]!,
      gatewayUrl: gatewayUrls[0]!,
      gatewayUrls,
      redis,
      lines,
      signal,
      pids: () => Object.fromEntries(running),
      stop,
    };
  } catch (error) {
    await stop();
    throw new PlainError(`${error instanceof Error ? error.message : error}\n${lines.join('\n')}`);
  }
}

/** A further gateway, `gateway-2` and so on, as an operator starts one beside the first. */
function furtherGateway(parts: readonly Part[], number: number, port: number): Part {
  const first = parts.find(({ name }) => name === 'gateway')!;
  return { ...first, name: `gateway-${number}`, env: { ...first.env, PORT: String(port) } };
}

/** The room itself tells which workers are online. */
async function waitForWorker(gatewayUrl: string, workers: number): Promise<void> {
  const deadline = Date.now() + SCRIPT_LIMITS.readyTimeoutMs;
  for (;;) {
    const room = await createRoom(gatewayUrl);
    if (room.ok) {
      const client = new RoomClient({
        ...{ gatewayUrl, roomId: room.value.roomId, key: room.value.writeKey },
        ...{ storage: memoryStorage(), name: 'Readiness' },
      });
      await client.start();
      const seen = await whenView(
        client.view,
        ({ pools }) => workers === 0 || pools.some((pool) => pool.pool === 'cpu' && pool.workers.length >= workers),
        deadline - Date.now(),
      );
      await client.stop();
      if (seen) return;
    }
    if (Date.now() > deadline) throw new PlainError('no worker is ready to read');
    await new Promise((resolve) => setTimeout(resolve, SCRIPT_LIMITS.readyPollMs));
  }
}
