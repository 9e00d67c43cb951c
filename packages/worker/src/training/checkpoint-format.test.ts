import type { Checkpoint } from '@inkroom/engine';
import { describe, expect, it } from 'vitest';
import { packCheckpoint, unpackCheckpoint } from './checkpoint-format.js';

const CHECKPOINT: Checkpoint = {
  epoch: 3,
  datasetDigest: 'd',
  computedBy: { engine: 'onnx', threads: 2 },
  seconds: 1.5,
  state: {
    weights: Float32Array.of(1, 2, 3),
    firstMoment: Float32Array.of(0.1, 0.2, 0.3),
    secondMoment: Float32Array.of(0, 1e-30, 2),
    step: 42,
  },
  best: { epoch: 2, loss: 0.25, weights: [Float32Array.of(4, 5), Float32Array.of(6)] },
};

describe('a stored checkpoint', () => {
  it.each([
    ['with best weights', CHECKPOINT],
    ['without', { ...CHECKPOINT, best: null }],
  ])('comes back bit by bit, wherever its bytes lie: %s', (_, checkpoint) => {
    const { meta, blocks } = packCheckpoint(checkpoint, 1234);
    // As they come from a socket: within one block, at any offset.
    const moved = Object.fromEntries(
      Object.entries(blocks).map(([name, bytes]) => [name, Buffer.concat([Buffer.alloc(3), bytes]).subarray(3)]),
    );
    const back = unpackCheckpoint({ meta: JSON.parse(JSON.stringify(meta)) as object, blocks: moved });
    expect(back).toEqual({ ...checkpoint, samplesUntil: 1234 });
  });

  it('is none when a part of it is missing', () => {
    const { meta, blocks } = packCheckpoint(CHECKPOINT, 0);
    expect(unpackCheckpoint({ meta, blocks: { weights: blocks.weights! } })).toBeNull();
    const { best: _, ...rest } = blocks;
    expect(unpackCheckpoint({ meta, blocks: rest })).toBeNull();
  });
});
