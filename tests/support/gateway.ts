import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type GatewayConfig, readConfig, startGateway } from '@inkroom/gateway';
import { type LimitName, limitVariable } from '@inkroom/shared';
import { pino } from 'pino';
import { until } from './until.ts';

export interface TestGateway {
  readonly url: string;
  stop(): Promise<void>;
}

/** A gateway in this process, from its sources, on a free loopback port. */
export async function openGateway(
  redisUrl: string,
  limits: Partial<Record<LimitName, number>> = {},
  webOrigins: readonly string[] = [],
  trustedProxies?: string,
  more: Partial<GatewayConfig> = {},
): Promise<TestGateway> {
  const config = readConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    REDIS_URL: redisUrl,
    WEB_ORIGINS: webOrigins.join(),
    TRUSTED_PROXIES: trustedProxies,
  });
  const gateway = await startGateway(
    { ...config, machineName: 'test-machine', limits: { ...config.limits, ...limits }, ...more },
    pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }),
  );
  return { url: `http://127.0.0.1:${gateway.address.port}`, stop: () => gateway.close() };
}

export interface GatewayProcess extends TestGateway {
  /** Without a word, as the kernel does it when memory is short. */
  kill(): Promise<void>;
  /** What it has written to its log, a line of JSON each. */
  said(): string;
  /** @returns its exit code */
  terminate(): Promise<number | null>;
}

const MAIN = fileURLToPath(new URL('../../apps/gateway/dist/main.js', import.meta.url));

/** The built gateway as a process of its own. */
export async function spawnGateway(
  redisUrl: string,
  limits: Partial<Record<LimitName, number>> = {},
  logLevel = 'info',
): Promise<GatewayProcess> {
  const overrides = Object.entries(limits).map(([name, value]) => [limitVariable(name as LimitName), `${value}`]);
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      ...Object.fromEntries(overrides),
      REDIS_URL: redisUrl,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: logLevel,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const port = await until('the gateway listens', () => {
    if (child.exitCode !== null) throw new Error(`the gateway ended: ${said}`);
    return /"port":(\d+)/.exec(said)?.[1];
  });
  const end = async (signal: NodeJS.Signals) => {
    if (hasEnded(child)) return child.exitCode;
    child.kill(signal);
    await once(child, 'exit');
    return child.exitCode;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    said: () => said,
    kill: async () => void (await end('SIGKILL')),
    terminate: () => end('SIGTERM'),
    stop: async () => void (await end('SIGKILL')),
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
