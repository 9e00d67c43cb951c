export * from './exchange-model.js';
export * from './export-model.js';
export * from './import-model.js';
