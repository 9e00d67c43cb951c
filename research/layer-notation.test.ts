import type { LayerSpec } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { parseLayers, writeLayers } from './layer-notation.ts';

const layers: LayerSpec[] = [
  { kind: 'conv', filters: 16, kernelSize: 5, padding: 'valid', activation: 'relu' },
  { kind: 'conv', filters: 8, kernelSize: 3, padding: 'same', activation: 'tanh' },
  { kind: 'batchNorm' },
  { kind: 'pool', size: 2 },
  { kind: 'dense', units: 64, activation: 'linear' },
  { kind: 'dropout', rate: 0.25 },
];

describe('the notation of layers', () => {
  it('is read as it is written', () => {
    expect(writeLayers(layers)).toBe('conv 16x5, conv 8x3 same tanh, batchnorm, pool 2, dense 64 linear, dropout 0.25');
    expect(parseLayers(writeLayers(layers))).toEqual(layers);
  });

  it('names the layer that is none', () => {
    for (const text of ['conv 16', 'dense many', 'pool 7', 'soup 3', '']) {
      expect(() => parseLayers(`dense 8, ${text}`)).toThrow(`'${text}' is no layer`);
    }
  });
});
