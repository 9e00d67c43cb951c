import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';

/** This machine's addresses that others in its network may reach: IPv4, for those are typed, the private ones first. */
export function networkAddresses(interfaces = networkInterfaces()): string[] {
  const found = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'))
    .map(({ address }) => address);
  return [...found.filter(isPrivate), ...found.filter((address) => !isPrivate(address))];
}

/**
 * The origins under which others reach a gateway that listens at `where`: the public address alone where there is one, else one
 * for each of this machine's addresses on which it listens.
 */
export function reachableOrigins(
  publicUrl: string | null,
  where: Pick<AddressInfo, 'address' | 'port'>,
  interfaces = networkInterfaces(),
): string[] {
  if (publicUrl !== null) return [publicUrl];
  const isEverywhere = where.address === '0.0.0.0' || where.address === '::';
  return networkAddresses(interfaces)
    .filter((address) => isEverywhere || address === where.address)
    .map((address) => new URL(`http://${address}:${where.port}`).origin);
}

/**
 * Whether a browser on this very machine asks, under a name that means this machine. What a proxy or a tunnel hands on comes from here as
 * well, but says for whom, or asks under another name.
 */
export function isAskedHere({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): boolean {
  const isHandedOn = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return (
    !isHandedOn &&
    /^(::1|(::ffff:)?127\.[\d.]+)$/.test(socket.remoteAddress ?? '') &&
    /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/i.test(headers.host ?? '')
  );
}

/** Addresses of home and school networks (RFC 1918). */
function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
}
