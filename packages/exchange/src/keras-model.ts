import { CodedException, failFile, fileFault, type Limits, ok, type Result } from '@inkroom/shared';
import { fitWeights, shapesOf } from './fit-weights.js';
import { Hdf5File, type Hdf5Weight } from './hdf5-file.js';
import type { ImportedModel } from './import-model.js';
import type { TopologyLayer } from './join-normalised.js';
import { parseJson } from './layers-model.js';
import { topologyLayers } from './topology-layers.js';

/** What kinds of layers have weights, and the names of those in a `.keras` file's groups. */
const WEIGHTED = new Map([
  ['Dense', 'dense'],
  ['Conv2D', 'conv2d'],
  ['BatchNormalization', 'batch_normalization'],
]);
/** Of a batch normalisation: scale, shift, mean and variance. */
const TRAINED_OF_NORM = 2;
const WEIGHTS_OF_LAYER_MAX = 4;

/** Paths of each weighted layer's weights, in their order. */
type Places = (file: Hdf5File, layers: readonly TopologyLayer[]) => string[][];

/**
 * Reads a model in Keras' HDF5 layout: its configuration is an attribute, and each layer's group says which weights it has.
 * @returns `artifact_corrupt` or `layers_invalid`, see {@link importModel}
 */
export function readKerasH5(bytes: Uint8Array, limits: Limits): Promise<Result<ImportedModel>> {
  return reading(bytes, (file) => {
    const [config] = file.texts('/', 'model_config') ?? [];
    if (config === undefined) return failFile('config_missing');
    return readModel(file, parseJson(config), limits, (_, layers) =>
      layers.map(({ config: { name } }) => {
        const group = `model_weights/${name}`;
        return (file.texts(group, 'weight_names') ?? []).map((weight) => `${group}/${weight}`);
      }),
    );
  });
}

/**
 * Reads the two files of a `.keras` zip that tell of a model.
 * @param config `config.json`
 * @param weights `model.weights.h5`
 * @returns `artifact_corrupt` or `layers_invalid`, see {@link importModel}
 */
export function readKerasZip(config: Uint8Array, weights: Uint8Array, limits: Limits): Promise<Result<ImportedModel>> {
  return reading(weights, (file) => readModel(file, parseJson(config), limits, groupsByKind));
}

/** Keras 3 counts the layers of each kind; releases before called the group of all by another name. */
const groupsByKind: Places = (file, layers) => {
  const root = ['layers', '_layer_checkpoint_dependencies'].find((name) => file.has(name)) ?? 'layers';
  const counts = new Map<string, number>();
  return layers.map(({ class_name }) => {
    const kind = WEIGHTED.get(class_name)!;
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const group = `${root}/${kind}${count > 0 ? `_${count}` : ''}/vars`;
    const paths = Array.from({ length: WEIGHTS_OF_LAYER_MAX }, (_, i) => `${group}/${i}`);
    const end = paths.findIndex((path) => !file.has(path));
    return end < 0 ? paths : paths.slice(0, end);
  });
};

async function reading(
  bytes: Uint8Array,
  read: (file: Hdf5File) => Result<ImportedModel>,
): Promise<Result<ImportedModel>> {
  try {
    return await Hdf5File.reading(bytes, read);
  } catch (thrown) {
    if (thrown instanceof CodedException) return { ok: false, error: thrown.coded };
    throw thrown;
  }
}

function readModel(file: Hdf5File, config: unknown, limits: Limits, placesOf: Places): Result<ImportedModel> {
  if (config === undefined) return failFile('config_unreadable');
  const topology = topologyLayers(config, limits);
  if (!topology.ok) return topology;
  const { layers, outputs, told } = topology.value;
  const weighted = told.filter(({ class_name }) => WEIGHTED.has(class_name));
  const weights = placesOf(file, weighted).flatMap((paths, i) =>
    paths.slice(0, WEIGHTS_OF_LAYER_MAX).map((path, place) => ({
      ...weightAt(file, path),
      name: path,
      averaged: weighted[i]!.class_name === 'BatchNormalization' && place >= TRAINED_OF_NORM,
    })),
  );
  const fitting = fitWeights(weights, shapesOf(layers, limits, outputs));
  return fitting.ok ? ok({ layers, outputs, weights: fitting.value.map(({ read }) => read()) }) : fitting;
}

function weightAt(file: Hdf5File, path: string): Hdf5Weight {
  const weight = file.weight(path);
  if (!weight) throw new CodedException(fileFault('weight_missing', { weight: path }));
  return weight;
}
