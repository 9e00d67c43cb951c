import { describe, expect, it } from 'vitest';
import { networkAddresses, welcome } from './welcome.ts';

const at = (address: string, more: object = {}) => ({ address, family: 'IPv4', internal: false, ...more }) as never;

describe('the words when all is ready', () => {
  it('name the address of this machine in its network beside the local one, with a QR code', () => {
    const text = welcome('http://localhost:3000', ['192.168.1.20', '10.8.0.3']);
    expect(text).toMatch(/^inkroom ready http:\/\/localhost:3000\n/);
    expect(text).toContain('for everybody in this network: http://192.168.1.20:3000\n');
    expect(text).toContain('or: http://10.8.0.3:3000\n');
    expect(text).toMatch(/[█▀▄]{5}/);
  });

  it('keep the prefix of all paths', () => {
    expect(welcome('http://localhost:3000/ink', ['192.168.1.20'])).toContain('http://192.168.1.20:3000/ink\n');
  });

  it('are one line on a machine without a network', () => {
    expect(welcome('http://localhost:3000', [])).toBe('inkroom ready http://localhost:3000\n');
  });

  it('leave out what no other machine reaches, and put the school’s network first', () => {
    const interfaces = {
      lo: [at('127.0.0.1', { internal: true })],
      vpn: [at('203.0.113.7'), at('169.254.9.9')],
      wlan: [at('fe80::1', { family: 'IPv6' }), at('172.20.0.4')],
    };
    expect(networkAddresses(interfaces)).toEqual(['172.20.0.4', '203.0.113.7']);
  });
});
