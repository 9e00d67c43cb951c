import { describe, expect, it } from 'vitest';
import { isOriginAllowed } from './origin.js';

describe('isOriginAllowed', () => {
  it('lets in pages of the same host, whatever their port', () => {
    expect(isOriginAllowed('http://ink.example.org:3000', 'ink.example.org:4000', [])).toBe(true);
    expect(isOriginAllowed('https://ink.example.org', 'ink.example.org', [])).toBe(true);
    expect(isOriginAllowed('http://[::1]:3000', '[::1]:4000', [])).toBe(true);
  });

  it('refuses pages of another host, of no host, and of a host that only begins alike', () => {
    expect(isOriginAllowed('http://evil.example', 'ink.example.org', [])).toBe(false);
    expect(isOriginAllowed('http://ink.example.org.evil.example', 'ink.example.org', [])).toBe(false);
    expect(isOriginAllowed('null', 'ink.example.org', [])).toBe(false);
    expect(isOriginAllowed('http://ink.example.org', undefined, [])).toBe(false);
  });

  it('lets in listed origins exactly', () => {
    expect(isOriginAllowed('https://school.example', 'ink.example.org', ['https://school.example'])).toBe(true);
    expect(isOriginAllowed('http://school.example', 'ink.example.org', ['https://school.example'])).toBe(false);
  });

  it('lets in what is not a browser', () => {
    expect(isOriginAllowed(undefined, 'ink.example.org', [])).toBe(true);
  });
});
