import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy';

const policy = (gatewayUrl: string | null, development = false) =>
  contentSecurityPolicy({
    nonce: 'abc',
    config: { gatewayUrl, gatewayPort: 4000 },
    hostname: 'lab.example',
    development,
  });

describe('content security policy', () => {
  it('lets the page reach the gateway beside it', () => {
    expect(policy(null)).toContain("connect-src 'self' http://lab.example:4000 ws://lab.example:4000;");
  });

  it('lets the page reach a gateway at an address of its own', () => {
    expect(policy('https://ink.example/path')).toContain("connect-src 'self' https://ink.example wss://ink.example;");
  });

  it('runs no script without the nonce and evaluates none', () => {
    expect(policy(null)).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
    expect(policy(null, true)).toContain("'unsafe-eval'");
  });
});
