import type { PartsStatus } from './protocol/runs.js';

/** All is well, as far as anybody knows. */
export const ALL_PARTS_WELL: PartsStatus = { predicting: true, down: [] };
