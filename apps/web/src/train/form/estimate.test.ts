import { type LayerSpec, PRESET_LAYERS, type Run } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { estimateTraining, workOf } from './estimate';

const cnn = workOf({ layers: [...PRESET_LAYERS.cnn] })!;
const mlp = workOf({ layers: [...PRESET_LAYERS.mlp] })!;

function run(number: number, samplesPerSecond: number, pool = 'cpu', state = 'finished') {
  return {
    number,
    state,
    spec: { pool, architecture: 'cnn', layers: [...PRESET_LAYERS.cnn] },
    progress: { samplesPerSecond },
  } as Run;
}

describe('the estimate of a run', () => {
  it('says that nothing was measured where nothing was', () => {
    const estimate = estimateTraining(cnn, 300_000, 'cpu', []);
    expect(estimate.measured).toBe(false);
    expect(estimate.seconds).toBeGreaterThan(60);
    expect(estimate.seconds).toBeLessThan(300);
  });

  it('is the time itself for a run like the last one', () => {
    const estimate = estimateTraining(cnn, 300_000, 'cpu', [run(1, 500), run(2, 2000)]);
    expect(estimate.measured).toBe(true);
    expect(estimate.seconds).toBeCloseTo(150);
  });

  it('carries the speed over to another model', () => {
    const measured = estimateTraining(mlp, 300_000, 'cpu', [run(1, 2000)]).seconds;
    expect(measured).toBeLessThan(150 / 5);
  });

  it('asks about twice the time for a small model whose layers are normalised', () => {
    const conv = (filters: number): LayerSpec => ({
      kind: 'conv',
      filters,
      kernelSize: 3,
      padding: 'valid',
      activation: 'relu',
    });
    const dense: LayerSpec = { kind: 'dense', units: 64, activation: 'relu' };
    const norm: LayerSpec = { kind: 'batchNorm' };
    const pool: LayerSpec = { kind: 'pool', size: 2 };
    const seconds = (layers: LayerSpec[]) => estimateTraining(workOf({ layers })!, 120_000, 'cpu', []).seconds;
    const bare = seconds([conv(16), pool, conv(32), pool, dense]);
    const normalised = seconds([conv(16), norm, pool, conv(32), norm, pool, dense, norm]);
    // Measured: 1.9 times.
    expect(normalised / bare).toBeGreaterThan(1.6);
    expect(normalised / bare).toBeLessThan(2.3);
  });

  it('does not take the speed of another pool, nor of a run under way', () => {
    expect(estimateTraining(cnn, 1000, 'gpu', [run(1, 2000)]).measured).toBe(false);
    expect(estimateTraining(cnn, 1000, 'cpu', [run(1, 2000, 'cpu', 'running')]).measured).toBe(false);
  });
});
