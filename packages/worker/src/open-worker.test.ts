import { DEFAULT_LIMITS } from '@inkroom/shared';
import { connectRedis, QUEUE_BASE } from '@inkroom/store';
import { expect, it } from 'vitest';
import { startPrivateRedis } from '../../../scripts/lib/redis/private.ts';
import { openWorker } from './open-worker.js';

it('has every queue’s worker hold jobs, find those of killed ones and ask a Redis that refuses as the operator says', async () => {
  const server = await startPrivateRedis();
  const redis = connectRedis(server.url, 'blocking', 'test', { limits: DEFAULT_LIMITS });
  const limits = { ...DEFAULT_LIMITS, trainingLockMs: 1234, trainingStalledCheckMs: 567, refusedRetryMs: 89 };
  const worker = openWorker('queue', async () => {}, { redis, limits }, { concurrency: 7 });
  try {
    expect(worker.opts).toMatchObject({
      ...QUEUE_BASE,
      lockDuration: 1234,
      stalledInterval: 567,
      runRetryDelay: 89,
      concurrency: 7,
    });
  } finally {
    await worker.close();
    redis.disconnect();
    await server.stop();
  }
}, 20_000);
