export * from './probe-engine.js';
export * from './worker-runtime.js';
export { trainingThreads } from './worker-settings.js';
