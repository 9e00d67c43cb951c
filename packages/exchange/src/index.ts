export * from './exchange-model.js';
export * from './export-model.js';
export * from './import-model.js';
export * from './room/read-room-file.js';
export type { RoomAuthor, RoomContents } from './room/room-file.js';
export * from './room/write-room-file.js';
export * from './samples/export-samples.js';
export type { ExportedSample, SampleFile } from './samples/exported-sample.js';
