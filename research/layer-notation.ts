/** Layers on a command line: `conv 16x5, pool 2, dense 128, dropout 0.3`. */
import { activationSchema, type LayerSpec, layerSchema } from '@inkroom/shared';
import { PlainError } from '../scripts/lib/plain-error.mjs';

export const LAYER_NOTATION =
  'conv FILTERSxSIZE [same], pool SIZE, dense UNITS, batchnorm, dropout RATE; conv and dense take tanh or linear';

/** @throws PlainError that names the first layer that is none */
export function parseLayers(text: string): LayerSpec[] {
  return text.split(',').map((part) => {
    const parsed = layerSchema.safeParse(layerOf(part.trim().split(/\s+/)));
    if (!parsed.success) throw new PlainError(`'${part.trim()}' is no layer (${LAYER_NOTATION})`);
    return parsed.data;
  });
}

/** What {@link parseLayers} reads back. */
export function writeLayers(layers: readonly LayerSpec[]): string {
  return layers.map(wordsOf).join(', ');
}

function layerOf([kind, size = '', ...words]: string[]): unknown {
  const activation = words.find((word) => activationSchema.safeParse(word).success) ?? 'relu';
  const padding = words.includes('same') ? 'same' : 'valid';
  const [filters, kernelSize] = size.split('x').map(Number);
  switch (kind) {
    case 'conv':
      return { kind, filters, kernelSize, padding, activation };
    case 'pool':
      return { kind, size: Number(size) };
    case 'dense':
      return { kind, units: Number(size), activation };
    case 'batchnorm':
      return { kind: 'batchNorm' };
    case 'dropout':
      return { kind, rate: Number(size) };
    default:
      return null;
  }
}

function wordsOf(layer: LayerSpec): string {
  const activation = 'activation' in layer && layer.activation !== 'relu' ? ` ${layer.activation}` : '';
  switch (layer.kind) {
    case 'conv':
      return `conv ${layer.filters}x${layer.kernelSize}${layer.padding === 'same' ? ' same' : ''}${activation}`;
    case 'pool':
      return `pool ${layer.size}`;
    case 'dense':
      return `dense ${layer.units}${activation}`;
    case 'batchNorm':
      return 'batchnorm';
    case 'dropout':
      return `dropout ${layer.rate}`;
  }
}
