import { describe, expect, it } from 'vitest';
import { labelled, room, withInk } from '../testing/fixtures';
import { workByPerson } from './written';

describe('workByPerson', () => {
  it('counts a cell for each who wrote in it and a label for who gave it, on the shown page and on all', () => {
    let state = withInk(withInk(withInk(room(), 0, 'ann'), 0, 'ben'), 3, 'ann');
    state = labelled(state, 0, 4, 'ben');
    const first = state.pages[1]!;
    const second = withInk(room(), 5, 'ann').pages[1]!;
    const work = workByPerson({ state: { ...state, pages: { 1: first, 2: second } }, page: 2 });
    expect(work('ann')).toEqual({ here: { cells: 1, labels: 0 }, inAll: { cells: 3, labels: 0 } });
    expect(work('ben')).toEqual({ here: { cells: 0, labels: 0 }, inAll: { cells: 1, labels: 1 } });
    expect(work('eve').inAll).toEqual({ cells: 0, labels: 0 });
  });
});
