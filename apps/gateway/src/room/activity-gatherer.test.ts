import type { LogEntry, Prediction } from '@inkroom/shared';
import type { RoomMessage } from '@inkroom/store';
import { describe, expect, it } from 'vitest';
import { ActivityGatherer } from './activity-gatherer.js';

const INK = { width: 23, points: [1, 2, 0.5, 0] };
const entry = (seq: number): RoomMessage => ({
  event: 'log.entries',
  payload: { entries: [{ seq } as LogEntry], ink: { [`ann/stroke-${seq}`]: INK } },
});
const prediction = (cell: number, live: number): RoomMessage => ({
  event: 'predictions',
  payload: [{ cell, live } as Prediction],
});
const frame = (page: number, id: string): RoomMessage => ({
  event: 'frame',
  payload: { page, strokes: [], dropped: [id], cursors: [] },
});

describe('ActivityGatherer', () => {
  it('keeps the entries in order and the last word on each cell, and gives all of it once', () => {
    const gatherer = new ActivityGatherer();
    for (const message of [entry(1), prediction(3, 1), prediction(4, 1), entry(2), prediction(3, 2)])
      gatherer.add(message);
    expect(gatherer.take()).toEqual({
      entries: [{ seq: 1 }, { seq: 2 }],
      ink: { 'ann/stroke-1': INK, 'ann/stroke-2': INK },
      predictions: [
        { cell: 3, live: 2 },
        { cell: 4, live: 1 },
      ],
    });
    expect(gatherer.take()).toBeNull();
  });

  it('joins frames of one page, and of two takes the newer page’s', () => {
    const gatherer = new ActivityGatherer();
    for (const message of [frame(1, 'a'), frame(1, 'b')]) gatherer.add(message);
    expect(gatherer.take()?.frame?.dropped).toEqual(['a', 'b']);
    for (const message of [frame(1, 'a'), frame(2, 'b'), frame(1, 'c')]) gatherer.add(message);
    expect(gatherer.take()?.frame).toMatchObject({ page: 2, dropped: ['b'] });
  });

  it('leaves what is told on its own', () => {
    const gatherer = new ActivityGatherer();
    expect(gatherer.add({ event: 'person.left', payload: { id: 'ann-0000' } })).toBe(false);
    expect(gatherer.take()).toBeNull();
  });
});
