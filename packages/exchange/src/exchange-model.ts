/** Name, shape and type of a weight, in the order in which the weights' values follow each other. */
export interface ExchangeWeight {
  name: string;
  shape: number[];
  dtype: 'float32';
}

/** What of a model version leaves in its files. */
export interface ExchangeModel {
  /** The tf.layers model as JSON (`modelTopology` of TensorFlow.js). */
  topology: object;
  weightSpecs: readonly ExchangeWeight[];
  /** All weights, float32 little-endian, as `weightSpecs` says. */
  weights: Uint8Array;
  /** The inference graph. */
  onnx: Uint8Array;
  /** The model card, for programs and for people. */
  card: object;
  cardText: string;
  /** SHA-256 over topology and weights, hex. */
  digest: string;
}

/** The names of a model's files. */
export const MODEL_FILES = {
  topology: 'model.json',
  weights: 'weights.bin',
  onnx: 'model.onnx',
  keras: 'model.h5',
  card: 'card.json',
  cardText: 'card.md',
} as const;

/** What `format` of a `model.json` says. */
export const LAYERS_MODEL = 'layers-model';
