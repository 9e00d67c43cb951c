import { describe, expect, it } from 'vitest';
import { welcome } from './welcome.ts';

describe('the words when all is ready', () => {
  it('name the address of this machine in its network beside the local one, with a QR code', () => {
    const text = welcome('http://localhost:3000', ['http://192.168.1.20:3000', 'http://10.8.0.3:3000']);
    expect(text).toMatch(/^inkroom ready http:\/\/localhost:3000\n/);
    expect(text).toContain('for everybody in this network: http://192.168.1.20:3000\n');
    expect(text).toContain('or: http://10.8.0.3:3000\n');
    expect(text).toMatch(/[█▀▄]{5}/);
  });

  it('keep the prefix of all paths', () => {
    expect(welcome('http://localhost:3000/ink', ['http://192.168.1.20:3000'])).toContain(
      'http://192.168.1.20:3000/ink\n',
    );
  });

  it('are one line on a machine without a network', () => {
    expect(welcome('http://localhost:3000', [])).toBe('inkroom ready http://localhost:3000\n');
  });
});
