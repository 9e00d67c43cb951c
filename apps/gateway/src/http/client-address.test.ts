import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { readTrustedProxies } from './client-address.js';

function request(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  return {
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  } as unknown as IncomingMessage;
}

describe('the address of a client', () => {
  it('is who holds the connection, whatever it says of itself, when no proxy is trusted', () => {
    const addressOf = readTrustedProxies(undefined);
    expect(addressOf(request('203.0.113.7', '198.51.100.1'))).toBe('203.0.113.7');
    expect(addressOf(request(undefined))).toBe('unknown');
  });

  it.each(['10.0.0.0/8', 'uniquelocal', '192.0.2.1, 10.1.2.3', '1'])(
    'behind a proxy of TRUSTED_PROXIES=%s is what the proxy says',
    (trusted) => {
      const addressOf = readTrustedProxies(trusted);
      expect(addressOf(request('10.1.2.3', '198.51.100.1'))).toBe('198.51.100.1');
      // The client has written the first one itself.
      expect(addressOf(request('10.1.2.3', '192.168.9.9, 198.51.100.1'))).toBe('198.51.100.1');
      expect(addressOf(request('::ffff:10.1.2.3', '198.51.100.1'))).toBe('198.51.100.1');
    },
  );

  it('is not taken from the header by who comes past the proxies', () => {
    expect(readTrustedProxies('10.0.0.0/8')(request('203.0.113.7', '198.51.100.1'))).toBe('203.0.113.7');
  });

  it('goes through several proxies', () => {
    const forwarded = '203.0.113.9, 198.51.100.1, 10.0.0.2';
    expect(readTrustedProxies('2')(request('10.1.2.3', forwarded))).toBe('198.51.100.1');
    expect(readTrustedProxies('10.0.0.0/8')(request('10.1.2.3', forwarded))).toBe('198.51.100.1');
  });

  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff::', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::9', '2001:db8:1:3::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['203.0.113.7', '203.0.113.7'],
  ])('R7 of IPv6 is counted by its network: %s is %s', (address, network) => {
    expect(readTrustedProxies(undefined)(request(address))).toBe(network);
    expect(readTrustedProxies('1')(request('10.1.2.3', address))).toBe(network);
  });

  it('is what a trusted proxy makes of it', () => {
    expect(readTrustedProxies('1')(request('10.1.2.3', 'unknown'))).toBe('unknown');
  });

  it.each(['-1', '1.5', 'everybody', '10.0.0.0/40'])('is not guessed from TRUSTED_PROXIES=%s', (text) => {
    expect(() => readTrustedProxies(text)).toThrow(/TRUSTED_PROXIES/);
  });
});
