import type { Result } from '@inkroom/shared';
import { type AnsweredJob, publishAnswer } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { faultOf } from './fault.js';

/**
 * Does a job that somebody waits for, and publishes its result. Work that throws is answered as well, so that nobody waits
 * in vain; the job fails all the same.
 * @throws what the work throws
 */
export async function answerJob(
  redis: Redis,
  jobId: string,
  job: AnsweredJob,
  work: () => Promise<Result<unknown>>,
): Promise<void> {
  let result: Result<unknown>;
  try {
    result = await work();
  } catch (thrown) {
    // Should the store not take the answer either, the first fault is the one to tell.
    await publishAnswer(redis, jobId, job, { ok: false, error: faultOf(thrown) }).catch(() => {});
    throw thrown;
  }
  await publishAnswer(redis, jobId, job, result);
}
