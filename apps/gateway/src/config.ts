import { type Limits, readLimits } from '@inkroom/shared';
import { type ClientAddress, readTrustedProxies } from './client-address.js';

/** What the environment says about a gateway. */
export interface GatewayConfig {
  /** GATEWAY_HOST: the address to listen on. */
  host: string;
  /** GATEWAY_PORT; 0 takes a free one. */
  port: number;
  /** REDIS_URL. */
  redisUrl: string;
  /** WEB_ORIGINS, separated by commas: pages of other hosts that may connect. */
  webOrigins: readonly string[];
  /** By TRUSTED_PROXIES: whose request it is, for what is paced by address. */
  clientAddress: ClientAddress;
  /** LOG_LEVEL of pino. */
  logLevel: string;
  limits: Limits;
}

const DEFAULT_PORT = 4000;
const PORT_MAX = 65_535;

/** @throws Error that names the variable when a value makes no sense */
export function readConfig(env: Record<string, string | undefined>): GatewayConfig {
  return {
    host: env.GATEWAY_HOST || '0.0.0.0',
    port: readPort(env.GATEWAY_PORT),
    redisUrl: env.REDIS_URL || 'redis://127.0.0.1:6379',
    webOrigins: (env.WEB_ORIGINS ?? '')
      .split(',')
      .flatMap((origin) => (origin.trim() ? [readOrigin(origin.trim())] : [])),
    clientAddress: readTrustedProxies(env.TRUSTED_PROXIES),
    logLevel: env.LOG_LEVEL || 'info',
    limits: readLimits(env),
  };
}

function readPort(text: string | undefined): number {
  if (!text) return DEFAULT_PORT;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > PORT_MAX)
    throw new Error(`GATEWAY_PORT must be a port number, not "${text}"`);
  return port;
}

function readOrigin(text: string): string {
  try {
    return new URL(text).origin;
  } catch {
    throw new Error(`WEB_ORIGINS must list origins such as https://ink.example.org, not "${text}"`);
  }
}
