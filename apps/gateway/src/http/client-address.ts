import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';

/** Whoever has one IPv6 address has all that begin with the same 64 bits. */
const NETWORK_GROUPS = 4;

/** Tells from which address a request came, as limits per address count it. */
export type ClientAddress = (request: IncomingMessage) => string;

/**
 * Reads TRUSTED_PROXIES: how many proxies stand before the gateway (`1`), or their addresses, networks and the names
 * `loopback`, `linklocal` and `uniquelocal`, separated by commas. The client is then the last entry of `X-Forwarded-For` that none of
 * these wrote; what a client puts into that header itself counts for nothing. Without proxies it is who holds the connection.
 * @throws Error that names the variable when it makes no sense
 */
export function readTrustedProxies(text: string | undefined): ClientAddress {
  const trust = trustIn((text ?? '').trim());
  return (request) => counted(proxyAddr(request, trust) ?? 'unknown');
}

/** An IPv4 address, also where IPv6 wraps it; of another one of IPv6, its network. */
function counted(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const network = parsed.parts.slice(0, NETWORK_GROUPS).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}

/**
 * Reads TRUSTED_PROXIES as {@link readTrustedProxies} does.
 * @returns whether a request's proxy is trusted and says that the browser came by https (`X-Forwarded-Proto`)
 */
export function readForwardedHttps(text: string | undefined): (request: IncomingMessage) => boolean {
  const trust = trustIn((text ?? '').trim());
  return ({ socket, headers }) =>
    trust(socket.remoteAddress ?? '', 0) && /^https\b/i.test(String(headers['x-forwarded-proto'] ?? ''));
}

function trustIn(text: string): (address: string, hop: number) => boolean {
  if (text === '') return () => false;
  if (/^\d+$/.test(text)) return (_, hop) => hop < Number(text);
  try {
    return proxyAddr.compile(text.split(',').map((part) => part.trim()));
  } catch {
    throw new Error(`TRUSTED_PROXIES must be a count or list addresses such as 10.0.0.0/8, not "${text}"`);
  }
}
