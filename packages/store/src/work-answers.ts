import { randomUUID } from 'node:crypto';
import type { Result } from '@inkroom/shared';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { awaitedKey } from './keys.js';

/**
 * How a gateway gets the result of a job that somebody waits for: the job names a channel, its worker publishes the result
 * there. A result that is lost, because Redis or the gateway restarts, is one that does not come in time: whoever asked
 * asks again.
 */
interface Answer {
  jobId: string;
  result: Result<unknown>;
}

/** What of a job is needed to answer it. */
export interface AnsweredJob {
  /** The channel on which the result is awaited. */
  replyTo: string;
}

export async function publishAnswer(
  redis: Redis,
  jobId: string,
  { replyTo }: AnsweredJob,
  result: Result<unknown>,
): Promise<void> {
  await redis.publish(replyTo, JSON.stringify({ jobId, result } satisfies Answer));
}

/** Says for how long somebody waits for a job's answer at most, or with 0 that nobody does any more. */
export async function setAwaited(redis: Redis, jobId: string, forMs: number): Promise<void> {
  if (forMs > 0) await redis.set(awaitedKey(jobId), 1, 'PX', Math.ceil(forMs));
  else await redis.del(awaitedKey(jobId));
}

/** Whether somebody still waits for a job's answer; false as well when whoever asked has died and their time is over. */
export async function isAwaited(redis: Redis, jobId: string): Promise<boolean> {
  return (await redis.exists(awaitedKey(jobId))) === 1;
}

/** The waiting side: one for each gateway. */
export class WorkAnswers {
  readonly channel: string;
  readonly #waiting = new Map<string, (result: Result<unknown>) => void>();
  readonly #subscriber: Redis;
  #subscribed: Promise<unknown> | null = null;

  /** @param id tells this gateway's answers from those of others */
  constructor(subscriber: Redis, id: string) {
    this.#subscriber = subscriber;
    this.channel = `inkroom:answers:${id}`;
    subscriber.on('message', (channel: string, text: string) => {
      if (channel !== this.channel) return;
      const { jobId, result } = JSON.parse(text) as Answer;
      this.#waiting.get(jobId)?.(result);
    });
  }

  /**
   * Queues a job and waits for its result. Work that is given up is taken out of the queue; a worker that has it in hand sees that
   * nobody waits any more.
   * @param options.signal ends the wait early
   * @returns the result, or null when it has not come in time
   */
  async ask<T, Job extends AnsweredJob>(
    redis: Redis,
    queue: Queue<Job>,
    job: Omit<Job, keyof AnsweredJob>,
    { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<Result<T> | null> {
    const jobId = randomUUID();
    // In this order on one connection, in one round trip.
    const put = () =>
      Promise.all([
        setAwaited(redis, jobId, timeoutMs),
        (queue as Queue).add(queue.name, { ...job, replyTo: this.channel }, { jobId }),
      ]);
    const result = await this.expect<T>(jobId, timeoutMs, put, signal);
    if (!result) await Promise.all([setAwaited(redis, jobId, 0), queue.remove(jobId)]).catch(() => {});
    return result;
  }

  /**
   * Has a job queued and waits for its result.
   * @param queue called once the result cannot be missed
   * @param signal ends the wait early
   * @returns the result, or null when it has not come in time
   */
  async expect<T>(
    jobId: string,
    timeoutMs: number,
    queue: () => Promise<unknown>,
    signal?: AbortSignal,
  ): Promise<Result<T> | null> {
    this.#subscribed ??= this.#subscriber.subscribe(this.channel).catch((error: unknown) => {
      this.#subscribed = null;
      throw error;
    });
    let timer: NodeJS.Timeout | undefined;
    let giveUp = () => {};
    try {
      const result = new Promise<Result<unknown> | null>((resolve) => {
        this.#waiting.set(jobId, resolve);
        giveUp = () => resolve(null);
        timer = setTimeout(giveUp, timeoutMs);
        signal?.addEventListener('abort', giveUp);
        if (signal?.aborted) giveUp();
      });
      // A store that is away is not waited for longer than the rest.
      await Promise.race([this.#subscribed.then(queue), result]);
      return (await result) as Result<T> | null;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      this.#waiting.delete(jobId);
    }
  }
}
