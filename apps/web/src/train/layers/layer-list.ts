import {
  describeLayers,
  isNormalisable,
  type LayerFault,
  type LayerPlan,
  type LayerSpec,
  type Limits,
} from '@inkroom/shared';
import { clamp } from '../../ui/clamp';

export type LayerKind = LayerSpec['kind'];

export const LAYER_KINDS = ['conv', 'pool', 'dense', 'batchNorm', 'dropout'] as const satisfies readonly LayerKind[];

/** What a new layer begins as: sizes that fit nearly everywhere. */
const FRESH: { [K in LayerKind]: Extract<LayerSpec, { kind: K }> } = {
  conv: { kind: 'conv', filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' },
  pool: { kind: 'pool', size: 2 },
  dense: { kind: 'dense', units: 64, activation: 'relu' },
  batchNorm: { kind: 'batchNorm' },
  dropout: { kind: 'dropout', rate: 0.25 },
};
const FRESH_FILTERS_MAX = 64;

/** Adds a layer where it makes sense. */
export function addLayer(layers: readonly LayerSpec[], kind: LayerKind): { layers: LayerSpec[]; index: number } {
  const index = placeFor(kind, layers);
  const fresh = kind === 'conv' ? freshConv(imageAfter(layers.slice(0, index))) : FRESH[kind];
  return { layers: layers.toSpliced(index, 0, fresh), index };
}

/**
 * One that needs the image goes before it is flattened, a batch normalisation after the first layer that may have one and has
 * none, any other at the end.
 */
function placeFor(kind: LayerKind, layers: readonly LayerSpec[]): number {
  const end = layers.length;
  switch (kind) {
    case 'conv':
    case 'pool': {
      const flattened = layers.findIndex((layer) => layer.kind === 'dense');
      return flattened < 0 ? end : flattened;
    }
    case 'batchNorm': {
      const bare = layers.findIndex((layer, i) => isNormalisable(layer) && layers[i + 1]?.kind !== 'batchNorm');
      return bare < 0 ? end : bare + 1;
    }
    default:
      return end;
  }
}

/** Height, width and channels that these layers leave. */
function imageAfter(layers: readonly LayerSpec[]): readonly number[] {
  const plan = describeLayers(layers);
  return plan.ok ? inputShape(plan.value.rows, layers.length) : [];
}

/** Twice the channels that come in: few filters on a large image, more on a small one. */
function freshConv([, , channels = 1]: readonly number[]): LayerSpec {
  return { ...FRESH.conv, filters: Math.min(FRESH_FILTERS_MAX, Math.max(FRESH.conv.filters, 2 * channels)) };
}

/** Moves a layer by some places; beyond either end it stays there. */
export function moveLayer(
  layers: readonly LayerSpec[],
  index: number,
  by: number,
): { layers: LayerSpec[]; index: number } {
  const to = clamp(index + by, 0, layers.length - 1);
  return { layers: layers.toSpliced(index, 1).toSpliced(to, 0, layers[index]!), index: to };
}

export interface ListPlan {
  /** What each layer makes of the image, as far as they fit. */
  rows: LayerPlan['rows'];
  /** Null while the layers do not fit each other. */
  totals: Pick<LayerPlan, 'parameters' | 'multiplyAdds'> | null;
  fault: { index: number; reason: LayerFault } | null;
}

/** Shapes and costs of a list of layers; of one that does not fit, those of the layers before the first fault. */
export function planOf(layers: readonly LayerSpec[], limits: Limits): ListPlan {
  const plan = describeLayers(layers, limits);
  if (plan.ok) return { rows: plan.value.rows, totals: plan.value, fault: null };
  const { layer, reason } = plan.error.details as { layer: number | null; reason: LayerFault };
  const index = Math.max(0, layer ?? layers.length - 1);
  const before = describeLayers(layers.slice(0, index), limits);
  return {
    rows: before.ok ? before.value.rows.filter((row) => row.index !== null) : [],
    totals: null,
    fault: { index, reason },
  };
}

/** The shape that a layer is given: what the one before it makes, or the image. */
export function inputShape(rows: LayerPlan['rows'], index: number): readonly number[] {
  const at = rows.findIndex((row) => row.index !== null && row.index >= index);
  const before = at < 0 ? rows.filter((row) => row.index !== null).at(-1) : rows[at - 1];
  return before?.outputShape ?? IMAGE;
}

const IMAGE = [28, 28, 1] as const;
