import { type ExchangeModel, exportModel } from '@inkroom/exchange';
import { fail, type Limits, type ModelVersion, ok, type Result, type VersionFormat } from '@inkroom/shared';
import {
  dropImport,
  type ImportQueue,
  keyFits,
  onlineWorkers,
  putImport,
  readKeys,
  readRoomArtifact,
  readRoomVersion,
  type WorkAnswers,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';

export interface VersionFilesDeps {
  redis: Redis;
  queue: ImportQueue;
  answers: WorkAnswers;
  limits: Limits;
}

/** Model versions as files: out of a room, and into one. */
export class VersionFiles {
  constructor(private readonly deps: VersionFilesDeps) {}

  /**
   * A version that a room may use, zipped. Whoever can name the room may have it, as they could by joining.
   * @returns `room_not_found`, `version_not_found`, or `artifact_corrupt`
   */
  async export(
    roomId: string,
    versionId: string,
    format: VersionFormat,
  ): Promise<Result<{ version: ModelVersion; zip: Uint8Array }>> {
    const { redis } = this.deps;
    if (!(await readKeys(redis, roomId, undefined))) return fail('room_not_found');
    const version = await readRoomVersion(redis, roomId, versionId);
    if (!version) return fail('version_not_found', { versionId });
    const artifact = await readRoomArtifact(redis, roomId, versionId);
    if (!artifact.ok) return artifact;
    return ok({ version, zip: await exportModel(artifact.value as ExchangeModel, format) });
  }

  /** @returns `room_not_found`, or `wrong_key` when this is not the host's */
  async admitHost(roomId: string, hostKey: string): Promise<Result<null>> {
    const keys = await readKeys(this.deps.redis, roomId, undefined);
    if (!keys) return fail('room_not_found');
    return keyFits(hostKey, keys.hostKeyHash) ? ok(null) : fail('wrong_key', { key: 'host' });
  }

  /**
   * Makes a version of a zipped TensorFlow.js layers model: a worker looks at it, measures it, and stores it.
   * @returns `artifact_corrupt` or `layers_invalid` with a reason, `no_worker`, or `timeout` after `importTimeoutMs`
   */
  async import(roomId: string, zip: Uint8Array): Promise<Result<ModelVersion>> {
    const { redis, queue, answers, limits } = this.deps;
    const online = await onlineWorkers(redis, limits);
    if (!online.some(({ duties }) => duties.includes('training')))
      return fail('no_worker', { pool: 'cpu', alternatives: [] });
    const jobId = nanoid();
    try {
      const made = await answers.expect<ModelVersion>(jobId, limits.importTimeoutMs, async () => {
        await putImport(redis, jobId, zip, limits.importTimeoutMs);
        await queue.add('import', { roomId, replyTo: answers.channel }, { jobId });
      });
      if (made) return made;
      await queue.remove(jobId).catch(() => {});
      return fail('timeout');
    } finally {
      await dropImport(redis, jobId).catch(() => {});
    }
  }
}
