import type { RoomClient, StrokeStart, StrokeWriter } from '@inkroom/client';
import { applyEffect, DEFAULT_LIMITS, emptyPage, emptyRoom, POINT_STRIDE, type RoomState } from '@inkroom/shared';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ownDrafts } from '../page-store';
import type { PageView } from '../view/page-view';
import { OwnStroke, type PointerSample } from './own-stroke';

/** A view of the page at its own size: screen and page have the same units. */
const view = { camera: { x: 0, y: 0, zoom: 1 }, toPage: (point) => point } as PageView;

describe('OwnStroke', () => {
  let written: number[];
  let shown: { state: RoomState; page: number };
  let writer: StrokeWriter;
  let press: (sample: PointerSample) => OwnStroke;
  const beginStroke = vi.fn((_: StrokeStart) => writer);
  const at = (x: number, y: number, ms = 0) => ({ x, y, pressure: 0.5, at: ms });
  const xs = () => written.filter((_, i) => i % POINT_STRIDE === 0);

  beforeEach(() => {
    written = [];
    ownDrafts.setState({ drafts: [] });
    writer = { add: (points: number[]) => void written.push(...points), end: vi.fn(), cancel: vi.fn() } as never;
    shown = { state: emptyRoom('room1234'), page: 1 };
    const getState = () => ({ limits: DEFAULT_LIMITS, ...shown });
    const client = { beginStroke, view: { getState } };
    press = (sample) => new OwnStroke(client as unknown as RoomClient, view, sample);
  });

  it('begins where the pen came down, not where it had moved enough to write', () => {
    const stroke = press(at(300, 20, 5));
    stroke.keep(at(303, 20, 9));
    stroke.begin(1, 14);
    // Cell 1 begins at x = 280; times count from the pen's coming down.
    expect(written).toEqual([20, 20, 0.5, 0, 23, 20, 0.5, 4]);
    expect(ownDrafts.getState().drafts[0]?.points).toEqual(written);
  });

  it('says what its cell held as the pen came down, whatever came until it had moved enough to write', () => {
    const foundEmpty = () => beginStroke.mock.lastCall![0].foundEmpty;
    const bens = { kind: 'stroke.add', page: 1, cell: 0, revision: 1, id: 'ben/bens' } as const;
    let stroke = press(at(10, 10));
    shown = { ...shown, state: applyEffect(shown.state, bens) };
    stroke.begin(0, 14);
    expect(foundEmpty()).toBe(true);
    stroke.end();

    stroke = press(at(10, 10));
    stroke.begin(0, 14);
    expect(foundEmpty()).toBe(false);
    stroke.cancel();

    // A page was opened meanwhile: of that one, the pen's coming down says nothing.
    stroke = press(at(300, 10));
    const pages = { ...shown.state.pages, 2: emptyPage({ columns: 8, rows: 5 }) };
    shown = { state: { ...shown.state, pages }, page: 2 };
    stroke.begin(1, 14);
    expect(foundEmpty()).toBeUndefined();
    stroke.cancel();
  });

  it('leaves out what says nothing new, but never where the pen was lifted', () => {
    const stroke = press(at(10, 10));
    stroke.keep(at(10.1, 10));
    stroke.begin(0, 14);
    expect(xs()).toEqual([10]);
    stroke.keep(at(10.2, 10));
    stroke.end();
    expect(xs()).toEqual([10, 10.2]);
    expect(writer.end).toHaveBeenCalledOnce();
    expect(ownDrafts.getState().drafts).toEqual([]);
  });

  it('makes a dot of a press that never moved', () => {
    const stroke = press(at(10, 20, 70));
    stroke.begin(0, 14);
    stroke.end();
    expect(written).toEqual([10, 20, 0.5, 0]);
  });

  it('holds points within reach of their cell', () => {
    const stroke = press(at(-5000, 0));
    stroke.begin(0, 14);
    expect(xs()).toEqual([-DEFAULT_LIMITS.pointReach]);
    stroke.cancel();
  });

  it('shows a guess of the way ahead without writing it', () => {
    const stroke = press(at(10, 10));
    stroke.begin(0, 14);
    stroke.take([at(20, 10)]);
    expect(ownDrafts.getState().drafts[0]?.predicted.slice(0, 2)).toEqual([20, 10]);
    expect(xs()).toEqual([10]);
    stroke.cancel();
    expect(ownDrafts.getState().drafts).toEqual([]);
    expect(writer.cancel).toHaveBeenCalledOnce();
  });

  it('is one of as many as there are hands', () => {
    const [one, other] = [press(at(10, 10)), press(at(310, 10))];
    one.begin(0, 14);
    other.begin(1, 14);
    one.keep(at(30, 10));
    one.take();
    expect(ownDrafts.getState().drafts.map(({ cell, points }) => [cell, points.length / POINT_STRIDE])).toEqual([
      [0, 2],
      [1, 1],
    ]);
    other.end();
    expect(ownDrafts.getState().drafts.map(({ cell }) => cell)).toEqual([0]);
    one.end();
  });
});
