import type { Artifact } from '@inkroom/engine/recogniser';
import type { Limits, ModelVersion } from '@inkroom/shared';
import { type NewVersion, publishControl, saveVersion, storeTime } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { storable } from './storable.js';

/** Where a model came from. All else that its version says is on its card. */
export type Origin = Pick<NewVersion, 'roomId' | 'origin' | 'runId' | 'parentId' | 'framing'>;

/** Stores a model as a version of a room, and has the workers that read load it: it is likely to be used next. */
export async function storeVersion(
  redis: Redis,
  origin: Origin,
  artifact: Artifact,
  limits: Limits,
): Promise<ModelVersion> {
  const { architecture, layers, outputs, parameters, dataset, metrics } = artifact.card;
  const createdAt = await storeTime(redis);
  const version = {
    ...origin,
    architecture,
    layers,
    ...(outputs && { outputs }),
    parameters,
    createdAt,
    dataset,
    metrics,
  };
  const saved = await saveVersion(redis, version, storable(artifact), limits);
  await publishControl(redis, { kind: 'version.warm', versionId: saved.id });
  return saved;
}
