import type { Checkpoint } from '@inkroom/engine';
import type { StoredCheckpoint } from '@inkroom/store';

/** What stands beside the vectors of a checkpoint in the store. */
interface CheckpointMeta {
  epoch: number;
  datasetDigest: string;
  computedBy: Checkpoint['computedBy'];
  seconds: number;
  step: number;
  best: { epoch: number; loss: number; sizes: number[] } | null;
  /** When the newest of the run's samples was made, ms of Redis' clock: later ones are not part of it. */
  samplesUntil: number;
}

/** A checkpoint as the store keeps it. */
export function packCheckpoint({ state, best, ...about }: Checkpoint, samplesUntil: number): StoredCheckpoint {
  const { step, ...vectors } = state;
  const meta: CheckpointMeta = {
    ...about,
    step,
    samplesUntil,
    best: best && { epoch: best.epoch, loss: best.loss, sizes: best.weights.map(({ length }) => length) },
  };
  const blocks: Record<string, Uint8Array> = {};
  for (const [name, values] of Object.entries(vectors)) blocks[name] = bytesOf(values);
  if (best) blocks.best = Buffer.concat(best.weights.map(bytesOf));
  return { meta, blocks };
}

/**
 * The checkpoint that was stored.
 * @returns null when a part of it is missing: the run then begins again
 */
export function unpackCheckpoint({ meta, blocks }: StoredCheckpoint): (Checkpoint & { samplesUntil: number }) | null {
  const { step, best, ...about } = meta as CheckpointMeta;
  const { weights, firstMoment, secondMoment, best: bestBytes } = blocks;
  if (!weights || !firstMoment || !secondMoment || (best && !bestBytes)) return null;
  const state = {
    weights: floatsOf(weights),
    firstMoment: floatsOf(firstMoment),
    secondMoment: floatsOf(secondMoment),
    step,
  };
  if (!best) return { ...about, state, best: null };
  const values = floatsOf(bestBytes!);
  let end = 0;
  const bestWeights = best.sizes.map((size) => {
    end += size;
    return values.slice(end - size, end);
  });
  return { ...about, state, best: { epoch: best.epoch, loss: best.loss, weights: bestWeights } };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** A copy, because the bytes need not lie at a multiple of four. */
function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}
