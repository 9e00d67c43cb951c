import { fail, type Limits, type ModelVersion, ok, type Result } from '@inkroom/shared';
import { claimImport, IMPORT_QUEUE, type ImportJob, readFraming, readImport, readPartSamples } from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { answerJob } from '../answer-job.js';
import type { MirrorMemory } from '../mirror-memory.js';
import { openWorker, type Worker } from '../open-worker.js';
import { storeVersion } from '../store-version.js';
import { whileAwaited } from '../while-awaited.js';
import { runImport } from './import-child.js';

export interface ImportWorkerOptions {
  redis: Redis;
  limits: Limits;
  log: Logger;
  /** Threads of the test set's prediction. */
  threads: number;
  mnist: MirrorMemory;
}

/** Makes versions of the files that hosts bring, one at a time. */
export class ImportWorker {
  readonly #options: ImportWorkerOptions;
  readonly #worker: Worker<ImportJob>;

  constructor(options: ImportWorkerOptions) {
    this.#options = options;
    const { redis, log } = options;
    this.#worker = openWorker<ImportJob>(
      IMPORT_QUEUE,
      ({ id, data }) =>
        answerJob(redis, id!, data, () => whileAwaited(redis, id!, (signal) => this.#import(id!, data.roomId, signal))),
      options,
    );
    this.#worker.on('error', (error) => log.warn({ err: error }, 'import queue'));
    this.#worker.on('failed', (job, error) => log.error({ err: error, job: job?.data }, 'a file was not looked at'));
  }

  async ready(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  /** A file in hand is left to another worker, which takes it up when this one's lock has run out. */
  async close(): Promise<void> {
    await this.#worker.close(true);
  }

  async #import(importId: string, roomId: string, signal: AbortSignal): Promise<Result<ModelVersion>> {
    const { redis, limits, log, threads, mnist } = this.#options;
    const zip = await readImport(redis, importId);
    if (!zip) return fail('timeout');
    const report = await runImport({
      order: {
        zip,
        limits,
        threads,
        mnist: mnist.source(),
        framing: await readFraming(redis, roomId),
        samples: await readPartSamples(redis, roomId, ['holdout']),
      },
      onStderr: (line) => log.warn({ importId }, line),
      timeoutMs: limits.importTimeoutMs,
      signal,
    });
    if (report.kind === 'failed') {
      log.info({ roomId, code: report.error.code, details: report.error.details }, 'a file was refused');
      return { ok: false, error: report.error };
    }
    if (report.mirrorsUnreachable) mnist.rememberFailure();
    if (!(await claimImport(redis, importId))) {
      log.info({ roomId }, 'a file was given up before its version was stored');
      return fail('timeout');
    }
    const origin = { roomId, origin: 'imported', runId: null, parentId: null } as const;
    return ok(await storeVersion(redis, origin, report.artifact, limits));
  }
}
