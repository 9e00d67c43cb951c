import * as tf from '@tensorflow/tfjs';
import { inferenceGraph } from '../tracing/inference-graph.js';
import { type Artifact, artifactDigest, type ModelCard, type WeightSpec } from './artifact.js';
import { weightValues } from './weight-values.js';

/** Makes the artefact of a model as it is now. */
export function createArtifact(model: tf.LayersModel, card: Omit<ModelCard, 'parameters'>): Artifact {
  const topology = model.toJSON(null, false) as object;
  const weightSpecs = model.weights.map(
    (weight): WeightSpec => ({ name: weight.originalName, shape: weight.shape as number[], dtype: 'float32' }),
  );
  const weights = littleEndian(model.getWeights().map((weight) => weight.dataSync() as Float32Array));
  return {
    topology,
    weightSpecs,
    weights,
    onnx: inferenceGraph(model),
    card: { ...card, parameters: model.countParams() },
    digest: artifactDigest(topology, weights),
  };
}

/** The artefact's model as TensorFlow.js holds it. */
export async function modelOf(
  artifact: Pick<Artifact, 'topology' | 'weightSpecs' | 'weights'>,
): Promise<tf.LayersModel> {
  const model = await tf.models.modelFromJSON(artifact.topology as Parameters<typeof tf.models.modelFromJSON>[0]);
  const tensors = weightValues(artifact).map((values, i) => tf.tensor(values, artifact.weightSpecs[i]!.shape));
  model.setWeights(tensors);
  tf.dispose(tensors);
  return model;
}

function littleEndian(parts: readonly Float32Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const part of parts) {
    for (const value of part) {
      view.setFloat32(offset, value, true);
      offset += part.BYTES_PER_ELEMENT;
    }
  }
  return bytes;
}
