import type { LayerSpec } from '@inkroom/shared';

/** The numbers that a layer's summary names. */
export function layerFacts(layer: LayerSpec): Record<string, number> {
  switch (layer.kind) {
    case 'conv':
      return { filters: layer.filters, size: layer.kernelSize };
    case 'pool':
      return { size: layer.size };
    case 'dense':
      return { units: layer.units };
    case 'batchNorm':
      return {};
    case 'dropout':
      return { rate: Math.round(layer.rate * 100) };
  }
}
