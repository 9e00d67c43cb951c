import type { RoomClient } from '@inkroom/client';
import { emptyRoom } from '@inkroom/shared';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pageUi } from '../page-store';
import { NO_INSETS } from './camera';
import { PageView } from './page-view';

const WINDOW = { width: 1000, height: 700 };
const CLIENT = { view: { getState: () => ({ state: emptyRoom('r'), page: 1 }) } } as unknown as RoomClient;

function open({ reducedMotion = true } = {}) {
  vi.stubGlobal('matchMedia', () => ({ matches: reducedMotion }));
  const onChange = vi.fn();
  const view = new PageView(CLIENT, () => NO_INSETS, onChange);
  view.resize(WINDOW, 1);
  return { view, onChange };
}

afterEach(() => {
  vi.unstubAllGlobals();
  pageUi.setState(pageUi.getInitialState(), true);
});

describe('PageView', () => {
  it('adapts to the window until people have chosen what they see', () => {
    const { view } = open();
    const first = view.camera;
    view.resize({ width: 2000, height: 1400 }, 1);
    expect(view.camera.zoom).toBeGreaterThan(first.zoom);
    view.zoomBy(3);
    const { zoom } = view.camera;
    view.resize(WINDOW, 1);
    expect(view.camera.zoom).toBe(zoom);
  });

  it('leads to a cell that is not in sight, so that one can write there, and not where it is', () => {
    const { view } = open();
    const first = view.camera;
    view.lead(20);
    expect(view.camera).toEqual(first);
    view.resize({ width: 360, height: 600 }, 1);
    view.lead(7);
    const { x, y } = view.toScreen({ x: 7 * 280, y: 0 });
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + 280 * view.camera.zoom).toBeLessThanOrEqual(361);
    expect(y).toBeGreaterThanOrEqual(-1);
    // The window turns: one is still there.
    view.resize({ width: 600, height: 360 }, 1);
    expect(view.toScreen({ x: 8 * 280, y: 0 }).x).toBeLessThanOrEqual(601);
  });

  it('leads nowhere under a pen that writes, and keeps the zoom that people chose', () => {
    const { view } = open();
    view.zoomBy(4);
    const { zoom } = view.camera;
    view.isHeld = true;
    const held = view.camera;
    view.lead(0);
    expect(view.camera).toBe(held);
    view.isHeld = false;
    view.lead(39);
    expect(view.camera).not.toBe(held);
    expect(view.camera.zoom).toBe(zoom);
  });

  it('is on another page at once where one begins there, and eases to where one goes on', () => {
    const { view } = open({ reducedMotion: false });
    view.resize({ width: 360, height: 600 }, 1);
    view.advance(performance.now(), 16);
    view.lead(7);
    expect(view.isMoving).toBe(true);
    const first = view.camera;
    view.startPage();
    expect(view.isMoving).toBe(false);
    view.lead(7);
    expect(view.isMoving).toBe(false);
    expect(view.camera).not.toEqual(first);
    // What people chose stays, also while they are on the way there.
    view.fitCell(9);
    view.startPage();
    expect([view.isMoving, view.camera]).toEqual([false, view.target]);
    expect(view.camera.zoom).toBeGreaterThan(first.zoom);
  });

  it('shows a cell from where it is on its way to', () => {
    const { view } = open({ reducedMotion: false });
    view.fitCell(9);
    const near = view.target;
    view.reveal(9);
    expect(view.target).toEqual(near);
  });

  it('stays as it is under a pen that writes', () => {
    const { view } = open();
    const { zoom } = view.camera;
    view.isHeld = true;
    view.resize({ width: 500, height: 350 }, 1);
    expect(view.camera.zoom).toBe(zoom);
    const held = view.camera;
    view.zoomBy(2);
    view.fit();
    view.reveal(39);
    view.panBy(10, 10);
    view.zoomAt({ x: 5, y: 5 }, 2);
    view.centre({ x: 900, y: 900 });
    expect([view.camera, view.isMoving]).toEqual([held, false]);
  });

  it('goes from the whole page back to where one was', () => {
    const { view } = open();
    view.fitCell(9);
    const near = view.camera;
    view.toggleOverview();
    expect(view.showsAll).toBe(true);
    expect(view.leadsBack).toBe(true);
    view.toggleOverview();
    expect(view.camera).toEqual(near);
  });

  it('keeps the selected cell in sight when a panel takes its place', () => {
    pageUi.setState({ selected: 7 });
    const { view } = open();
    view.zoomBy(1.2);
    view.panBy(-1000, 0);
    view.resize({ width: 600, height: 700 }, 1);
    const { x } = view.toScreen({ x: 8 * 280, y: 0 });
    expect(x).toBeLessThanOrEqual(601);
  });

  it('eases to a place, and says until when it is under way', () => {
    const { view } = open({ reducedMotion: false });
    view.fitCell(0);
    const start = performance.now();
    expect(view.advance(start + 100, 16)).toBe(true);
    const between = view.camera.zoom;
    expect(view.advance(start + 5000, 16)).toBe(false);
    expect(view.camera.zoom).toBeGreaterThan(between);
  });

  it('glides out after a pan and comes to rest', () => {
    const { view } = open({ reducedMotion: false });
    view.fitCell(20);
    view.advance(performance.now() + 5000, 16);
    view.glide({ x: 1, y: 0 });
    let frames = 0;
    for (let time = 0; view.advance(time, 16); time += 16) frames++;
    expect(frames).toBeGreaterThan(10);
    expect(view.isMoving).toBe(false);
  });

  it('tells nobody when nothing has moved', () => {
    const { view, onChange } = open();
    onChange.mockClear();
    view.panBy(0, 0);
    expect(onChange).not.toHaveBeenCalled();
  });
});
