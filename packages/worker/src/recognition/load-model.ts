import { OnnxRecogniser, type Recogniser } from '@inkroom/engine/recogniser';
import { CodedException, codedError, IMAGE_SIZE, ok, type Result } from '@inkroom/shared';
import { readGraph } from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { modelFault } from './model-fault.js';

export interface ModelSource {
  redis: Redis;
  /** Inference graphs of the shipped models by version id: they need no store. */
  shipped: ReadonlyMap<string, Uint8Array>;
  /** Threads of one inference. */
  threads: number;
  /** Batch sizes that are run once before the model serves. */
  warmUpSizes: readonly number[];
  log: Logger;
}

/**
 * Loads and warms a version's inference graph.
 * @returns `version_not_found`; `artifact_corrupt` when it is no sound graph or does not answer ten or eleven finite scores; or what
 *   else went wrong here
 */
export async function loadModel(versionId: string, source: ModelSource): Promise<Result<Recogniser>> {
  const shipped = source.shipped.get(versionId);
  const graph = shipped ? ok(shipped) : await readGraph(source.redis, versionId);
  if (!graph.ok) return graph;
  let recogniser: Recogniser | null = null;
  try {
    recogniser = await OnnxRecogniser.load(graph.value, { threads: source.threads });
    await recogniser.warmUp(source.warmUpSizes);
    const scores = await recogniser.predict(new Float32Array(IMAGE_SIZE * IMAGE_SIZE), 1);
    if (!scores.every(Number.isFinite))
      throw new CodedException(codedError('artifact_corrupt', { reason: 'its scores are not numbers' }));
    return ok(recogniser);
  } catch (thrown) {
    await recogniser?.dispose();
    return { ok: false, error: modelFault(versionId, thrown, source.log) };
  }
}
