import type { VersionFormat } from '@inkroom/shared';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { type ExchangeModel, LAYERS_MODEL, MODEL_FILES } from './exchange-model.js';
import { kerasFile } from './keras-file.js';

/** Weights do not get smaller: they are stored as they are, which costs no time. */
const STORED = { level: 0 } as const;
/** One and the same version always gives the same bytes. Zip knows no time before 1980. */
const MTIME = new Date(1980, 0, 1);

/** A version as a zip for other programs, each with its model card: what the format needs, and nothing else. */
export async function exportModel(model: ExchangeModel, format: VersionFormat): Promise<Uint8Array> {
  const files: Zippable = {
    ...(await FORMATS[format](model)),
    [MODEL_FILES.card]: json({ ...model.card, digest: model.digest }),
    [MODEL_FILES.cardText]: strToU8(`${model.cardText}\n${USE[format]}`),
  };
  return zipSync(files, { mtime: MTIME });
}

const FORMATS: Record<VersionFormat, (model: ExchangeModel) => Zippable | Promise<Zippable>> = {
  tfjs: ({ topology, weightSpecs, weights }) => ({
    [MODEL_FILES.topology]: json({
      format: LAYERS_MODEL,
      generatedBy: 'inkroom',
      convertedBy: null,
      modelTopology: topology,
      weightsManifest: [{ paths: [MODEL_FILES.weights], weights: weightSpecs }],
    }),
    [MODEL_FILES.weights]: [weights, STORED],
  }),
  onnx: ({ onnx }) => ({ [MODEL_FILES.onnx]: [onnx, STORED] }),
  keras: async (model) => ({ [MODEL_FILES.keras]: [await kerasFile(model), STORED] }),
};

const INPUT = 'Input: float32 [n, 28, 28, 1], 0 is paper and 1 is ink.';
const OUTPUT = 'Output: for each digit, and for "no digit" where there are eleven,';

/** How each format is loaded, for the card. */
const USE: Record<VersionFormat, string> = {
  tfjs: `## Use

\`\`\`js
import * as tf from '@tensorflow/tfjs';
const model = await tf.loadLayersModel('model.json');
const scores = tf.softmax(model.predict(images));
\`\`\`

${INPUT} ${OUTPUT} logits; their softmax are the scores.
`,
  onnx: `## Use

\`\`\`python
import onnxruntime
session = onnxruntime.InferenceSession("model.onnx")
scores = session.run(["scores"], {"images": images})[0]
\`\`\`

${INPUT} ${OUTPUT} scores, which sum to 1.
`,
  keras: `## Use

\`\`\`python
import keras
model = keras.models.load_model("model.h5", compile=False)
scores = keras.ops.softmax(model.predict(images))  # tf.nn.softmax with Keras 2
\`\`\`

${INPUT} ${OUTPUT} logits; their softmax are the scores.
`,
};

function json(value: object): Uint8Array {
  return strToU8(`${JSON.stringify(value, null, 2)}\n`);
}
