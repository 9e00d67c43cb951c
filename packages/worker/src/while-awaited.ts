import { isAwaited } from '@inkroom/store';
import type { Redis } from 'ioredis';

/** How often the store is asked whether somebody still waits, ms. */
const CHECK_MS = 250;

/**
 * Does work that is for nothing once nobody waits for a job's answer any more.
 * @param work gets a signal that is aborted then, which may be before it begins
 */
export async function whileAwaited<T>(
  redis: Redis,
  jobId: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abandoned = new AbortController();
  const check = async () => {
    if (!(await isAwaited(redis, jobId))) abandoned.abort();
  };
  await check();
  // A store that does not answer says nothing; the answer could not be told either.
  const timer = setInterval(() => void check().catch(() => {}), CHECK_MS);
  try {
    return await work(abandoned.signal);
  } finally {
    clearInterval(timer);
  }
}
