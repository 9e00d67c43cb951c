import { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';

/** This machine's addresses that others in its network may reach: IPv4, for those are typed, the private ones first. */
export function networkAddresses(interfaces = networkInterfaces()): string[] {
  const found = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'))
    .map(({ address }) => address);
  return [...found.filter(isPrivate), ...found.filter((address) => !isPrivate(address))];
}

/**
 * What is said when all is ready: the address for this machine, and, where it is in a network, the one for everybody else as a QR code
 * to point a phone at.
 */
export function welcome(url: string, addresses: readonly string[]): string {
  const lines = [`inkroom ready ${url}`];
  const others = addresses.map((address) => {
    const other = new URL(url);
    other.hostname = address;
    return other.href.replace(/\/$/, '');
  });
  const [first, ...more] = others;
  if (first === undefined) return `${lines[0]}\n`;
  lines.push(`for everybody in this network: ${first}`);
  for (const other of more) lines.push(`                            or: ${other}`);
  return `${lines.join('\n')}\n${renderUnicodeCompact(first, { border: 1 })}\n`;
}

/** Addresses of home and school networks (RFC 1918). */
function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
}
