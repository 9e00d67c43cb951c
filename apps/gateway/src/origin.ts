import { isIP } from 'node:net';
import type { GatewayConfig } from './config.js';

/** What a request says about where it was sent, and from which page. */
interface Addressed {
  headers: { host?: string | undefined; origin?: string | undefined };
}

type Known = Pick<GatewayConfig, 'publicUrl' | 'webOrigins' | 'machineName'>;

/**
 * Whether the name that a browser asked for is one of this inkroom's. A stranger's page can have its own name lead to this machine
 * (DNS rebinding) and then speak to it as if to itself; but not under an address of numbers, a name that no public server gives
 * (localhost, `.local`, one without a dot), this machine's own, or the public one.
 */
export function isHostKnown({ headers: { host } }: Addressed, { publicUrl, machineName }: Known): boolean {
  const name = host === undefined ? null : hostName(`http://${host}`);
  if (name === null) return false;
  const bare = name.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0 || !bare.includes('.') || /\.(localhost|local)$/.test(bare)) return true;
  return bare === machineName || (publicUrl !== null && bare === hostName(publicUrl));
}

/**
 * Whether a page may connect. Socket.IO's `cors` does not guard WebSockets, and a browser opens one to any host it is told
 * to. Allowed are pages of the address that was asked, whatever its port, of the public one, and listed ones. What sends no
 * Origin is not a browser, and nobody's page can misuse it.
 */
export function isOriginAllowed({ headers: { origin, host } }: Addressed, { publicUrl, webOrigins }: Known): boolean {
  if (origin === undefined || origin === publicUrl || webOrigins.includes(origin)) return true;
  const page = hostName(origin);
  return page !== null && host !== undefined && page === hostName(`http://${host}`);
}

function hostName(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}
