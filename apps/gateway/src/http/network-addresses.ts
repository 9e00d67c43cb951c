import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';

/** What containers, virtual machines and VPNs call their networks: few others are in them. */
const INNER_NETWORK =
  /^(docker|br-|podman|cni|veth|vEthernet|virbr|vmnet|vboxnet|bridge\d|tun|tap|utun|wg|tailscale|zt)/;

/**
 * This machine's addresses that others may reach: IPv4, for those are typed; the private ones first, for a school's network has those, and last
 * what only containers or a VPN are likely to reach.
 */
export function networkAddresses(interfaces = networkInterfaces()): string[] {
  return Object.entries(interfaces)
    .flatMap(([name, list = []]) => list.map((one) => ({ ...one, isInner: INNER_NETWORK.test(name) })))
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'))
    .map(({ address, isInner }) => ({ address, rank: (isInner ? 2 : 0) + (isPrivate(address) ? 0 : 1) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ address }) => address);
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
    !isHandedOn && /^(::1|(::ffff:)?127\.[\d.]+)$/.test(socket.remoteAddress ?? '') && isLoopbackHost(headers.host)
  );
}

/** Whether a `Host` means the browser's own machine, whichever that is. */
export function isLoopbackHost(host = ''): boolean {
  return /^(([\w-]+\.)*localhost|127\.[\d.]+|\[::1\])(:\d+)?$/i.test(host);
}

/** Addresses of home and school networks (RFC 1918). */
function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
}
