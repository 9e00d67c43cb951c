import { describe, expect, it } from 'vitest';
import { PRESET_LAYERS } from './layers.js';
import type { RunSpec } from './protocol/runs.js';
import { estimatedCoreSeconds } from './run-work.js';
import { DEFAULT_RUN } from './runs.js';

const spec = (of: Partial<RunSpec>): RunSpec => {
  const architecture = of.architecture ?? 'mlp';
  const layers = [...PRESET_LAYERS[architecture as 'mlp']];
  return { ...DEFAULT_RUN, seed: 1, framing: 'mnist', parentId: null, layers, ...of };
};

describe('the work of a run', () => {
  it('is some twelve core-seconds for the notebook’s flat network and minutes for its convolutional one', () => {
    expect(estimatedCoreSeconds(spec({ epochs: 5 }))).toBeCloseTo(12, 0);
    const conv = estimatedCoreSeconds(spec({ architecture: 'cnn', epochs: 5 }));
    expect(conv).toBeGreaterThan(120);
    expect(conv).toBeLessThan(400);
  });

  it('grows with epochs and with what each shows', () => {
    const one = estimatedCoreSeconds(spec({ epochs: 1 }));
    expect(estimatedCoreSeconds(spec({ epochs: 50 }))).toBeCloseTo(50 * one);
    expect(estimatedCoreSeconds(spec({ epochs: 1, replay: 6_000 }))).toBeCloseTo(one / 10);
    expect(estimatedCoreSeconds(spec({ epochs: 1, dataset: 'corrections' }))).toBeLessThan(one);
  });
});
