import {
  type ArchitectureName,
  CodedException,
  codedError,
  DEFAULT_RUN,
  DIGITS,
  type Evaluation,
  type LayerSpec,
  type OutputCount,
  PRESET_LAYERS,
  presetSchema,
} from '@inkroom/shared';
import type { Dataset } from './data/dataset.js';
import { OnnxRecogniser } from './engines/onnx-recogniser.js';
import { evaluateModel, metricsOf } from './evaluation/evaluate-model.js';
import { buildModel } from './model/architectures.js';
import type { Artifact } from './model/artifact.js';
import { createArtifact } from './model/create-artifact.js';
import { setWeights } from './model/model-weights.js';
import { inferenceGraph } from './tracing/inference-graph.js';

export interface AdoptedModel {
  layers: readonly LayerSpec[];
  /** Ten where it is left out. */
  outputs?: OutputCount | undefined;
  /** In the order of `model.getWeights()`: what is trained in the order of the layers, then the moving averages. */
  weights: readonly Float32Array[];
}

export interface AdoptOptions {
  dataset: Pick<Dataset, 'test' | 'holdout' | 'summary'>;
  /** Threads of an inference. */
  threads: number;
  /** How many wrongly read images of a part are kept. */
  mistakesMax: number;
}

/**
 * Makes an artefact of a model that was trained elsewhere, built anew from its layers and weights, and measures it like a
 * run's result. Nothing is known of its training, and its card says so.
 * @throws CodedException `artifact_corrupt` when the weights do not fit the layers, `scores_invalid` when its scores are no numbers
 */
export async function adoptModel(
  { layers, outputs = DIGITS.length, weights }: AdoptedModel,
  { dataset, threads, mistakesMax }: AdoptOptions,
): Promise<{ artifact: Artifact; evaluation: Evaluation }> {
  const architecture = outputs === DIGITS.length ? architectureOf(layers) : 'custom';
  // Always the same: the seed of the weights that are replaced is part of the topology, and so of the version's id.
  const model = buildModel(architecture, 0, layers, outputs);
  try {
    if (!setWeights(model, weights))
      throw new CodedException(codedError('artifact_corrupt', { reason: 'its weights do not fit its layers' }));
    const recogniser = await OnnxRecogniser.load(inferenceGraph(model), { threads });
    try {
      // Nothing aborts it.
      const evaluation = (await evaluateModel(recogniser, dataset, { mistakesMax }))!;
      const { schedule, augment, patience, replay } = DEFAULT_RUN;
      const artifact = createArtifact(model, {
        architecture,
        layers,
        ...(outputs > DIGITS.length ? { outputs } : {}),
        dataset: { ...dataset.summary, trainSize: 0, corrections: 0 },
        origin: 'imported',
        epochs: 0,
        batchSize: 0,
        learningRate: 0,
        schedule,
        augment,
        patience,
        replay,
        seed: 0,
        engine: 'unknown',
        threads: 0,
        command: null,
        trainingSeconds: 0,
        metrics: metricsOf(evaluation),
        createdAt: new Date().toISOString(),
      });
      return { artifact, evaluation };
    } finally {
      await recogniser.dispose();
    }
  } finally {
    model.dispose();
  }
}

/** The preset that has these very layers, else `custom`. */
function architectureOf(layers: readonly LayerSpec[]): ArchitectureName {
  const text = JSON.stringify(layers.map(sorted));
  return presetSchema.options.find((name) => JSON.stringify(PRESET_LAYERS[name].map(sorted)) === text) ?? 'custom';
}

function sorted(layer: LayerSpec): [string, unknown][] {
  return Object.entries(layer).sort(([a], [b]) => (a < b ? -1 : 1));
}
