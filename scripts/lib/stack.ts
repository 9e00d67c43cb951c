import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { SCRIPT_LIMITS } from './limits.ts';
import { httpProbe, redisProbe } from './liveness.ts';
import { PlainError } from './plain-error.mjs';
import type { RedisLaunch } from './redis/server.ts';
import { root } from './root.mjs';
import type { Part } from './supervisor.ts';

/** Order of ending, the highest first: pages lose their server before the gateway, and nobody outlives Redis' data. */
const STAGE = { redis: 0, gateway: 1, workers: 2, web: 3, compilers: 4 } as const;

/** EX_CONFIG of sysexits.h: how a worker says that this machine has no engine for it. */
const NO_ENGINE = 78;

/** Addresses that the parts of one stack share. */
export interface StackSettings {
  readonly redisUrl: string;
  /** Of the gateway: where everybody comes. */
  readonly port: number;
  /** Of the app's server, on this machine only; left out where there is none. */
  readonly appPort?: number;
  /** CPU workers. */
  readonly cpuWorkers: number;
  /** A free port for the health of each worker, the GPU worker's last; none where nobody looks whether they hang. */
  readonly healthPorts?: readonly number[];
  /** Folder of downloaded data and models. */
  readonly cacheDirectory: string;
}

/**
 * How many CPU workers to start: one for each core but one, which the gateway and the page need; INKROOM_CPU_WORKERS
 * overrides it.
 *
 * @throws PlainError where the variable is no whole number of at least 1.
 */
export function cpuWorkerCount(env: NodeJS.ProcessEnv = process.env): number {
  const asked = env.INKROOM_CPU_WORKERS;
  if (asked === undefined || asked === '') return Math.max(1, availableParallelism() - 1);
  const count = Number(asked);
  if (!Number.isInteger(count) || count < 1)
    throw new PlainError(`INKROOM_CPU_WORKERS=${asked} is no number of workers`);
  return count;
}

/** A Redis server that keeps every write, listening on this machine only. */
export function redisPart({ command, args, url }: RedisLaunch): Part {
  return {
    name: 'redis',
    command,
    args,
    cwd: root,
    env: {},
    stage: STAGE.redis,
    graceMs: SCRIPT_LIMITS.redisGraceMs,
    probe: redisProbe(Number(new URL(url).port)),
  };
}

/**
 * The parts that run compiled code: gateway, CPU workers and one GPU worker, which declines where no GPU engine works.
 *
 * @param nodeArgs before the script, as `--watch`
 */
export function compiledParts(settings: StackSettings, nodeArgs: readonly string[] = []): Part[] {
  const node = (name: string, app: string, stage: number, env: Record<string, string> = {}): Part => ({
    name,
    command: process.execPath,
    args: [...nodeArgs, mainOf(app)],
    cwd: root,
    env: { ...commonEnvironment(settings), ...env },
    stage,
  });
  const worker = (name: string, app: string, healthPort: number | undefined): Part => ({
    ...node(name, app, STAGE.workers, healthPort ? { HEALTH_PORT: String(healthPort) } : {}),
    ...(healthPort ? { probe: httpProbe(`http://127.0.0.1:${healthPort}`) } : {}),
  });
  const { port, appPort, cpuWorkers: count, healthPorts = [] } = settings;
  const isWatched = nodeArgs.length > 0;
  return [
    {
      ...node('gateway', 'gateway', STAGE.gateway, {
        PORT: String(port),
        ...(appPort ? { APP_URL: `http://127.0.0.1:${appPort}` } : {}),
      }),
      // A watcher outlives what it runs, and waits for somebody to mend it.
      ...(isWatched ? {} : { probe: httpProbe(`${gatewayUrl('127.0.0.1', port)}/health/live`) }),
    },
    ...Array.from({ length: count }, (_, i) =>
      worker(count === 1 ? 'worker-cpu' : `worker-cpu-${i + 1}`, 'worker-cpu', healthPorts[i]),
    ),
    {
      ...worker('worker-gpu', 'worker-gpu', healthPorts[count]),
      // Never under a watcher: that would outlive the exit by which the worker declines.
      args: [mainOf('worker-gpu')],
      declines: { code: NO_ENGINE, say: (lines) => `no GPU worker here: ${lastWords(lines)}` },
    },
  ];
}

/** Where a gateway is, with the prefix of its paths. */
export function gatewayUrl(host: string, port: number): string {
  return `http://${host}:${port}${(process.env.BASE_PATH ?? '').replace(/\/$/, '')}`;
}

/**
 * The web page: built (Next's standalone server, the one that the image runs, too), or compiled on request for
 * developing.
 */
export function webPart(settings: StackSettings, mode: 'built' | 'dev'): Part {
  return {
    name: 'web',
    command: process.execPath,
    args:
      mode === 'built'
        ? [join(root, 'apps/web/.next/standalone/apps/web/server.js')]
        : [join(root, 'node_modules/next/dist/bin/next'), 'dev', '--port', String(settings.appPort)],
    cwd: join(root, 'apps/web'),
    env: {
      ...commonEnvironment(settings),
      NODE_ENV: mode === 'dev' ? 'development' : 'production',
      PORT: String(settings.appPort),
      // What the standalone server listens on: the gateway alone asks it.
      HOSTNAME: '127.0.0.1',
      NEXT_TELEMETRY_DISABLED: '1',
    },
    stage: STAGE.web,
    // One that compiles on request may be long silent.
    ...(mode === 'built' ? { probe: httpProbe(`${gatewayUrl('127.0.0.1', settings.appPort!)}/api/health`) } : {}),
  };
}

/** tsc, compiling the workspaces whenever a source changes. */
export function compilerPart(): Part {
  return {
    name: 'tsc',
    command: process.execPath,
    args: [join(root, 'node_modules/typescript/bin/tsc'), '-b', '--watch', '--preserveWatchOutput'],
    cwd: root,
    env: {},
    stage: STAGE.compilers,
  };
}

function mainOf(app: string): string {
  return join(root, 'apps', app, 'dist/main.js');
}

function commonEnvironment(settings: StackSettings): Record<string, string> {
  return {
    REDIS_URL: settings.redisUrl,
    INKROOM_CACHE_DIR: settings.cacheDirectory,
    NODE_ENV: 'production',
  };
}

/** The last thing a part said, taken out of its log entry where it wrote one. */
function lastWords(lines: readonly string[]): string {
  const last = lines.findLast((line) => line.trim() !== '') ?? 'it did not say why';
  if (!last.startsWith('{')) return last;
  try {
    return (JSON.parse(last) as { msg?: string }).msg ?? last;
  } catch {
    return last;
  }
}
