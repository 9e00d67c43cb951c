import { describe, expect, it } from 'vitest';
import { describeLayers, largestBatch, PRESET_LAYERS, resolveLayers } from './layers.js';
import { DEFAULT_LIMITS } from './protocol/limits.js';
import { type LayerSpec, layersSchema } from './protocol/models.js';

const conv = (filters: number, kernelSize: number, padding: 'valid' | 'same' = 'valid'): LayerSpec => ({
  kind: 'conv',
  filters,
  kernelSize,
  padding,
  activation: 'relu',
});
const pool = (size: 2 | 3 | 4): LayerSpec => ({ kind: 'pool', size });
const dense = (units: number): LayerSpec => ({ kind: 'dense', units, activation: 'relu' });

function plan(layers: readonly LayerSpec[]) {
  const described = describeLayers(layers);
  if (!described.ok) throw new Error(JSON.stringify(described.error));
  return described.value;
}

describe('describeLayers', () => {
  it.each([
    ['mlp', 101_770],
    ['cnn', 119_850],
  ] as const)('counts the weights of the notebook’s %s', (name, parameters) => {
    expect(plan(PRESET_LAYERS[name]).parameters).toBe(parameters);
  });

  it('follows shapes, weights and work from row to row, the implicit layers included', () => {
    const { rows, multiplyAdds } = plan([conv(8, 5), pool(2), { kind: 'dropout', rate: 0.5 }, dense(16)]);
    expect(
      rows.map(({ layer, index, outputShape, parameters }) => [layer.kind, index, outputShape, parameters]),
    ).toEqual([
      ['conv', 0, [24, 24, 8], 208],
      ['pool', 1, [12, 12, 8], 0],
      ['dropout', 2, [12, 12, 8], 0],
      ['flatten', null, [1152], 0],
      ['dense', 3, [16], 18_448],
      ['dense', null, [10], 170],
    ]);
    expect(multiplyAdds).toBe(24 * 24 * 8 * 25 + 1152 * 16 + 160);
  });

  it('keeps the size of an image that is padded', () => {
    expect(plan([conv(4, 7, 'same')]).rows[0]!.outputShape).toEqual([28, 28, 4]);
  });

  it('leaves out what fills none of a pool’s squares', () => {
    const { rows } = plan([conv(8, 3), pool(2), conv(16, 3), pool(2)]);
    expect(rows.slice(0, 5).map(({ outputShape }) => outputShape)).toEqual([
      [26, 26, 8],
      [13, 13, 8],
      [11, 11, 16],
      [5, 5, 16],
      [400],
    ]);
  });

  it('counts scale, shift and averages of a batch normalisation in place of a bias', () => {
    const { rows, parameters, averaged, normalised } = plan([
      conv(8, 3),
      { kind: 'batchNorm' },
      dense(4),
      { kind: 'batchNorm' },
    ]);
    expect(rows.map(({ layer, parameters, weights, averages }) => [layer.kind, parameters, weights, averages])).toEqual(
      [
        ['conv', 72, [[3, 3, 1, 8]], []],
        ['batchNorm', 32, [[8], [8]], [[8], [8]]],
        ['flatten', 0, [], []],
        ['dense', 26 * 26 * 8 * 4, [[26 * 26 * 8, 4]], []],
        ['batchNorm', 16, [[4], [4]], [[4], [4]]],
        ['dense', 50, [[4, 10], [10]], []],
      ],
    );
    expect(averaged).toBe(16 + 8);
    expect(normalised).toBe(26 * 26 * 8 + 4);
    expect(parameters).toBe(72 + 32 + 26 * 26 * 8 * 4 + 16 + 50);
  });

  it('makes a model of no layers at all: one dense layer on the pixels', () => {
    expect(plan([]).parameters).toBe(7850);
  });

  it.each<[string, LayerSpec[], number, string]>([
    ['a filter larger than what is left', [pool(4), conv(4, 5), conv(4, 5)], 2, 'kernel_too_large'],
    ['a pool larger than what is left', [pool(4), pool(4), pool(2)], 2, 'pool_too_large'],
    ['a convolution on a flattened image', [dense(8), conv(8, 3)], 1, 'image_layer_after_dense'],
    ['a pool on a flattened image', [dense(8), pool(2)], 1, 'image_layer_after_dense'],
    ['a batch normalisation of the image', [{ kind: 'batchNorm' }], 0, 'batch_norm_misplaced'],
    ['one after a pool', [conv(8, 3), pool(2), { kind: 'batchNorm' }], 2, 'batch_norm_misplaced'],
    ['one after another', [dense(8), { kind: 'batchNorm' }, { kind: 'batchNorm' }], 2, 'batch_norm_misplaced'],
    ['more weights than may be', [dense(2048), dense(2048)], 1, 'too_many_parameters'],
    ['more work than may be', [conv(64, 7, 'same'), conv(64, 7, 'same')], 1, 'too_many_multiply_adds'],
    ['an image too large for the last layer', [conv(256, 1), conv(256, 1, 'same')], 1, 'too_many_multiply_adds'],
  ])('refuses %s, and says where', (_, layers, layer, reason) => {
    expect(describeLayers(layers)).toMatchObject({
      ok: false,
      error: { code: 'layers_invalid', details: { layer, reason } },
    });
  });

  it('counts the last dense layer against the limits too', () => {
    const limits = { ...DEFAULT_LIMITS, layersParametersMax: 7849 };
    expect(describeLayers([], limits)).toMatchObject({
      ok: false,
      error: { details: { reason: 'too_many_parameters' } },
    });
  });
});

