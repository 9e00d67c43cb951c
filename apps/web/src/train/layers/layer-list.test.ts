import { DEFAULT_LIMITS, type LayerSpec, PRESET_LAYERS } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { addLayer, inputShape, LAYER_KINDS, moveLayer, planOf } from './layer-list';

const kinds = (layers: readonly LayerSpec[]) => layers.map((layer) => layer.kind).join(' ');

describe('a list of layers', () => {
  it.each(LAYER_KINDS)('takes one more %s on top of every preset, and still makes a model', (kind) => {
    for (const preset of Object.values(PRESET_LAYERS)) {
      const { layers, index } = addLayer(preset, kind);
      expect(layers[index]!.kind).toBe(kind);
      expect(planOf(layers, DEFAULT_LIMITS).fault).toBeNull();
    }
  });

  it('adds a convolution before the image is flattened', () => {
    expect(kinds(addLayer(PRESET_LAYERS.compact, 'conv').layers)).toBe('conv pool conv pool conv dense');
  });

  it('adds batch normalisation to one layer after the other', () => {
    const once = addLayer(PRESET_LAYERS.cnn, 'batchNorm').layers;
    expect(kinds(once)).toBe('conv batchNorm pool conv pool dense');
    const thrice = addLayer(addLayer(once, 'batchNorm').layers, 'batchNorm').layers;
    expect(kinds(thrice)).toBe('conv batchNorm pool conv batchNorm pool dense batchNorm');
    expect(planOf(addLayer(thrice, 'batchNorm').layers, DEFAULT_LIMITS).fault?.reason).toBe('batch_norm_misplaced');
  });

  it('moves a layer, and keeps it in the list', () => {
    expect(kinds(moveLayer(PRESET_LAYERS.mlp, 0, 1).layers)).toBe('dropout dense');
    expect(moveLayer(PRESET_LAYERS.mlp, 0, -1)).toEqual({ layers: PRESET_LAYERS.mlp, index: 0 });
  });

  it('names the first layer that does not fit, with the shapes up to it', () => {
    const layers: LayerSpec[] = [
      { kind: 'pool', size: 4 },
      { kind: 'pool', size: 4 },
      { kind: 'pool', size: 2 },
    ];
    const plan = planOf(layers, DEFAULT_LIMITS);
    expect(plan.fault).toEqual({ index: 2, reason: 'pool_too_large' });
    expect(plan.totals).toBeNull();
    expect(inputShape(plan.rows, 2)).toEqual([1, 1, 1]);
  });

  it('knows what each layer is given', () => {
    const { rows } = planOf(PRESET_LAYERS.cnn, DEFAULT_LIMITS);
    expect(inputShape(rows, 0)).toEqual([28, 28, 1]);
    expect(inputShape(rows, 1)).toEqual([24, 24, 64]);
    expect(inputShape(rows, 4)).toEqual([512]);
  });
});
