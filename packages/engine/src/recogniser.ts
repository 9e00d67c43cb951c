/**
 * The entry for recognition workers (`@inkroom/engine/recogniser`): reads digits with ONNX Runtime alone. Nothing
 * reachable from here may import TensorFlow.js, which would cost such a worker 50 MB and a third of a second.
 */

export * from './data/generated-digits.js';
export * from './engines/engine.js';
export * from './engines/onnx-recogniser.js';
export * from './in-turns.js';
export * from './model/artifact.js';
export * from './model/model-card.js';
export * from './model/shipped-models.js';
