export * from './channels.js';
export * from './keys.js';
export * from './queues.js';
