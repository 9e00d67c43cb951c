export * from './channels.js';
export * from './keys.js';
export * from './lost-runs.js';
export * from './pools.js';
export * from './queues.js';
export * from './runs.js';
export * from './samples.js';
export * from './versions.js';
