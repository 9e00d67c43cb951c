import { describeLayers, fail, type LayerSpec, type Limits, type OutputCount, ok, type Result } from '@inkroom/shared';
import { type FlateError, strFromU8, unzipSync } from 'fflate';
import { z } from 'zod';
import { LAYERS_MODEL, MODEL_FILES } from './exchange-model.js';
import { topologyLayers } from './topology-layers.js';

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

/** Files that a zip may hold: a folder's worth of weights and a card. */
const FILES_MAX = 64;
/** A small zip must not unpack to fill the memory: the largest model that `layersParametersMax` allows is smaller. */
const UNPACKED_BYTES_MAX = 16 * 2 ** 20;

const manifestForm = z.object({
  format: z.literal(LAYERS_MODEL).optional(),
  modelTopology: z.unknown(),
  weightsManifest: z
    .array(
      z.object({
        paths: z.array(z.string().max(200)).max(FILES_MAX),
        weights: z
          .array(z.object({ name: z.string(), shape: z.array(z.number().int().min(0)).max(4), dtype: z.string() }))
          .max(FILES_MAX),
      }),
    )
    .max(FILES_MAX),
});

/**
 * Reads a TensorFlow.js layers model from a zip: `model.json` and the files of weights that it names, in one folder.
 * @returns `artifact_corrupt` or `layers_invalid`, each with `details.reason` in plain words
 */
export function importModel(zip: Uint8Array, limits: Limits): Result<ImportedModel> {
  const files = unzip(zip);
  if (!files.ok) return files;
  const text = files.value.get(MODEL_FILES.topology);
  if (!text) return corrupt(`there is no ${MODEL_FILES.topology} in it`);
  const manifest = parse(text);
  if (!manifest) return corrupt(`its ${MODEL_FILES.topology} is not that of a TensorFlow.js layers model`);
  const topology = topologyLayers(manifest.modelTopology, limits);
  if (!topology.ok) return topology;
  const { layers, outputs } = topology.value;
  const weights = readWeights(manifest.weightsManifest, files.value, shapesOf(layers, limits, outputs));
  return weights.ok ? ok({ layers, outputs, weights: weights.value }) : weights;
}

const TOO_MUCH = new Error('too much');

/**
 * Unpacks so much and no more: a file's size is believed before it is unpacked, and is all the room that it gets. One that is
 * not compressed is copied by its other size, whatever it says that it unpacks to.
 */
function unzip(zip: Uint8Array): Result<Map<string, Uint8Array>> {
  let total = 0;
  let count = 0;
  try {
    const files = unzipSync(zip, {
      filter: ({ size, originalSize }) => {
        total += Math.max(size, originalSize);
        if (++count > FILES_MAX || total > UNPACKED_BYTES_MAX) throw TOO_MUCH;
        return true;
      },
    });
    return ok(new Map(Object.entries(files).map(([path, bytes]) => [path.slice(path.lastIndexOf('/') + 1), bytes])));
  } catch (thrown) {
    if (thrown === TOO_MUCH) return corrupt('it unpacks to more than a model may have');
    // The library numbers what it finds wrong with a zip; anything else is no word about the file.
    if (typeof (thrown as Partial<FlateError>).code === 'number') return corrupt('it is not a zip, or a damaged one');
    throw thrown;
  }
}

function parse(text: Uint8Array): z.infer<typeof manifestForm> | null {
  try {
    return manifestForm.parse(JSON.parse(strFromU8(text)));
  } catch {
    return null;
  }
}

/** The shapes of the weights of a model's layers, in their order. */
function shapesOf(layers: readonly LayerSpec[], limits: Limits, outputs: OutputCount): number[][] {
  const plan = describeLayers(layers, limits, outputs);
  if (!plan.ok) return [];
  const { rows } = plan.value;
  return [...rows.flatMap(({ weights }) => weights), ...rows.flatMap(({ averages }) => averages)];
}

/** Names of what batch normalisation keeps beside what is trained; TensorFlow's converter leaves it with its layer. */
const AVERAGE = /\/moving_(mean|variance)$/;

/** The weights that are trained before those that are not, each in the order of the layers. */
function trainedFirst<T extends { name: string }>(weights: readonly T[]): T[] {
  return [...weights.filter(({ name }) => !AVERAGE.test(name)), ...weights.filter(({ name }) => AVERAGE.test(name))];
}

function readWeights(
  manifest: z.infer<typeof manifestForm>['weightsManifest'],
  files: ReadonlyMap<string, Uint8Array>,
  shapes: readonly number[][],
): Result<Float32Array[]> {
  const specs = manifest.flatMap((group) => group.weights);
  if (specs.some(({ dtype }) => dtype !== 'float32')) return corrupt('its weights are not float32');
  const ordered = trainedFirst(specs);
  const told = ordered.map(({ shape }) => shape);
  if (JSON.stringify(told) !== JSON.stringify(shapes)) {
    const wrong = ordered.find(({ shape }, i) => `${shape}` !== `${shapes[i]}`);
    return corrupt(
      wrong
        ? `its weight ${wrong.name} has the shape [${wrong.shape}], which does not fit its layers`
        : `it has ${told.length} weights where its layers have ${shapes.length}`,
    );
  }
  const sizeOf = (shape: readonly number[]) => shape.reduce((size, side) => size * side, 1);
  const expected = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0) * Float32Array.BYTES_PER_ELEMENT;
  const parts: Uint8Array[] = [];
  let given = 0;
  for (const path of manifest.flatMap((group) => group.paths)) {
    const part = files.get(path.slice(path.lastIndexOf('/') + 1));
    if (!part) return corrupt(`its file ${path} is missing`);
    parts.push(part);
    given += part.length;
    // Before they are joined: a small file that is named thousands of times would fill the memory.
    if (given > expected) return corrupt(`its weights are more than the ${expected} bytes that belong`);
  }
  if (given < expected) return corrupt(`its weights are ${given} bytes where ${expected} belong`);
  const bytes = Buffer.concat(parts);
  let offset = 0;
  const read = specs.map(({ name, shape }) => {
    const values = new Float32Array(sizeOf(shape));
    for (let i = 0; i < values.length; i++, offset += values.BYTES_PER_ELEMENT) values[i] = bytes.readFloatLE(offset);
    return { name, values };
  });
  const weights = trainedFirst(read).map(({ values }) => values);
  if (weights.some((values) => !values.every(Number.isFinite))) return corrupt('some of its weights are not numbers');
  return ok(weights);
}

function corrupt(reason: string) {
  return fail('artifact_corrupt', { reason });
}
