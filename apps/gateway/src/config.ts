import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { type Limits, readLimits } from '@inkroom/shared';
import { readLogLevel, readRedisUrl } from '@inkroom/store';
import { type ClientAddress, readForwardedHttps, readTrustedProxies } from './http/client-address.js';

/** What the environment says about a gateway. */
export interface GatewayConfig {
  /** HOST: the address to listen on. */
  host: string;
  /** PORT; 0 takes a free one. */
  port: number;
  /** BASE_PATH: what every path begins with, such as `/ink`; '' for none. The app is built with the same. */
  basePath: string;
  /** APP_URL: the app's server, which answers what is not the gateway's own; null where there is none. */
  appUrl: string | null;
  /** REDIS_URL. */
  redisUrl: string;
  /** PUBLIC_URL: the address that browsers use, where a proxy tells the gateway another one; null where none does. */
  publicUrl: string | null;
  /** WEB_ORIGINS, separated by commas: pages of other addresses that may connect. */
  webOrigins: readonly string[];
  /** This machine's own name. */
  machineName: string;
  /** By TRUSTED_PROXIES: whose request it is, for what is paced by address. */
  clientAddress: ClientAddress;
  /** By TRUSTED_PROXIES: whether a proxy says that the browser came by https. */
  saysHttps: (request: IncomingMessage) => boolean;
  /** METRICS_TOKEN: what whoever reads the figures has to send; null where they are told to this machine alone. */
  metricsToken: string | null;
  /** OPERATOR_TOKEN: what an operator has to know; null where there is no page for one. */
  operatorToken: string | null;
  /** LOG_LEVEL of pino. */
  logLevel: string;
  limits: Limits;
}

const DEFAULT_PORT = 3000;
const PORT_MAX = 65_535;
/** Characters: nobody guesses as many, at the pace at which they may try. */
const OPERATOR_TOKEN_MIN = 16;

/** @throws Error that names the variable when a value makes no sense */
export function readConfig(env: Record<string, string | undefined>): GatewayConfig {
  return {
    host: env.HOST || '0.0.0.0',
    port: readPort(env.PORT),
    basePath: readBasePath(env.BASE_PATH),
    appUrl: env.APP_URL ? readAddress('APP_URL', env.APP_URL) : null,
    redisUrl: readRedisUrl(env),
    publicUrl: env.PUBLIC_URL ? readAddress('PUBLIC_URL', env.PUBLIC_URL) : null,
    webOrigins: (env.WEB_ORIGINS ?? '')
      .split(',')
      .flatMap((origin) => (origin.trim() ? [readAddress('WEB_ORIGINS', origin.trim())] : [])),
    machineName: hostname().toLowerCase(),
    clientAddress: readTrustedProxies(env.TRUSTED_PROXIES),
    saysHttps: readForwardedHttps(env.TRUSTED_PROXIES),
    metricsToken: env.METRICS_TOKEN || null,
    operatorToken: readOperatorToken(env.OPERATOR_TOKEN),
    logLevel: readLogLevel(env),
    limits: readLimits(env),
  };
}

function readPort(text: string | undefined): number {
  if (!text) return DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > PORT_MAX) throw new Error(`PORT must be a port number, not "${text}"`);
  return port;
}

function readOperatorToken(text: string | undefined): string | null {
  if (!text) return null;
  if (text.length < OPERATOR_TOKEN_MIN)
    throw new Error(
      `OPERATOR_TOKEN must have ${OPERATOR_TOKEN_MIN} characters or more: openssl rand -base64 24 makes one`,
    );
  return text;
}

/** @returns `/prefix` without a slash at its end, or '' */
function readBasePath(text = ''): string {
  if (text === '' || text === '/') return '';
  if (!/^(\/[A-Za-z0-9._~-]+)+\/?$/.test(text)) throw new Error(`BASE_PATH must be a path such as /ink, not "${text}"`);
  return text.replace(/\/$/, '');
}

/** An origin: an address with nothing behind it, and nobody in it. */
function readAddress(variable: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`)
    throw new Error(`${variable} must be an address without a path, such as https://ink.example.org, not "${text}"`);
  return url.origin;
}
