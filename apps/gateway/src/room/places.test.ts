import { applyEffect, emptyRoom, type RoomState } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { Places } from './places.js';

const room = emptyRoom('room');
const written = (state: RoomState, by: string, ...cells: number[]) =>
  cells.reduce(
    (one, cell) =>
      applyEffect(one, { kind: 'stroke.add', id: `${by}/stroke-${cell}`, page: one.page, cell, revision: 1 }),
    state,
  );

describe('Places', () => {
  it('leads everybody to a free cell of their own, and tells of each once', () => {
    const places = new Places();
    const state = written(room, 'cleo', 0, 2);
    expect(places.follow(state, ['ann', 'bob'])).toBeNull();
    expect(places.take()).toEqual({
      all: [
        ['ann', 1, 1],
        ['bob', 1, 3],
      ],
      own: [
        ['ann', 1, 1],
        ['bob', 1, 3],
      ],
    });
    places.follow(state, ['ann', 'bob']);
    expect(places.take().all).toEqual([]);
  });

  it('leads on behind where somebody has written, whoever wrote there', () => {
    const places = new Places();
    places.follow(room, ['ann', 'bob']);
    places.wrote('ann', 1, 0);
    const state = written(room, 'ann', 0, 1);
    places.follow(state, ['ann', 'bob']);
    expect(places.all).toEqual([
      ['ann', 1, 2],
      ['bob', 1, 3],
    ]);
  });

  it('follows the open page, and says when nothing is free', () => {
    const places = new Places();
    places.follow(room, ['ann']);
    const turned = { by: 'host', at: 1, from: 1 };
    const next = applyEffect(room, { kind: 'page.begin', page: 2, columns: 8, rows: 1, turned });
    const full = written(next, 'cleo', 0, 1, 2, 3, 4, 5, 6);
    expect(places.follow(full, ['ann', 'bob'])).toBe('bob');
    expect(places.all).toEqual([['ann', 2, 7]]);
  });

  it('gives way to another gateway’s place in one order, so that both do not move', () => {
    const [here, there] = [new Places(), new Places()];
    here.follow(room, ['bob']);
    there.follow(room, ['ann']);
    const [own, others] = [here.own, there.own];
    here.hear(others);
    there.hear(own);
    here.follow(room, ['bob']);
    there.follow(room, ['ann']);
    there.hear(here.own);
    for (const places of [here, there])
      expect(new Map(places.all.map(([person, , cell]) => [person, cell]))).toEqual(
        new Map([
          ['ann', 0],
          ['bob', 1],
        ]),
      );
    here.forget('ann');
    expect(here.all).toEqual([['bob', 1, 1]]);
  });
});
