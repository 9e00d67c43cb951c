import { describe, expect, it } from 'vitest';
import { installDifference } from './packages.mjs';

const wanted = {
  '': {},
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/a-darwin': { version: '1.0.0', optional: true },
  'node_modules/@inkroom/web': { link: true },
};

describe('installDifference', () => {
  it('finds none where everything but optional packages is there', () => {
    expect(
      installDifference(wanted, {
        'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
        'node_modules/@inkroom/web': { link: true },
      }),
    ).toBeNull();
  });

  it('tells a missing package', () => {
    expect(installDifference(wanted, { 'node_modules/@inkroom/web': { link: true } })).toBe(
      'node_modules/a is missing',
    );
  });

  it('tells another version, and another content under the same version', () => {
    const installed = { ...wanted, 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } };
    expect(installDifference(wanted, installed)).toBe('node_modules/a is another version');
    const tampered = { ...wanted, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } };
    expect(installDifference(wanted, tampered)).toBe('node_modules/a is another version');
  });

  it('tells a package that the lockfile no longer has', () => {
    const installed = { ...wanted, 'node_modules/old': { version: '1.0.0' } };
    expect(installDifference(wanted, installed)).toBe('node_modules/old is not in the lockfile');
  });
});
