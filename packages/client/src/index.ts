export * from './gateway.js';
export * from './indexed-db-storage.js';
export type { Cursor, LiveInk, LiveInkView, UnfinishedStroke } from './live-ink.js';
export type { PendingOperation } from './pending.js';
export * from './room-client.js';
export * from './room-view.js';
export * from './storage.js';
export type { StrokeStart, StrokeWriter } from './stroke-writer.js';
export * from './when-view.js';
