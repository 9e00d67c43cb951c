import { describe, expect, it } from 'vitest';
import { liveIntervalMs } from './prediction-queue.js';

describe('predictions of unfinished strokes', () => {
  it('are as frequent as allowed in a small room, and share what a large one may ask for', () => {
    const limits = { liveReadIntervalMs: 120, roomLiveReadsPerSecond: 300 };
    expect([1, 36, 72, 300].map((cells) => liveIntervalMs(cells, limits))).toEqual([120, 120, 240, 1000]);
  });
});
