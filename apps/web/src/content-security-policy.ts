import type { PublicConfig } from './config';

interface Request {
  /** Fresh for each answer: lets Next's own inline scripts run, and no others. */
  nonce: string;
  config: PublicConfig;
  /** The host that the browser asked for, without its port. */
  hostname: string;
  /** Turbopack's reloading evaluates code. */
  development: boolean;
}

/**
 * The page's Content-Security-Policy: scripts of this build alone, and connections to the gateway alone. Styles may be
 * inline, because accessible widgets place themselves by style attributes.
 */
export function contentSecurityPolicy({ nonce, config, hostname, development }: Request): string {
  return Object.entries({
    'default-src': ["'self'"],
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", ...(development ? ["'unsafe-eval'"] : [])],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'connect-src': ["'self'", ...gatewaySources(config, hostname), ...(development ? ['ws:'] : [])],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'self'"],
  })
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}

/** The gateway as a source of plain requests and of WebSockets. A source of http: or ws: admits its secure form, too. */
function gatewaySources({ gatewayUrl, gatewayPort }: PublicConfig, hostname: string): string[] {
  const origin = gatewayUrl ? new URL(gatewayUrl).origin : `http://${hostname}:${gatewayPort}`;
  return [origin, origin.replace(/^http/, 'ws')];
}
