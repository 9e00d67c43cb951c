import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type ArchitectureName,
  CodedException,
  codedError,
  type DatasetSummary,
  type Framing,
  type LayerSpec,
  type OutputCount,
  type RunCost,
  type Schedule,
  type VersionMetrics,
} from '@inkroom/shared';
import type { DrawingsCard } from './drawings-card.js';
import { renderCard } from './model-card.js';

/** What a model version is, how it was made and how good it is: the model card. */
export interface ModelCard {
  architecture: ArchitectureName;
  layers: readonly LayerSpec[];
  /** 10 where it is missing; the eleventh says that it is no digit. */
  outputs?: OutputCount;
  parameters: number;
  dataset: DatasetSummary;
  /** Set for a model that was trained elsewhere: what follows, down to its metrics, is not known. */
  origin?: 'imported';
  epochs: number;
  batchSize: number;
  learningRate: number;
  schedule: Schedule;
  augment: boolean;
  patience: number;
  replay: number;
  seed: number;
  /** The version whose weights its training began with, where a room's run went on from one. */
  parent?: string;
  /** How its run made images of a room's drawings, where it was a room's. */
  framing?: Framing;
  /** Engine that trained it. */
  engine: string;
  /** Threads of a step. */
  threads: number;
  /** The command that makes it again, where there is one. */
  command: string | null;
  trainingSeconds: number;
  /** What the run took, where it ran on a pool's worker. */
  cost?: RunCost;
  metrics: VersionMetrics;
  /** For a model that was taught drawings, too. */
  drawings?: DrawingsCard;
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
  /** Inference graph: input `images` [n, 28, 28, 1] of 0..1, output `scores` [n, outputs], each row summing to 1. */
  onnx: Uint8Array;
  card: ModelCard;
  /** SHA-256 over topology and weights, hex. */
  digest: string;
}

/** The names of an artefact's files: `model.json` and `weights.bin` are what `tf.loadLayersModel` reads. */
export const ARTIFACT_FILES = {
  model: 'model.json',
  weights: 'weights.bin',
  onnx: 'model.onnx',
  card: 'card.json',
  cardText: 'card.md',
} as const;

const FORMAT = 'layers-model';

/** SHA-256 over a model's topology and weights, hex: what tells one model version from another. */
export function artifactDigest(topology: object, weights: Uint8Array): string {
  return createHash('sha256').update(JSON.stringify(topology)).update('\0').update(weights).digest('hex');
}

/** Writes an artefact into a folder, which is made or replaced as a whole: nobody sees half of one. */
export async function saveArtifact(artifact: Artifact, dir: string): Promise<void> {
  const partial = `${dir}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const model = {
    format: FORMAT,
    generatedBy: 'inkroom',
    convertedBy: null,
    modelTopology: artifact.topology,
    weightsManifest: [{ paths: [ARTIFACT_FILES.weights], weights: artifact.weightSpecs }],
  };
  const file = (name: string, content: string | Uint8Array) => writeFile(join(partial, name), content);
  await Promise.all([
    file(ARTIFACT_FILES.model, `${JSON.stringify(model)}\n`),
    file(ARTIFACT_FILES.weights, artifact.weights),
    file(ARTIFACT_FILES.onnx, artifact.onnx),
    file(ARTIFACT_FILES.card, `${JSON.stringify({ ...artifact.card, digest: artifact.digest }, null, 2)}\n`),
    file(ARTIFACT_FILES.cardText, renderCard(artifact.card, artifact.digest)),
  ]);
  await mkdir(dirname(dir), { recursive: true });
  await rm(dir, { recursive: true, force: true });
  await rename(partial, dir);
}

/**
 * Reads an artefact back from its folder.
 * @throws CodedException `artifact_corrupt` when a file is missing, or topology and weights are not what the card says
 */
export async function loadArtifact(dir: string): Promise<Artifact> {
  try {
    const read = (name: string) => readFile(join(dir, name));
    const [modelText, weights, onnx, cardText] = await Promise.all([
      read(ARTIFACT_FILES.model),
      read(ARTIFACT_FILES.weights),
      read(ARTIFACT_FILES.onnx),
      read(ARTIFACT_FILES.card),
    ]);
    const model = JSON.parse(`${modelText}`) as {
      format: string;
      modelTopology: object;
      weightsManifest: { weights: WeightSpec[] }[];
    };
    const { digest, ...card } = JSON.parse(`${cardText}`) as ModelCard & { digest: string };
    const weightSpecs = model.weightsManifest.flatMap((group) => group.weights);
    if (model.format !== FORMAT) throw new Error(`the format is ${model.format}, not ${FORMAT}`);
    const found = artifactDigest(model.modelTopology, weights);
    if (found !== digest) throw new Error(`the digest is ${found}, the card says ${digest}`);
    return { topology: model.modelTopology, weightSpecs, weights, onnx, card, digest };
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    // A disk that does not let it be read says nothing of it.
    if (syscall && code !== 'ENOENT') throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CodedException(codedError('artifact_corrupt', { reason }), { cause });
  }
}
