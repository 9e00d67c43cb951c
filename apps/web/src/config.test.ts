import { describe, expect, it } from 'vitest';
import { gatewayAddress, internalGatewayAddress, readPublicConfig } from './config';

const page = { protocol: 'https:', hostname: 'lab.example' };

describe('public configuration', () => {
  it('finds the gateway beside the page when no address is given', () => {
    const config = readPublicConfig({ GATEWAY_PORT: '4100' });
    expect(gatewayAddress(config, page)).toBe('https://lab.example:4100');
  });

  it('prefers the public port over the local one', () => {
    expect(readPublicConfig({ GATEWAY_PORT: '4100', GATEWAY_PUBLIC_PORT: '8443' }).gatewayPort).toBe(8443);
  });

  it('takes a public address as it is, without a trailing slash', () => {
    const config = readPublicConfig({ GATEWAY_PUBLIC_URL: 'https://ink.example/' });
    expect(gatewayAddress(config, page)).toBe('https://ink.example');
  });

  it('falls back to the default port on nonsense', () => {
    expect(readPublicConfig({ GATEWAY_PORT: 'abc' }).gatewayPort).toBe(4000);
  });

  it('asks the local gateway for health unless told another', () => {
    expect(internalGatewayAddress({ GATEWAY_PORT: '4100' })).toBe('http://127.0.0.1:4100');
    expect(internalGatewayAddress({ GATEWAY_URL: 'http://gateway:3001/' })).toBe('http://gateway:3001');
  });
});
