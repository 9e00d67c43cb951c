import { failFile, type LayerSpec, type Limits, type OutputCount, type Result } from '@inkroom/shared';
import { MODEL_FILES } from './exchange-model.js';
import { type Manifest, readLayersModel, readManifest } from './layers-model.js';
import { unzipModel } from './model-zip.js';

/** A model from outside, reduced to what inkroom builds models of. */
export interface ImportedModel {
  layers: LayerSpec[];
  /** The digits, and "no digit" where there are eleven. */
  outputs: OutputCount;
  /**
   * In the order of the layers each one's kernel and bias, or scale and shift; then in that order the moving means and variances.
   * All finite, and of the sizes that the layers ask for.
   */
  weights: Float32Array[];
}

/** What files begin with. */
const ZIP = [0x50, 0x4b];
const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Reads a model as people have it. What a file is, its content says, never its name:
 * - a layers model of TensorFlow.js as a zip: its JSON file, and the files of weights that this names
 * - a model of Keras 3 (`.keras`), which is a zip of `config.json` and `model.weights.h5`, or of Keras' legacy format (`.h5`)
 * - a zip of one of those two
 *
 * Nothing of a file is run. A Keras file takes no more than 100 MB beside itself; it is read in one go, in this very thread.
 * @returns `artifact_corrupt` or `layers_invalid`, see `fileFault`
 */
export async function importModel(file: Uint8Array, limits: Limits): Promise<Result<ImportedModel>> {
  const model = await readFile(file, limits, false);
  if (model.ok && !model.value.weights.every((values) => values.every(Number.isFinite)))
    return failFile('weights_not_numbers');
  return model;
}

async function readFile(file: Uint8Array, limits: Limits, isNested: boolean): Promise<Result<ImportedModel>> {
  if (beginsWith(file, HDF5)) return (await keras()).readKerasH5(file, limits);
  if (!beginsWith(file, ZIP)) return failFile('unknown_kind');
  const unzipped = unzipModel(file);
  if (!unzipped.ok) return unzipped;
  const files = unzipped.value;
  const config = files.get('config.json');
  const weights = files.get('model.weights.h5');
  if (config && weights) return (await keras()).readKerasZip(config, weights, limits);
  const manifests = manifestsIn(files);
  const kerasFiles = isNested ? [] : [...files].filter(([name]) => /\.(keras|h5|hdf5)$/i.test(name));
  const names = [...manifests, ...kerasFiles].map(([name]) => name);
  if (names.length > 1) return failFile('several_models', { files: names.join(', ') });
  for (const [, manifest] of manifests) return manifest.ok ? readLayersModel(manifest.value, files, limits) : manifest;
  for (const [, bytes] of kerasFiles) return readFile(bytes, limits, true);
  return failFile('no_model');
}

/** The JSON files that have the form of a layers model; `model.json` is taken at its word. */
function manifestsIn(files: ReadonlyMap<string, Uint8Array>): [name: string, Result<Manifest>][] {
  const own = files.get(MODEL_FILES.topology);
  if (own) return [[MODEL_FILES.topology, readManifest(MODEL_FILES.topology, own)]];
  return [...files]
    .filter(([name]) => name.endsWith('.json'))
    .map(([name, text]): [string, Result<Manifest>] => [name, readManifest(name, text)])
    .filter(([, manifest]) => manifest.ok);
}

function beginsWith(file: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => file[i] === byte);
}

/** The HDF5 library comes when a file is of its kind. */
function keras() {
  return import('./keras-model.js');
}
