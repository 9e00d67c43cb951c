export * from './choose-engine.js';
export * from './worker-runtime.js';
