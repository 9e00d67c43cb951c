import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy';

const policy = (more: Partial<Parameters<typeof contentSecurityPolicy>[0]> = {}) =>
  contentSecurityPolicy({ nonce: 'abc', host: 'lab.example:3000', embedOrigins: [], development: false, ...more });

describe('content security policy', () => {
  it('lets the page reach where it came from, by WebSocket too, and nothing else', () => {
    expect(policy()).toContain("connect-src 'self' ws://lab.example:3000 wss://lab.example:3000;");
  });

  it('lets the listed sites show the page in a frame, and no others', () => {
    expect(policy()).toMatch(/frame-ancestors 'self'$/);
    expect(policy({ embedOrigins: ['https://school.example'] })).toMatch(
      /frame-ancestors 'self' https:\/\/school.example$/,
    );
  });

  it('runs workers of its own site alone', () => {
    expect(policy()).toContain("worker-src 'self';");
  });

  it('runs no script without the nonce and evaluates none', () => {
    expect(policy()).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
    expect(policy({ development: true })).toContain("'unsafe-eval'");
  });
});
