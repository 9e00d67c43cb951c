import { isIP } from 'node:net';
import type { GatewayConfig } from '../config.js';

/** What a request says about where it was sent, and from which page. */
interface Addressed {
  headers: { host?: string | undefined; origin?: string | undefined; referer?: string | undefined };
}

type Known = Pick<GatewayConfig, 'publicUrl' | 'webOrigins' | 'machineName'>;

/**
 * Whether the name that a browser asked for may be this inkroom's. A stranger's page can have its own name lead to this machine
 * (DNS rebinding) and then speak to it as if to itself. Where a public address is set, a proxy may tell any host: there it is the
 * page's own address that decides, see {@link isOriginAllowed}.
 */
export function isHostKnown({ headers: { host } }: Addressed, { publicUrl, machineName }: Known): boolean {
  return publicUrl !== null || isOwnName(host, machineName);
}

/**
 * Whether a page may connect. Socket.IO's `cors` does not guard WebSockets, and a browser opens one to any host it is told
 * to. Allowed are pages of the address that was asked, whatever its port, if a stranger cannot have it; of the public one; and
 * listed ones. A poll of a page to its own address carries no Origin, but a Referer. What sends neither is not a browser, and
 * nobody's page can misuse it.
 */
export function isOriginAllowed({ headers }: Addressed, { publicUrl, webOrigins, machineName }: Known): boolean {
  const page = headers.origin ?? originOf(headers.referer);
  if (page === undefined || page === publicUrl || webOrigins.includes(page)) return true;
  const name = hostName(page);
  return name !== null && isOwnName(headers.host, machineName) && name === hostName(`http://${headers.host}`);
}

/** An address of numbers, a name that no public server gives (localhost, `.local`, one without a dot), or this machine's own. */
function isOwnName(host: string | undefined, machineName: string): boolean {
  const name = host === undefined ? null : hostName(`http://${host}`);
  if (name === null) return false;
  const bare = name.replace(/^\[|\]$/g, '');
  return isIP(bare) !== 0 || !bare.includes('.') || /\.(localhost|local)$/.test(bare) || bare === machineName;
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}

function hostName(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}
