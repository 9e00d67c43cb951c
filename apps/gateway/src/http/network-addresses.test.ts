import { describe, expect, it } from 'vitest';
import { isAskedHere, networkAddresses, reachableOrigins } from './network-addresses.js';

const at = (address: string, more: object = {}) => ({ address, family: 'IPv4', internal: false, ...more }) as never;
const INTERFACES = {
  lo: [at('127.0.0.1', { internal: true })],
  vpn: [at('203.0.113.7'), at('169.254.9.9')],
  wlan: [at('fe80::1', { family: 'IPv6' }), at('172.20.0.4')],
};

describe('the addresses of this machine', () => {
  it('leave out what no other machine reaches, and begin with the school’s network', () => {
    expect(networkAddresses(INTERFACES)).toEqual(['172.20.0.4', '203.0.113.7']);
  });

  it('begin with none that only containers, virtual machines or a VPN reach', () => {
    const interfaces = {
      docker0: [at('172.17.0.1')],
      'vEthernet (WSL)': [at('172.29.0.1')],
      utun3: [at('10.8.0.3')],
      eth0: [at('198.51.100.2')],
      wlp2s0: [at('192.168.1.20')],
    };
    expect(networkAddresses(interfaces)).toEqual([
      '192.168.1.20',
      '198.51.100.2',
      '172.17.0.1',
      '172.29.0.1',
      '10.8.0.3',
    ]);
  });

  it.each(['0.0.0.0', '::'])('are all of use to others where the gateway listens on %s', (address) => {
    const origins = reachableOrigins(null, { address, port: 3000 }, INTERFACES);
    expect(origins).toEqual(['http://172.20.0.4:3000', 'http://203.0.113.7:3000']);
  });

  it('are of no use to others but for the one that the gateway listens on', () => {
    expect(reachableOrigins(null, { address: '172.20.0.4', port: 80 }, INTERFACES)).toEqual(['http://172.20.0.4']);
    expect(reachableOrigins(null, { address: '127.0.0.1', port: 3000 }, INTERFACES)).toEqual([]);
  });

  it('stand back behind the public address', () => {
    const where = { address: '0.0.0.0', port: 3000 };
    expect(reachableOrigins('https://ink.example.org', where, INTERFACES)).toEqual(['https://ink.example.org']);
  });
});

describe('R9 who is told of them', () => {
  const asked = (remoteAddress: string | undefined, headers: Record<string, string> = {}) =>
    isAskedHere({ socket: { remoteAddress }, headers: { host: 'localhost:3000', ...headers } } as never);

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('is a browser on this machine (%s)', (address) => {
    expect(asked(address)).toBe(true);
    expect(asked(address, { host: '[::1]:3000' })).toBe(true);
    expect(asked(address, { host: '127.0.0.1' })).toBe(true);
    expect(asked(address, { host: 'room.localhost:3000' })).toBe(true);
  });

  it.each(['192.168.1.30', '::ffff:192.168.1.30', '1270.0.0.1', undefined])(
    'is not another machine (%s)',
    (address) => {
      expect(asked(address)).toBe(false);
    },
  );

  it('is nobody for whom a proxy or a tunnel on this machine asks', () => {
    expect(asked('127.0.0.1', { 'x-forwarded-for': '198.51.100.1' })).toBe(false);
    expect(asked('127.0.0.1', { forwarded: 'for=198.51.100.1' })).toBe(false);
    expect(asked('127.0.0.1', { host: 'ink.example.org' })).toBe(false);
    expect(asked('127.0.0.1', { host: 'localhost.evil.example' })).toBe(false);
  });
});
