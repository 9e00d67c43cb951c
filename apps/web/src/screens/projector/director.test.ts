// @vitest-environment jsdom

import { memoryStorage, RoomClient } from '@inkroom/client';
import { emptyPage, emptyRoom } from '@inkroom/shared';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_INSETS } from '../../page/view/camera';
import { PageView } from '../../page/view/page-view';
import { fillBrowserGaps } from '../../testing/browser-gaps';
import { busiest, Director, sightOf } from './director';

const WALL = { width: 1480, height: 1080 };
const LONG = { columns: 8, rows: 30 };

describe('how much of a page is seen', () => {
  it('is all of it, as long as its cells are large enough for the last row', () => {
    const { columns, rows } = sightOf(WALL, { columns: 8, rows: 5 }, NO_INSETS);
    expect([columns >= 8, rows >= 5]).toEqual([true, true]);
  });

  it('is its whole width, and no smaller cells, of a long one', () => {
    const { zoom, columns, rows } = sightOf(WALL, LONG, NO_INSETS);
    expect(columns).toBeCloseTo(8);
    expect(rows).toBeLessThan(7);
    expect(zoom * 280).toBeGreaterThan(140);
  });

  it('is a part of its width where that has too many columns', () => {
    const { zoom, columns } = sightOf(WALL, { columns: 16, rows: 20 }, NO_INSETS);
    expect(columns).toBeLessThan(16);
    expect(zoom * 280).toBeCloseTo(0.13 * 1080);
  });
});

describe('where most people write', () => {
  const sight = { zoom: 0.6, columns: 8, rows: 6 };
  const at = (...rows: number[]) => rows.map((row, i) => ({ column: i % 8, row }));
  const top = { column: 0, row: 0 };

  it('is the part of the page from which most of them are seen whole', () => {
    expect(busiest(at(0, 12, 13, 14), sight, LONG, top)).toMatchObject({ count: 3, here: 1 });
    expect(busiest(at(0, 12, 13, 14), sight, LONG, top).corner.row).toBe(9);
  });

  it('is no further away than it has to be, and never beyond the page', () => {
    expect(busiest(at(3), sight, LONG, top).corner).toEqual(top);
    expect(busiest(at(29), sight, LONG, top).corner.row).toBe(24);
  });

  it('of a page that is seen whole is its middle', () => {
    const wide = { zoom: 0.6, columns: 10, rows: 8 };
    expect(busiest([], wide, { columns: 8, rows: 5 }, top).corner).toEqual({ column: -1, row: -1.5 });
  });
});

describe('a projector’s view', () => {
  let client: RoomClient;
  let view: PageView;
  let director: Director;
  let strokes: { by: string; page: number; cell: number }[];
  let now: number;

  beforeEach(() => {
    fillBrowserGaps();
    client = new RoomClient({
      gatewayUrl: 'http://nowhere.invalid',
      roomId: 'room',
      storage: memoryStorage(),
      name: '',
    });
    client.view.setState({ state: { ...emptyRoom('room'), pages: { 1: emptyPage(LONG), 2: emptyPage(LONG) } } });
    strokes = [];
    const live = () => ({ strokes: new Map(strokes.map((one, i) => [`${i}`, one])), cursors: new Map() });
    vi.spyOn(client.live, 'get').mockImplementation(live as never);
    view = new PageView(
      client,
      () => NO_INSETS,
      () => {},
    );
    view.resize(WALL, 1);
    director = new Director(view, client, () => NO_INSETS);
    now = 0;
    later(0);
  });

  function later(ms: number): void {
    now += ms;
    director.watch(now);
    director.direct(now);
    // Its glides take as long as they take: here they are over at once.
    view.advance(performance.now() + 10_000, 0);
  }
  const row = () => Math.round(view.camera.y / 280);

  it('goes to where most people write', () => {
    strokes = [10, 11, 12].map((each, i) => ({ by: `pupil-${i}`, page: 1, cell: each * 8 }));
    later(10_000);
    expect(row()).toBeGreaterThan(5);
  });

  it('does not follow one who writes elsewhere, nor leaves what it has just gone to', () => {
    strokes = [10, 11, 12].map((each, i) => ({ by: `pupil-${i}`, page: 1, cell: each * 8 }));
    later(10_000);
    const there = row();
    strokes = [...strokes, { by: 'pupil-9', page: 1, cell: 0 }];
    later(10_000);
    expect(row()).toBe(there);
    strokes = [0, 1, 2, 3].map((each, i) => ({ by: `pupil-${i}`, page: 1, cell: each * 8 }));
    later(20_000);
    expect(row()).toBe(0);
    strokes = [20, 21, 22, 23, 24].map((each, i) => ({ by: `other-${i}`, page: 1, cell: each * 8 }));
    later(1_000);
    expect(row()).toBe(0);
    // Those who wrote here do so no longer.
    later(16_000);
    expect(row()).toBeGreaterThan(15);
  });

  it('leaves somebody at the pointer alone for a while, then comes back', () => {
    view.panBy(0, -2_000);
    director.yield(now);
    later(5_000);
    expect(row()).toBeGreaterThan(5);
    later(8_000);
    expect(row()).toBe(0);
  });

  it('follows the page that is opened, to where something is written on it', () => {
    const page = emptyPage(LONG);
    const cells = { 200: { revision: 1, strokes: ['ann/stroke'], label: null, prediction: null } };
    client.view.setState(({ state }) => ({
      page: 2,
      state: { ...state, pages: { ...state.pages, 2: { ...page, cells } } },
    }));
    later(500);
    expect(row()).toBeGreaterThan(15);
  });
});
