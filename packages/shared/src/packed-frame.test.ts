import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from './limits.js';
import { type Frame, packFrame, unpackFrame } from './packed-frame.js';
import { CELL_SIZE } from './page.js';
import { authorOf } from './room/stroke-id.js';

const frameOf = (points: number[]): Frame => ({
  page: 2,
  strokes: [{ id: 'ann-0000/stroke-1', cell: 3, width: 23, from: 7, points }],
  dropped: ['bob-0000/stroke-2'],
  cursors: [['bob-0000', 5, null]],
});

describe('a packed frame', () => {
  it('says whose a stroke is by its id alone', () => {
    const [stroke] = packFrame(frameOf([1, 2, 0.5, 0])).strokes;
    expect(stroke).toEqual(['ann-0000/stroke-1', 3, 23, 7, expect.any(String)]);
    expect(authorOf(stroke![0])).toBe('ann-0000');
  });

  it('holds all that a frame does, to the reach of a stroke’s points', () => {
    const { pointReach } = DEFAULT_LIMITS;
    const frame = frameOf([-pointReach, CELL_SIZE + pointReach, 0, 0, 139.9, -0.1, 1, 131_071, 0.3, 12, 0.57, 16]);
    expect(unpackFrame(JSON.parse(JSON.stringify(packFrame(frame))))).toEqual(frame);
  });

  it('holds a time that is beyond what it can tell', () => {
    expect(unpackFrame(packFrame(frameOf([1, 2, 0.5, 3_600_000]))).strokes[0]?.points).toEqual([1, 2, 0.5, 131_071]);
  });
});
