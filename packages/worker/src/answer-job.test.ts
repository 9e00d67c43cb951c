import { CodedException, codedError, ok } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { describe, expect, it, vi } from 'vitest';
import { answerJob } from './answer-job.js';

describe('a job that somebody waits for', () => {
  function start(work: Parameters<typeof answerJob>[3]) {
    const publish = vi.fn(async (_channel: string, _text: string) => 1);
    const done = answerJob({ publish } as unknown as Redis, 'job', { replyTo: 'channel' }, work);
    const answers = () => publish.mock.calls.map(([channel, text]) => [channel, JSON.parse(text)]);
    return { done, answers };
  }

  it('is answered with its result', async () => {
    const { done, answers } = start(async () => ok(7));
    await done;
    expect(answers()).toEqual([['channel', { jobId: 'job', result: ok(7) }]]);
  });

  it.each([
    ['internal, without its text', new Error('a secret'), codedError('internal')],
    ['its code', new CodedException(codedError('dataset_corrupt')), codedError('dataset_corrupt')],
  ])('is answered with %s when its work throws, and fails', async (_, thrown, error) => {
    const { done, answers } = start(async () => {
      throw thrown;
    });
    await expect(done).rejects.toBe(thrown);
    expect(answers()).toEqual([['channel', { jobId: 'job', result: { ok: false, error } }]]);
  });
});
