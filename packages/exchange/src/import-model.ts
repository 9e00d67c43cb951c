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

const ZIP = [0x50, 0x4b];

/**
 * Reads a model as people have it. What a file is, its content says, never its name.
 * - a zip with a layers model of TensorFlow.js: its JSON file, and the files of weights that this names
 * @returns `artifact_corrupt` or `layers_invalid`, see `fileFault`
 */
export function importModel(file: Uint8Array, limits: Limits): Result<ImportedModel> {
  if (!ZIP.every((byte, i) => file[i] === byte)) return failFile('unknown_kind');
  const files = unzipModel(file);
  if (!files.ok) return files;
  const manifest = manifestIn(files.value);
  if (!manifest.ok) return manifest;
  const model = readLayersModel(manifest.value, files.value, limits);
  if (model.ok && !model.value.weights.every((values) => values.every(Number.isFinite)))
    return failFile('weights_not_numbers');
  return model;
}

/** The one JSON file that has the form of a layers model; `model.json` is taken at its word. */
function manifestIn(files: ReadonlyMap<string, Uint8Array>): Result<Manifest> {
  const text = files.get(MODEL_FILES.topology);
  if (text) return readManifest(MODEL_FILES.topology, text);
  const found = [...files]
    .filter(([name]) => name.endsWith('.json'))
    .map(([name, bytes]) => ({ name, manifest: readManifest(name, bytes) }))
    .filter(({ manifest }) => manifest.ok);
  if (found.length > 1) return failFile('several_models', { files: found.map(({ name }) => name).join(', ') });
  return found[0]?.manifest ?? failFile('no_model');
}
