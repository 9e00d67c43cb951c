import { setTimeout as delay } from 'node:timers/promises';
import { fail, type Limits, type ModelVersion, ok, type Result, roleOf, type VersionFormat } from '@inkroom/shared';
import {
  claimImport,
  type ImportQueue,
  keyFits,
  onlineWorkers,
  putImport,
  readDoor,
  readKeys,
  readRoomVersion,
  setAwaited,
  type WorkAnswers,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import type { Exporter } from './exporter.js';

export interface VersionFilesDeps {
  /** For what is small. */
  redis: Redis;
  /** A connection for files, behind which no operation waits. */
  fileRedis: Redis;
  exporter: Pick<Exporter, 'export'>;
  queue: ImportQueue;
  answers: WorkAnswers;
  limits: Limits;
}

/** Who somebody is in a room, and what proves it. */
export interface Credentials {
  personId: string;
  personKey: string;
}

/** Model versions as files: out of a room, and into one. */
export class VersionFiles {
  constructor(private readonly deps: VersionFilesDeps) {}

  /**
   * A version that a room may use, zipped. Whoever can name the room and the version may have it: those who were in the room.
   * @returns `room_not_found`, `version_not_found`, `artifact_corrupt`, or `storage_unavailable`
   */
  async export(
    roomId: string,
    versionId: string,
    format: VersionFormat,
  ): Promise<Result<{ version: ModelVersion; zip: Uint8Array }>> {
    const { redis, exporter } = this.deps;
    if (!(await readKeys(redis, roomId, undefined))) return fail('room_not_found');
    const version = await readRoomVersion(redis, roomId, versionId);
    if (!version) return fail('version_not_found', { versionId });
    const zip = await exporter.export(roomId, versionId, format);
    return zip.ok ? ok({ version, zip: zip.value }) : zip;
  }

  /** @returns `room_not_found`, `wrong_key` when this is not who they say they are, or `host_only` when they are no host */
  async checkHost(roomId: string, { personId, personKey }: Credentials): Promise<Result<null>> {
    const { redis } = this.deps;
    const [keys, door] = await Promise.all([readKeys(redis, roomId, personId), readDoor(redis, roomId)]);
    if (!keys || !door) return fail('room_not_found');
    if (!keys.person || !keyFits(personKey, keys.person.keyHash)) return fail('wrong_key', { key: 'person' });
    return roleOf(door, personId) === 'host' ? ok(null) : fail('host_only');
  }

  /**
   * Makes a version of a model's file (see `importModel`): a worker looks at it, measures it, and stores it. What is given up
   * with `timeout` will not be stored later.
   * @returns `artifact_corrupt` or `layers_invalid` with a reason, `no_worker`, or `timeout` after `importTimeoutMs`
   */
  async import(roomId: string, file: Uint8Array): Promise<Result<ModelVersion>> {
    const { redis, fileRedis, queue, answers, limits } = this.deps;
    const online = await onlineWorkers(redis, limits);
    if (!online.some(({ duties }) => duties.includes('training')))
      return fail('no_worker', { pool: 'cpu', alternatives: [] });
    const jobId = nanoid();
    const { importTimeoutMs, storageRetryMs } = limits;
    const made = answers.expect<ModelVersion>(jobId, importTimeoutMs + storageRetryMs, async () => {
      await setAwaited(redis, jobId, importTimeoutMs + storageRetryMs);
      await putImport(fileRedis, jobId, file, importTimeoutMs + storageRetryMs);
      await queue.add('import', { roomId, replyTo: answers.channel }, { jobId });
    });
    const timer = new AbortController();
    const late = delay(importTimeoutMs, null, { signal: timer.signal }).catch(() => null);
    try {
      const inTime = await Promise.race([made, late]);
      if (inTime) return inTime;
      // One whose version is being stored at this moment can no longer be given up: its answer is on the way.
      if (!(await claimImport(redis, jobId))) return (await made) ?? fail('timeout');
      await Promise.allSettled([queue.remove(jobId), setAwaited(redis, jobId, 0)]);
      return fail('timeout');
    } finally {
      timer.abort();
      made.catch(() => {});
      // The file of one that was refused, or could not be queued.
      claimImport(redis, jobId).catch(() => {});
    }
  }
}
