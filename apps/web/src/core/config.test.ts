import { describe, expect, it } from 'vitest';
import { gatewayAddress, readEmbedOrigins } from './config';

describe('the app’s settings', () => {
  it('find the gateway at the page’s own address', () => {
    expect(gatewayAddress('https://lab.example:8443')).toBe('https://lab.example:8443');
  });

  it('name the sites that may embed the app', () => {
    expect(readEmbedOrigins(' https://school.example/path, http://lms.local:8080 ,')).toEqual([
      'https://school.example',
      'http://lms.local:8080',
    ]);
    expect(readEmbedOrigins(undefined)).toEqual([]);
  });

  it.each(['"https://school.example"', 'school.example', 'javascript:alert(1)'])('refuse %s, by name', (text) => {
    expect(() => readEmbedOrigins(text)).toThrow('EMBED_ORIGINS');
  });
});
