import { randomBytes } from 'node:crypto';
import { type Artifact, buildModel, createArtifact, modelOf, shippedModels } from '@inkroom/engine';
import {
  type DatasetSummary,
  DEFAULT_LIMITS,
  type Label,
  type LayerSpec,
  type ModelVersion,
  NO_DIGIT,
  outputOf,
  type VersionMetrics,
} from '@inkroom/shared';
import { readVersion, saveVersion } from '@inkroom/store';
import * as tf from '@tensorflow/tfjs';
import type { Redis } from 'ioredis';
import { inferenceGraph } from '../../packages/engine/src/tracing/inference-graph.ts';

const MLP = 'shipped-mlp';

export interface TestVersion {
  metrics?: Partial<VersionMetrics>;
  source?: DatasetSummary['source'];
  /** What it reads in whatever is written, of ten outputs, or of eleven where that is no digit; the shipped MLP's own predictions when left out. */
  reads?: Label;
}

/** Saves a version of a room: the shipped MLP's record and weights with what is asked to be different. */
export async function addVersion(
  redis: Redis,
  roomId: string,
  { metrics = {}, source = 'mnist', reads }: TestVersion = {},
): Promise<ModelVersion> {
  const shipped = await readVersion(redis, MLP);
  if (!shipped) throw new Error('no worker has put the shipped models into the store yet');
  const artifact = reads === undefined ? await shippedMlp() : await readerOf(reads);
  return saveVersion(
    redis,
    {
      ...shipped,
      origin: 'run',
      roomId,
      metrics: { ...shipped.metrics, ...metrics },
      dataset: { ...shipped.dataset, source },
      ...(reads === 'not-a-digit' && { outputs: 11 as const }),
    },
    // The same weights would be the same version.
    { ...artifact, cardText: '', digest: randomBytes(32).toString('hex') },
    DEFAULT_LIMITS,
  );
}

/** The shipped MLP with so much bias towards one digit that it reads nothing else, or a like one of eleven outputs that knows no digit; of NaN, it answers nothing else. */
export async function readerOf(label: Label): Promise<Artifact> {
  const { card, ...files } = await shippedMlp();
  const output = outputOf(label);
  const model = output === NO_DIGIT ? buildModel('custom', 1, card.layers, 11) : await modelOf(files);
  const weights = model.getWeights();
  const outputs = model.outputs[0]!.shape[1]!;
  const bias = tf.tensor1d(
    Array.from({ length: outputs }, (_, i) => (Number.isNaN(output) ? output : i === output ? 1000 : 0)),
  );
  model.setWeights([...weights.slice(0, -1), bias]);
  const artifact = createArtifact(model, card);
  bias.dispose();
  model.dispose();
  return artifact;
}

/** A model with batch normalisation whose scales, shifts and averages are all its own. */
export async function normalisedReader(): Promise<Artifact> {
  const { card } = await shippedMlp();
  const layers: LayerSpec[] = [
    { kind: 'conv', filters: 4, kernelSize: 3, padding: 'valid', activation: 'relu' },
    { kind: 'batchNorm' },
    { kind: 'pool', size: 3 },
    { kind: 'dense', units: 8, activation: 'tanh' },
    { kind: 'batchNorm' },
  ];
  const model = buildModel('custom', 1, layers);
  const weights = model.getWeights().map(({ shape, size }, i) =>
    tf.tensor(
      Float32Array.from({ length: size }, (_, at) => 1 + Math.sin(i + at)),
      shape,
    ),
  );
  model.setWeights(weights);
  const artifact = createArtifact(model, { ...card, architecture: 'custom', layers });
  tf.dispose(weights);
  model.dispose();
  return artifact;
}

/** An inference graph that is sound but answers five scores. */
export function fiveScores(): Uint8Array {
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [28, 28, 1] }), tf.layers.dense({ units: 5 })],
  });
  const graph = inferenceGraph(model);
  model.dispose();
  return graph;
}

async function shippedMlp(): Promise<Artifact> {
  const shipped = await shippedModels();
  return shipped.find(({ id }) => id === MLP)!.artifact;
}
