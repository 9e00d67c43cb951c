import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

describe('the settings of a gateway', () => {
  it.each([
    ['REDIS_URL', '"redis://127.0.0.1:6379"'],
    ['REDIS_URL', '127.0.0.1:6379'],
    ['REDIS_URL', 'http://127.0.0.1'],
    ['REDIS_URL', 'redis://'],
    ['PORT', '３０００'],
    ['PORT', '1e3'],
    ['PORT', '70000'],
    ['PORT', '"3000"'],
    ['PUBLIC_URL', '"https://ink.example.org"'],
    ['PUBLIC_URL', 'ink.example.org'],
    ['PUBLIC_URL', 'https://ink.example.org/ink'],
    ['PUBLIC_URL', 'https://ink.example.org,https://school.example'],
    ['PUBLIC_URL', 'https://somebody:secret@ink.example.org'],
    ['APP_URL', 'web:3000'],
    ['BASE_PATH', 'ink'],
    ['BASE_PATH', '"/ink"'],
    ['WEB_ORIGINS', '*'],
    ['WEB_ORIGINS', 'https://a.example;https://b.example'],
    ['TRUSTED_PROXIES', '"1"'],
    ['LOG_LEVEL', 'loud'],
    ['INKROOM_ROOM_PEOPLE_MAX', 'many'],
  ])('are refused by name at start: %s=%s', (variable, value) => {
    expect(() => readConfig({ [variable]: value })).toThrow(variable);
  });

  it('that are wrong are told without the password of Redis', () => {
    expect(() => readConfig({ REDIS_URL: '"redis://:secret@127.0.0.1"' })).toThrow(/^(?!.*secret)/);
  });

  it('have a usual value where they are empty, as compose hands them on', () => {
    const names = [
      'REDIS_URL',
      'PORT',
      'PUBLIC_URL',
      'APP_URL',
      'BASE_PATH',
      'WEB_ORIGINS',
      'TRUSTED_PROXIES',
      'OPERATOR_TOKEN',
      'LOG_LEVEL',
    ];
    const {
      clientAddress: _,
      saysHttps: __,
      ...empty
    } = readConfig(Object.fromEntries(names.map((name) => [name, ''])));
    const { clientAddress: ___, saysHttps: ____, ...unset } = readConfig({});
    expect(empty).toEqual(unset);
    expect(empty).toMatchObject({ port: 3000, publicUrl: null, metricsToken: null, logLevel: 'info' });
  });

  it('keep an operator’s token out that somebody could guess', () => {
    expect(() => readConfig({ OPERATOR_TOKEN: 'letmein' })).toThrow(/OPERATOR_TOKEN/);
    expect(readConfig({ OPERATOR_TOKEN: 'x'.repeat(16) }).operatorToken).toHaveLength(16);
  });

  it('are read', () => {
    const env = {
      PUBLIC_URL: 'https://Ink.example.org/',
      WEB_ORIGINS: 'https://a.example, http://b.example:8080',
      BASE_PATH: '/ink/',
    };
    expect(readConfig(env)).toMatchObject({
      publicUrl: 'https://ink.example.org',
      webOrigins: ['https://a.example', 'http://b.example:8080'],
      basePath: '/ink',
    });
  });
});
