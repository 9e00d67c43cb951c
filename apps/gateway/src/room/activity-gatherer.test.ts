import type { LogEntry, Person, PredictionRecord } from '@inkroom/shared';
import type { RoomMessage } from '@inkroom/store';
import { describe, expect, it } from 'vitest';
import { ActivityGatherer } from './activity-gatherer.js';

const entry = (seq: number): RoomMessage => ({
  event: 'log.entries',
  payload: { entries: [{ seq } as LogEntry], ink: {} },
});
const prediction = (cell: number, live: number, page = 1): RoomMessage => ({
  event: 'predictions',
  payload: [{ page, cell, live } as PredictionRecord],
});
const frame = (id: string, page: number): RoomMessage => ({
  event: 'frame',
  payload: { strokes: [], dropped: [id], cursors: [[id, page, 1, 2]] },
});

describe('ActivityGatherer', () => {
  it('keeps the entries in order and the last word on each cell, and gives all of it once', () => {
    const gatherer = new ActivityGatherer();
    for (const message of [entry(1), prediction(3, 1), prediction(4, 1), entry(2), prediction(3, 2)])
      gatherer.add(message);
    expect(gatherer.take()).toEqual({
      entries: [{ seq: 1 }, { seq: 2 }],
      predictions: [
        { page: 1, cell: 3, live: 2 },
        { page: 1, cell: 4, live: 1 },
      ],
    });
    expect(gatherer.take()).toBeNull();
  });

  it('tells cells of the same number apart by their page', () => {
    const gatherer = new ActivityGatherer();
    for (const message of [prediction(3, 1), prediction(3, 2, 2), prediction(3, 3, 2)]) gatherer.add(message);
    expect(gatherer.take()?.predictions).toEqual([
      { page: 1, cell: 3, live: 1 },
      { page: 2, cell: 3, live: 3 },
    ]);
  });

  it('joins frames, whatever page each of them is of', () => {
    const gatherer = new ActivityGatherer();
    for (const message of [frame('a', 1), frame('b', 2), frame('c', 1)]) gatherer.add(message);
    expect(gatherer.take()?.frame).toEqual({
      strokes: [],
      dropped: ['a', 'b', 'c'],
      cursors: [
        ['a', 1, 1, 2],
        ['b', 2, 1, 2],
        ['c', 1, 1, 2],
      ],
    });
  });

  it('says who is here in the end, whoever came and went meanwhile', () => {
    const gatherer = new ActivityGatherer();
    const person = (id: string): Person => ({ id, name: id, colour: 0, role: 'writer' });
    const joined = (id: string): RoomMessage => ({ event: 'person.joined', payload: person(id) });
    const left = (id: string): RoomMessage => ({ event: 'person.left', payload: { id } });
    for (const message of [joined('ann'), left('ann'), joined('ben'), left('cleo'), joined('cleo')])
      gatherer.add(message);
    expect(gatherer.take()).toEqual({ people: { joined: [person('ben'), person('cleo')], left: ['ann'] } });
  });

  it('leaves what is told on its own', () => {
    const gatherer = new ActivityGatherer();
    expect(gatherer.add({ event: 'pools.changed', payload: [] })).toBe(false);
    expect(gatherer.take()).toBeNull();
  });
});
