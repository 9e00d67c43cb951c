import { describeLayers, type LayerSpec, PRESET_LAYERS, presetSchema } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { buildModel } from './architectures.js';
import { shippedModels } from './shipped-models.js';

describe('buildModel', () => {
  it.each(['mlp', 'cnn'] as const)('builds the very %s that is shipped', async (name) => {
    const { artifact } = (await shippedModels()).find(({ id }) => id === `shipped-${name}`)!;
    expect(buildModel(name, artifact.card.seed).toJSON(null, false)).toEqual(artifact.topology);
    expect(artifact.card.layers).toEqual(PRESET_LAYERS[name]);
  });

  const custom: LayerSpec[] = [
    { kind: 'dropout', rate: 0.1 },
    { kind: 'conv', filters: 4, kernelSize: 3, padding: 'same', activation: 'tanh' },
    { kind: 'pool', size: 4 },
    { kind: 'dense', units: 8, activation: 'linear' },
    { kind: 'dropout', rate: 0.5 },
    { kind: 'dense', units: 8, activation: 'relu' },
  ];
  it.each<[string, readonly LayerSpec[]]>([
    ...presetSchema.options.map((name): [string, readonly LayerSpec[]] => [name, PRESET_LAYERS[name]]),
    ['layers of every kind', custom],
    ['no layers', []],
    ['a pool first', [{ kind: 'pool', size: 2 }]],
  ])('builds what the plan says: %s', (_, layers) => {
    const plan = describeLayers(layers);
    const model = buildModel('custom', 1, layers);
    expect(plan.ok && plan.value.parameters).toBe(model.countParams());
    const shapes = model.layers.map(({ outputShape }) => (outputShape as number[]).slice(1));
    expect(plan.ok && plan.value.rows.map(({ outputShape }) => outputShape)).toEqual(shapes);
  });
});
