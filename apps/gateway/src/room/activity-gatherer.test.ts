import type { LogEntry, Person, PredictionRecord } from '@inkroom/shared';
import type { RoomMessage } from '@inkroom/store';
import { describe, expect, it } from 'vitest';
import { ActivityGatherer } from './activity-gatherer.js';

const entry = (seq: number): RoomMessage => ({
  event: 'log.entries',
  payload: { entries: [{ seq } as LogEntry], ink: {} },
});
const prediction = (cell: number, live: number): RoomMessage => ({
  event: 'predictions',
  payload: [{ page: 1, cell, live } as PredictionRecord],
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
    expect(gatherer.take(1)).toEqual({
      entries: [{ seq: 1 }, { seq: 2 }],
      predictions: [
        { page: 1, cell: 3, live: 2 },
        { page: 1, cell: 4, live: 1 },
      ],
    });
    expect(gatherer.take(1)).toBeNull();
  });

  it('joins frames of one page, and of two takes the newer page’s', () => {
    const gatherer = new ActivityGatherer();
    for (const message of [frame(1, 'a'), frame(1, 'b')]) gatherer.add(message);
    expect(gatherer.take(1)?.frame?.dropped).toEqual(['a', 'b']);
    for (const message of [frame(1, 'a'), frame(2, 'b'), frame(1, 'c')]) gatherer.add(message);
    expect(gatherer.take(2)?.frame).toMatchObject({ page: 2, dropped: ['b'] });
  });

  it('says who is here in the end, whoever came and went meanwhile', () => {
    const gatherer = new ActivityGatherer();
    const person = (id: string): Person => ({ id, name: id, colour: 0, role: 'writer' });
    const joined = (id: string): RoomMessage => ({ event: 'person.joined', payload: person(id) });
    const left = (id: string): RoomMessage => ({ event: 'person.left', payload: { id } });
    for (const message of [joined('ann'), left('ann'), joined('ben'), left('cleo'), joined('cleo')])
      gatherer.add(message);
    expect(gatherer.take(1)).toEqual({ people: { joined: [person('ben'), person('cleo')], left: ['ann'] } });
  });

  it('drops what is of another page, and leaves what is told on its own', () => {
    const gatherer = new ActivityGatherer();
    for (const message of [frame(1, 'a'), prediction(3, 1)]) gatherer.add(message);
    expect(gatherer.take(2)).toBeNull();
    expect(gatherer.add({ event: 'pools.changed', payload: [] })).toBe(false);
    expect(gatherer.take(1)).toBeNull();
  });
});
