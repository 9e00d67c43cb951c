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
    { kind: 'batchNorm' },
    { kind: 'pool', size: 4 },
    { kind: 'dense', units: 8, activation: 'linear' },
    { kind: 'batchNorm' },
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
    if (!plan.ok) return;
    const { rows } = plan.value;
    // An activation after its batch normalisation is a layer in TensorFlow.js alone.
    const built = model.layers.filter((layer) => layer.getClassName() !== 'Activation');
    expect(rows.map(({ outputShape }) => outputShape)).toEqual(
      built.map(({ outputShape }) => (outputShape as number[]).slice(1)),
    );
    expect([...rows.flatMap(({ weights }) => weights), ...rows.flatMap(({ averages }) => averages)]).toEqual(
      model.getWeights().map(({ shape }) => shape),
    );
  });

  it('has an output more for what is no digit, where it is asked for one', () => {
    const model = buildModel('custom', 1, custom, 11);
    const plan = describeLayers(custom, undefined, 11);
    expect(model.outputs[0]!.shape).toEqual([null, 11]);
    expect(plan.ok && plan.value.parameters).toBe(model.countParams());
    expect(buildModel('mlp', 1).outputs[0]!.shape).toEqual([null, 10]);
  });

  it('normalises between a layer and its activation, with no bias but the shift', () => {
    const model = buildModel('custom', 1, [
      { kind: 'conv', filters: 4, kernelSize: 3, padding: 'valid', activation: 'relu' },
      { kind: 'batchNorm' },
      { kind: 'dense', units: 8, activation: 'linear' },
      { kind: 'batchNorm' },
    ]);
    expect(model.layers.map((layer) => `${layer.getClassName()} ${layer.name}`)).toEqual([
      'Conv2D conv1',
      'BatchNormalization norm1',
      'Activation norm1_activation',
      'Flatten features',
      'Dense hidden',
      'BatchNormalization norm2',
      'Dense logits',
    ]);
    expect(model.weights.map(({ originalName }) => originalName)).toEqual([
      'conv1/kernel',
      'norm1/gamma',
      'norm1/beta',
      'hidden/kernel',
      'norm2/gamma',
      'norm2/beta',
      'logits/kernel',
      'logits/bias',
      'norm1/moving_mean',
      'norm1/moving_variance',
      'norm2/moving_mean',
      'norm2/moving_variance',
    ]);
  });
});
