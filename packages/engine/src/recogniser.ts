/**
 * The entry for recognition workers (`@inkroom/engine/recogniser`): reads digits with ONNX Runtime alone. Nothing
 * reachable from here may import TensorFlow.js, which would cost such a worker 50 MB and a third of a second.
 */
export * from './artifact.js';
export * from './engine.js';
export * from './model-card.js';
export * from './onnx-recogniser.js';
export * from './shipped-models.js';
