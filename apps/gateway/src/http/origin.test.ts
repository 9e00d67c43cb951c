import { describe, expect, it } from 'vitest';
import { isHostKnown, isOriginAllowed } from './origin.js';

const config = { publicUrl: null as string | null, webOrigins: [] as string[], machineName: 'teachers-laptop' };
const asked = (host: string | undefined, origin?: string, referer?: string) => ({ headers: { host, origin, referer } });

describe('isOriginAllowed', () => {
  it('lets in pages of the address that was asked, whatever their port', () => {
    expect(isOriginAllowed(asked('192.168.1.20:4000', 'http://192.168.1.20:3000'), config)).toBe(true);
    expect(isOriginAllowed(asked('teachers-laptop', 'https://teachers-laptop'), config)).toBe(true);
    expect(isOriginAllowed(asked('[::1]:4000', 'http://[::1]:3000'), config)).toBe(true);
  });

  it('R9 refuses pages of another host, of no host, and of a host that only begins alike', () => {
    expect(isOriginAllowed(asked('ink.example.org', 'http://evil.example'), config)).toBe(false);
    expect(isOriginAllowed(asked('ink.example.org', 'http://ink.example.org.evil.example'), config)).toBe(false);
    expect(isOriginAllowed(asked('ink.example.org', 'null'), config)).toBe(false);
    expect(isOriginAllowed(asked(undefined, 'http://ink.example.org'), config)).toBe(false);
  });

  it('lets in the public address where a proxy tells another host, and listed ones exactly', () => {
    const known = { ...config, publicUrl: 'https://ink.example.org', webOrigins: ['https://school.example'] };
    expect(isOriginAllowed(asked('10.0.0.7:3000', 'https://ink.example.org'), known)).toBe(true);
    expect(isOriginAllowed(asked('10.0.0.7:3000', 'https://school.example'), known)).toBe(true);
    expect(isOriginAllowed(asked('10.0.0.7:3000', 'http://school.example'), known)).toBe(false);
  });

  it('R9 refuses a name that leads here without being this machine’s, though the page says the same (DNS rebinding)', () => {
    expect(isOriginAllowed(asked('evil.example', 'http://evil.example'), config)).toBe(false);
    const known = { ...config, publicUrl: 'https://ink.example.org' };
    expect(isOriginAllowed(asked('evil.example', 'http://evil.example'), known)).toBe(false);
  });

  it('goes by the Referer of a poll, which carries no Origin: a proxy that rewrites Host is refused there too', () => {
    const page = 'https://ink.example.org/r/abc';
    expect(isOriginAllowed(asked('10.0.0.7:3000', undefined, page), config)).toBe(false);
    expect(
      isOriginAllowed(asked('10.0.0.7:3000', undefined, page), { ...config, publicUrl: 'https://ink.example.org' }),
    ).toBe(true);
    expect(isOriginAllowed(asked('10.0.0.7:3000', undefined, 'http://10.0.0.7:3000/r/abc'), config)).toBe(true);
  });

  it('lets in what is not a browser', () => {
    expect(isOriginAllowed(asked('ink.example.org'), config)).toBe(true);
  });
});

describe('isHostKnown', () => {
  it.each([
    'localhost:3000',
    '127.0.0.1:3000',
    '192.168.1.20:3000',
    '[fe80::1]:3000',
    'teachers-laptop:3000',
    'Teachers-Laptop',
    'teachers-laptop.local',
    'room.localhost',
  ])('knows %s, which no stranger can have lead here', (host) => {
    expect(isHostKnown(asked(host), config)).toBe(true);
  });

  it.each(['evil.example', '192.168.1.20.evil.example', 'localhost.evil.example', '', 'a b', undefined])(
    'R9 does not know %s, which may lead here today and there tomorrow (DNS rebinding)',
    (host) => {
      expect(isHostKnown(asked(host), config)).toBe(false);
    },
  );

  it('knows this machine by its whole name, and any name where a public address is set: there the page decides', () => {
    expect(isHostKnown(asked('ink.school.example:3000'), { ...config, machineName: 'ink.school.example' })).toBe(true);
    expect(isHostKnown(asked('app.internal.example'), { ...config, publicUrl: 'https://ink.example.org' })).toBe(true);
  });
});
