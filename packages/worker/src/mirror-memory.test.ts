import { describe, expect, it } from 'vitest';
import { MirrorMemory } from './mirror-memory.js';

const SOURCE = { cacheDir: 'cache', downloadTimeoutMs: 1 };

describe('MirrorMemory', () => {
  it('leaves out mirrors that could not be reached, and tries them again later', () => {
    let now = 0;
    const memory = new MirrorMemory(SOURCE, () => now);
    expect(memory.source().tryMirrors).toBe(true);
    memory.rememberFailure();
    expect(memory.source()).toEqual({ ...SOURCE, tryMirrors: false });
    now = 10 * 60_000;
    expect(memory.source().tryMirrors).toBe(true);
  });
});
