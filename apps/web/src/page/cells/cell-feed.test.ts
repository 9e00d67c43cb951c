// @vitest-environment jsdom

import { memoryStorage, RoomClient, shownPage } from '@inkroom/client';
import { type CellIndex, emptyPage, type RoomState } from '@inkroom/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { person, ROOM_ID, room, withInk } from '../../testing/fixtures';
import { pageUi } from '../page-store';
import { CellFeed } from './cell-feed';

const BEN = person('writer', 'Ben').id;
const [MINE, OTHERS] = [0, 1];
/** ms in which there is a frame; in which all cells are told of. */
const [FRAME, SOON] = [20, 80];

describe('what changes in cells', () => {
  let client: RoomClient;
  let feed: CellFeed;
  let told: CellIndex[];

  beforeEach(() => {
    vi.useFakeTimers();
    client = new RoomClient({
      gatewayUrl: 'http://nowhere.invalid',
      roomId: ROOM_ID,
      storage: memoryStorage(),
      name: '',
    });
    client.view.setState({ state: room() });
    feed = new CellFeed(client);
    told = [];
    for (const cell of [MINE, OTHERS]) {
      feed.get(cell);
      feed.subscribe(cell, () => told.push(cell));
    }
    pageUi.setState({ selected: MINE });
    // All have just been told of.
    client.view.setState({ pending: 1 });
    vi.advanceTimersByTime(SOON);
    client.view.setState({ pending: 0 });
    vi.advanceTimersByTime(FRAME);
  });
  afterEach(() => {
    feed.dispose();
    pageUi.setState({ selected: null });
    vi.useRealTimers();
  });

  const change = (edit: (state: RoomState) => RoomState) =>
    client.view.setState(({ state }) => ({ state: edit(state) }));

  it('R7 is told in the next frame where one writes oneself, and of others’ cells soon, together', () => {
    change((state) => withInk(withInk(state, MINE, BEN), OTHERS, BEN));
    vi.advanceTimersByTime(FRAME);
    expect(told).toEqual([MINE]);
    change((state) => withInk(state, OTHERS, BEN));
    vi.advanceTimersByTime(SOON);
    expect(told).toEqual([MINE, OTHERS]);
    expect(feed.get(OTHERS).cell!.strokes).toHaveLength(2);
  });

  it('R4 is told in the next frame where ink has gone, and where another page is shown: no prediction stays behind', () => {
    change((state) => withInk(state, OTHERS, BEN));
    vi.advanceTimersByTime(2 * SOON);
    change((state) => withInk(state, MINE, BEN));
    vi.advanceTimersByTime(FRAME);
    told = [];
    change((state) => ({ ...state, pages: { ...state.pages, 1: emptyPage(shownPage(client.view.getState())) } }));
    vi.advanceTimersByTime(FRAME);
    expect(told).toContain(OTHERS);

    change((state) => withInk(state, OTHERS, BEN));
    vi.advanceTimersByTime(SOON);
    told = [];
    // There something else is written in the same place.
    change((state) => ({ ...state, pages: { ...state.pages, 2: withInk(room(), OTHERS, BEN).pages[1]! } }));
    client.view.setState({ page: 2 });
    vi.advanceTimersByTime(FRAME);
    expect(told).toContain(OTHERS);
  });
});
