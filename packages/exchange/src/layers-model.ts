import { failFile, type Limits, ok, type Result } from '@inkroom/shared';
import { strFromU8 } from 'fflate';
import { z } from 'zod';
import { LAYERS_MODEL } from './exchange-model.js';
import { fitWeights, shapesOf, sizeOf } from './fit-weights.js';
import type { ImportedModel } from './import-model.js';
import { baseName, FILES_MAX } from './model-zip.js';
import { decodeWeight, valueBytes } from './quantised.js';
import { topologyLayers } from './topology-layers.js';

const weightForm = z.object({
  name: z.string(),
  shape: z.array(z.number().int().min(0)).max(4),
  dtype: z.string(),
  quantization: z
    .object({ dtype: z.string(), scale: z.number().optional(), min: z.number().optional() })
    .nullish()
    .transform((value) => value ?? undefined),
});
export type WeightForm = z.infer<typeof weightForm>;

const manifestForm = z.object({
  format: z.literal(LAYERS_MODEL).nullish(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z
    .array(
      z.object({ paths: z.array(z.string().max(200)).max(FILES_MAX), weights: z.array(weightForm).max(FILES_MAX) }),
    )
    .max(FILES_MAX),
});
/** What a `model.json` of TensorFlow.js says. */
export type Manifest = z.infer<typeof manifestForm>;

/**
 * A JSON file as the manifest of a layers model.
 * @returns `artifact_corrupt` when it is none
 */
export function readManifest(file: string, text: Uint8Array): Result<Manifest> {
  const json = parseJson(text);
  const manifest = manifestForm.safeParse(json);
  if (manifest.success) return ok(manifest.data);
  const isGraph = z.object({ format: z.literal('graph-model') }).safeParse(json).success;
  return failFile(isGraph ? 'graph_model' : 'manifest_unreadable', { file });
}

/** What a text says as JSON; undefined where it is none. */
export function parseJson(text: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof text === 'string' ? text : strFromU8(text));
  } catch {
    return undefined;
  }
}

/**
 * Reads a layers model of TensorFlow.js.
 * @param files by name, those of its weights among them
 * @returns `artifact_corrupt` or `layers_invalid`, see {@link importModel}
 */
export function readLayersModel(
  { modelTopology, weightsManifest }: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
  limits: Limits,
): Result<ImportedModel> {
  const topology = topologyLayers(modelTopology, limits);
  if (!topology.ok) return topology;
  const { layers, outputs } = topology.value;
  const weights = readWeights(weightsManifest, files, shapesOf(layers, limits, outputs));
  return weights.ok ? ok({ layers, outputs, weights: weights.value }) : weights;
}

/** Names of what batch normalisation keeps beside what is trained; TensorFlow's converter leaves it with its layer. */
const AVERAGE = /\/moving_(mean|variance)$/;

function readWeights(
  manifest: Manifest['weightsManifest'],
  files: ReadonlyMap<string, Uint8Array>,
  shapes: readonly number[][],
): Result<Float32Array[]> {
  const specs = manifest.flatMap(({ weights }) => weights);
  for (const { name, dtype, quantization } of specs) {
    if (dtype !== 'float32') return failFile('weight_type', { weight: name, type: dtype });
    if (valueBytes({ quantization }) === null)
      return failFile('quantization_unknown', { weight: name, type: quantization!.dtype });
  }
  let end = 0;
  const places = specs.map((spec) => {
    const offset = end;
    end += sizeOf(spec.shape) * valueBytes(spec)!;
    return { ...spec, offset, averaged: AVERAGE.test(spec.name) };
  });
  const fitting = fitWeights(places, shapes);
  if (!fitting.ok) return fitting;
  const parts: Uint8Array[] = [];
  let given = 0;
  for (const path of manifest.flatMap(({ paths }) => paths)) {
    const part = files.get(baseName(path));
    if (!part) return failFile('weights_file_missing', { file: path });
    parts.push(part);
    given += part.length;
    // Before they are joined: a small file that is named thousands of times would fill the memory.
    if (given > end) return failFile('weights_too_long', { expected: end });
  }
  if (given < end) return failFile('weights_too_short', { given, expected: end });
  const bytes = Buffer.concat(parts);
  return ok(fitting.value.map((place) => decodeWeight(place, bytes.subarray(place.offset))));
}
