import { OnnxRecogniser, type Recogniser } from '@inkroom/engine/recogniser';
import { fail, IMAGE_SIZE, ok, type Result } from '@inkroom/shared';
import { readGraph } from '@inkroom/store';
import type { Redis } from 'ioredis';

export interface ModelSource {
  redis: Redis;
  /** Inference graphs of the shipped models by version id: they need no store. */
  shipped: ReadonlyMap<string, Uint8Array>;
  /** Threads of one inference. */
  threads: number;
  /** Batch sizes that are run once before the model serves. */
  warmUpSizes: readonly number[];
}

/**
 * Loads and warms a version's inference graph.
 * @returns `version_not_found`, or `artifact_corrupt` when ONNX Runtime does not take it or it does not answer ten finite
 *   scores
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
    if (!scores.every(Number.isFinite)) throw new Error('its scores are not numbers');
    return ok(recogniser);
  } catch (thrown) {
    await recogniser?.dispose();
    return fail('artifact_corrupt', { versionId, reason: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}
