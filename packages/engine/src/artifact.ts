import type { ArchitectureName, DatasetSummary, VersionMetrics } from '@inkroom/shared';

/** What a model version is, how it was made and how good it is: the model card. */
export interface ModelCard {
  architecture: ArchitectureName;
  parameters: number;
  dataset: DatasetSummary;
  epochs: number;
  batchSize: number;
  learningRate: number;
  seed: number;
  /** Engine that trained it. */
  engine: string;
  /** The command that makes it again, where there is one. */
  command: string | null;
  trainingSeconds: number;
  metrics: VersionMetrics;
  /** When it was made, ISO 8601. */
  createdAt: string;
}

/** Name, shape and type of a weight, in the order in which the weights' values follow each other. */
export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: 'float32';
}

/** A model version's files. */
export interface Artifact {
  /** The tf.layers model as JSON (`modelTopology` of TensorFlow.js). */
  topology: object;
  weightSpecs: WeightSpec[];
  /** All weights, float32 little-endian, as `weightSpecs` says. */
  weights: Uint8Array;
  /** Inference graph: input `images` [n, 28, 28, 1] of 0..1, output `scores` [n, 10], each ten summing to 1. */
  onnx: Uint8Array;
  card: ModelCard;
  /** SHA-256 over topology and weights, hex. */
  digest: string;
}

export async function saveArtifact(_artifact: Artifact, _dir: string): Promise<void> {
  throw new Error('not built yet');
}

export async function loadArtifact(_dir: string): Promise<Artifact> {
  throw new Error('not built yet');
}
