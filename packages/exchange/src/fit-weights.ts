import {
  describeLayers,
  failFile,
  type LayerSpec,
  type Limits,
  type OutputCount,
  ok,
  type Result,
} from '@inkroom/shared';

/** A weight as a file tells of it, before its values are read. */
export interface ToldWeight {
  name: string;
  shape: readonly number[];
  /** What batch normalisation measures; all others are trained. */
  averaged: boolean;
}

/** The shapes of the weights of a model's layers: in their order those that are trained, then those that are averaged. */
export function shapesOf(layers: readonly LayerSpec[], limits: Limits, outputs: OutputCount): number[][] {
  const plan = describeLayers(layers, limits, outputs);
  if (!plan.ok) return [];
  const { rows } = plan.value;
  return [...rows.flatMap(({ weights }) => weights), ...rows.flatMap(({ averages }) => averages)];
}

/**
 * A file's weights in the order of {@link shapesOf}. Nothing of the size that a file says is made before this has been asked.
 * @returns `artifact_corrupt` for shapes that are not the layers'
 */
export function fitWeights<Told extends ToldWeight>(
  told: readonly Told[],
  shapes: readonly (readonly number[])[],
): Result<Told[]> {
  const ordered = [...told.filter(({ averaged }) => !averaged), ...told.filter(({ averaged }) => averaged)];
  const wrong = ordered.find(({ shape }, i) => `${shape}` !== `${shapes[i]}`);
  if (wrong) return failFile('weight_shape', { weight: wrong.name, shape: `[${wrong.shape}]` });
  if (told.length !== shapes.length) return failFile('weight_count', { given: told.length, expected: shapes.length });
  return ok(ordered);
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}