describe('largestBatch', () => {
  it('lets every preset have the largest batch that there is', () => {
    for (const layers of Object.values(PRESET_LAYERS))
      expect(largestBatch(plan(layers))).toBe(DEFAULT_LIMITS.runBatchSizeMax);
  });

  it('asks for smaller batches where windows of many channels lie side by side', () => {
    const wide = largestBatch(plan([conv(64, 7, 'same'), conv(1, 7, 'same')]));
    expect(wide).toBe(Math.floor(DEFAULT_LIMITS.runStepBytesMax / (28 * 28 * 49 * 65 * 8)));
    expect(largestBatch(plan([dense(16)]))).toBe(DEFAULT_LIMITS.runBatchSizeMax);
  });

  it('asks for smaller batches where many channels are normalised', () => {
    expect(largestBatch(plan([conv(256, 1), pool(4)]))).toBe(DEFAULT_LIMITS.runBatchSizeMax);
    expect(largestBatch(plan([conv(256, 1), { kind: 'batchNorm' }, pool(4)]))).toBe(
      Math.floor(DEFAULT_LIMITS.runStepBytesMax / (28 * 28 * (8 + 256 * 12))),
    );
  });
});

describe('layersSchema', () => {
  it.each<[string, unknown]>([
    ['half a filter', [{ ...conv(1, 3), filters: 0.5 }]],
    ['a pool of one pixel', [{ kind: 'pool', size: 1 }]],
    ['a dropout of everything', [{ kind: 'dropout', rate: 1 }]],
    ['a layer of another kind', [{ kind: 'attention' }]],
    ['an unknown property', [{ ...dense(4), bias: false }]],
    ['more layers than may be', Array(DEFAULT_LIMITS.layersMax + 1).fill(dense(4))],
  ])('refuses %s', (_, layers) => {
    expect(layersSchema(DEFAULT_LIMITS).safeParse(layers).success).toBe(false);
  });

  it('takes every preset', () => {
    for (const layers of Object.values(PRESET_LAYERS))
      expect(layersSchema(DEFAULT_LIMITS).safeParse(layers).success).toBe(true);
  });
});

describe('resolveLayers', () => {
  it('gives a preset its layers and a custom architecture its own', () => {
    expect(resolveLayers({ architecture: 'cnn' })).toEqual({ ok: true, value: PRESET_LAYERS.cnn });
    expect(resolveLayers({ architecture: 'custom', layers: [dense(4)] })).toEqual({ ok: true, value: [dense(4)] });
  });

  it('counts an eleventh output, for what is no digit, of a custom architecture alone', () => {
    const request = { architecture: 'custom', layers: [dense(4)], outputs: 11 } as const;
    expect(resolveLayers(request)).toEqual({ ok: true, value: [dense(4)] });
    const parameters = (outputs: 10 | 11) => {
      const plan = describeLayers([dense(4)], DEFAULT_LIMITS, outputs);
      return plan.ok ? plan.value.parameters : null;
    };
    expect(parameters(11)! - parameters(10)!).toBe(4 + 1);
    for (const architecture of ['mlp', 'cnn', 'compact'] as const)
      expect(resolveLayers({ architecture, outputs: 11 })).toMatchObject({
        ok: false,
        error: { details: { reason: 'preset_has_outputs' } },
      });
  });

  it.each([
    ['custom', undefined, 'missing'],
    ['mlp', [dense(4)], 'preset_has_layers'],
    ['custom', [conv(4, 7), dense(4), pool(3)], 'image_layer_after_dense'],
  ] as const)('refuses %s with %s', (architecture, layers, reason) => {
    expect(resolveLayers({ architecture, layers })).toMatchObject({ ok: false, error: { details: { reason } } });
  });
});
