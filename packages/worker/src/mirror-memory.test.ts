import { describe, expect, it } from 'vitest';
import { MirrorMemory } from './mirror-memory.js';

describe('MirrorMemory', () => {
  it('leaves out mirrors that could not be reached, and tries them again later', () => {
    let now = 0;
    const memory = new MirrorMemory({ cacheDir: 'cache', mirrors: ['https://a/'] }, 1000, () => now);
    expect(memory.source().mirrors).toEqual(['https://a/']);
    memory.rememberFailure();
    expect(memory.source()).toEqual({ cacheDir: 'cache', mirrors: [] });
    now = 1000;
    expect(memory.source().mirrors).toEqual(['https://a/']);
  });
});
