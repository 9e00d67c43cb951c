import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { describe, expect, it, vi } from 'vitest';
import { whileAwaited } from './while-awaited.js';

/** A store that says for each question whether somebody waits; the last answer holds from then on. */
function storeThatSays(...answers: (boolean | Error)[]): Redis {
  return {
    exists: async () => {
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
      if (answer instanceof Error) throw answer;
      return answer ? 1 : 0;
    },
  } as unknown as Redis;
}

describe('work that somebody waits for', () => {
  it('is told when they have given up, and what it says is passed on', async () => {
    const work = vi.fn(async (signal: AbortSignal) => {
      expect(signal.aborted).toBe(false);
      await once(signal, 'abort');
      return 'ended early';
    });
    expect(await whileAwaited(storeThatSays(true, true, false), 'job', work)).toBe('ended early');
  });

  it('knows from the start when they gave up before', async () => {
    expect(await whileAwaited(storeThatSays(false), 'job', async (signal) => signal.aborted)).toBe(true);
  });

  it('goes on while the store is silent', async () => {
    const aborted = await whileAwaited(storeThatSays(true, new Error('away'), false), 'job', async (signal) => {
      await once(signal, 'abort');
      return signal.aborted;
    });
    expect(aborted).toBe(true);
  });
});
