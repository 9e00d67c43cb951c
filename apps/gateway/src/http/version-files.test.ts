import { DEFAULT_LIMITS, fail, ok, type WorkerInfo } from '@inkroom/shared';
import {
  claimImport,
  connectRedis,
  heartbeat,
  type ImportJob,
  type ImportQueue,
  publishAnswer,
  WorkAnswers,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../../../scripts/lib/redis/private.ts';
import { until } from '../../../../tests/support/until.ts';
import { VersionFiles } from './version-files.js';

describe('a file whose version is being stored while its time runs out', () => {
  let server: PrivateRedis;
  let store: Redis;
  beforeAll(async () => {
    server = await startPrivateRedis();
    store = connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS });
    await heartbeat(store, { id: 'worker', pool: 'cpu', duties: ['training'] } as unknown as WorkerInfo);
  });
  afterAll(async () => {
    store.disconnect();
    await server.stop();
  });

  /**
   * Brings a file to a gateway's part that has little time, and a worker of the test's.
   * @param work answers whether the worker may store the version; `givenUp` settles when the gateway has tried to give it up
   */
  async function taken(work: (importId: string, givenUp: Promise<void>) => Promise<boolean>) {
    const subscriber = connectRedis(server.url, 'subscriber', 'test', { limits: DEFAULT_LIMITS });
    const redis = connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS });
    const answers = new WorkAnswers(subscriber, 'test');
    const limits = { ...DEFAULT_LIMITS, importTimeoutMs: 50 };
    const givenUp = new Promise<void>((resolve) => {
      const del = redis.del.bind(redis) as (key: string) => Promise<number>;
      redis.del = ((key: string) => del(key).finally(resolve)) as typeof redis.del;
    });
    const queue = {
      async add(_: string, job: ImportJob, { jobId }: { jobId: string }) {
        work(jobId, givenUp).then((mayStore) =>
          publishAnswer(store, jobId, job, mayStore ? ok('stored') : fail('internal')),
        );
      },
      async remove() {},
    } as unknown as ImportQueue;
    const exporter = { export: () => Promise.reject(new Error('none here')) };
    const files = new VersionFiles({ redis, fileRedis: redis, exporter, queue, answers, limits });
    try {
      return await files.import('room', new Uint8Array(1));
    } finally {
      for (const connection of [redis, subscriber]) connection.disconnect();
    }
  }

  it('is accepted when the worker was first', async () => {
    const accepted = await taken(async (importId, givenUp) => {
      const mayStore = await claimImport(store, importId);
      await givenUp;
      return mayStore;
    });
    expect(accepted).toEqual({ ok: true, value: 'stored' });
  });

  it('is refused when the gateway was first, and the worker knows', async () => {
    const worker: { mayStore?: boolean } = {};
    const refused = await taken(async (importId, givenUp) => {
      await givenUp;
      worker.mayStore = await claimImport(store, importId);
      return worker.mayStore;
    });
    expect(refused).toMatchObject({ error: { code: 'timeout' } });
    await until('the worker has tried', () => worker.mayStore === false);
  });
});
