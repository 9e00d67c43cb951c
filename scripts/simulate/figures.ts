/**
 * What was measured and the model is made of: two cores of an AMD EPYC, docs/benchmarks.md ("A crowded room", "Committing", "Recognition speed"),
 * 28 November 2026 where nothing else is said. One row each of `npm run bench -- room --only drawing`: everybody draws all the time.
 */
export interface Measured {
  /** In one room, all drawing. */
  drawers: number;
  /** Of a core. */
  gateway: number;
  /** kB/s that come to each person. */
  kilobytes: number;
}

/** What the model is fitted to. */
export const FITTED: readonly Measured[] = [
  { drawers: 20, gateway: 0.34, kilobytes: 20.4 },
  { drawers: 30, gateway: 0.35, kilobytes: 23.1 },
  { drawers: 50, gateway: 0.34, kilobytes: 29.1 },
  { drawers: 100, gateway: 0.42, kilobytes: 44.8 },
];

/** What it has to foretell: twice as many people as in any room that made it. */
export const WITHHELD: Measured = { drawers: 200, gateway: 0.57, kilobytes: 81.7 };

/** Of a core of Redis with 100 who draw through one gateway, all their cells read meanwhile: `npm run bench -- commit`, 27 November. */
export const REDIS_OF_100 = 0.25;

/** Cells a second that a core of a worker reads: `npm run bench -- recognition`. */
export const CELLS_PER_CORE = 3_700;

/** Bytes of Redis for a stroke of 40 points: 14.6 MB for 10,000, `npm run bench -- room-memory`. */
export const BYTES_PER_STROKE = 1_460;

/** Seconds of a core of Redis for a message of 1,500 bytes, and for each gateway that gets it: processor time of 12,000 with 1 to 8 subscribers. */
export const PUBLISH_SECONDS = 10.6e-6;
export const DELIVER_SECONDS = 1.3e-6;
