import type { EngineName } from '@inkroom/engine/recogniser';
import { fail, type Limits, ok, type Result, type Run, type RunSpec } from '@inkroom/shared';
import { readArtifact, readCheckpoint, readPartSamples, readRoomHead, readVersion } from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { MirrorMemory } from '../mirror-memory.js';
import { unpackCheckpoint } from './checkpoint-format.js';
import type { StartingPoint, TrainingOrder } from './training-messages.js';

export type SavedCheckpoint = NonNullable<ReturnType<typeof unpackCheckpoint>>;

/** Where the run stopped on another worker; null when it begins from the start. @throws what ioredis throws */
export async function readSavedCheckpoint(redis: Redis, run: Run): Promise<SavedCheckpoint | null> {
  const stored = run.startedAt === null ? null : await readCheckpoint(redis, run.id);
  return stored && unpackCheckpoint(stored);
}

/**
 * All that a training process needs of a run and of what the store holds for it.
 * @returns `version_not_found` or `artifact_corrupt` where the run's parent cannot be read
 * @throws what ioredis throws
 */
export async function readTrainingOrder(
  { roomId, spec }: Run,
  checkpoint: SavedCheckpoint | null,
  {
    redis,
    engine,
    threads,
    limits,
    mnist,
  }: { redis: Redis; engine: EngineName; threads: number; limits: Limits; mnist: MirrorMemory },
): Promise<Result<TrainingOrder>> {
  const samples = await readPartSamples(redis, roomId, ['training', 'holdout']);
  const parent = spec.parentId === null ? ok(null) : await readStartingPoint(redis, spec.parentId);
  if (!parent.ok) return parent;
  return ok({
    engine,
    threads,
    spec: parent.value ? withModelOf(parent.value, spec) : spec,
    parent: parent.value,
    checkpoint,
    framing: spec.framing,
    // A sample tells Redis' time: this machine's clock has no say in which there are.
    samples: checkpoint ? samples.filter(({ at }) => at <= checkpoint.samplesUntil) : samples,
    live: await readLive(redis, roomId),
    mnist: mnist.source(),
    limits,
  });
}

/** A model that cannot be read is no reason not to train another one. */
async function readLive(redis: Redis, roomId: string): Promise<TrainingOrder['live']> {
  const room = await readRoomHead(redis, roomId);
  if (!room) return null;
  const artifact = await readArtifact(redis, room.champion);
  return artifact.ok ? { versionId: room.champion, onnx: artifact.value.onnx } : null;
}

/** A run's settings with the very model that it goes on from. */
function withModelOf({ architecture, layers, outputs }: StartingPoint, spec: RunSpec): RunSpec {
  return { ...spec, architecture, layers: [...layers], outputs };
}

async function readStartingPoint(redis: Redis, versionId: string): Promise<Result<StartingPoint>> {
  const [version, artifact] = await Promise.all([readVersion(redis, versionId), readArtifact(redis, versionId)]);
  if (!artifact.ok) return artifact;
  if (!version) return fail('version_not_found', { versionId });
  const { weights, weightSpecs } = artifact.value;
  return ok({
    architecture: version.architecture,
    layers: version.layers,
    outputs: version.outputs,
    weights,
    weightSpecs: weightSpecs as StartingPoint['weightSpecs'],
  });
}
