import { CELL_SIZE } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import {
  clampCamera,
  fitPage,
  initialCamera,
  mixCameras,
  panBy,
  pinch,
  revealCell,
  snapToPixels,
  toPage,
  toScreen,
  visibleCells,
  writingCamera,
  ZOOM_MAX,
  ZOOM_MIN,
  zoomAt,
} from './camera';

const desktop = { width: 1440, height: 800 };
const phone = { width: 390, height: 700 };
const page = { columns: 8, rows: 5 };
const wide = { columns: 16, rows: 5 };

describe('camera', () => {
  it('maps screen to page and back', () => {
    const camera = { x: 100, y: -40, zoom: 0.7 };
    const there = toScreen(camera, toPage(camera, { x: 311, y: 97 }));
    expect(there.x).toBeCloseTo(311);
    expect(there.y).toBeCloseTo(97);
  });

  it('keeps the point under the pointer while zooming, within the limits', () => {
    const camera = { x: 10, y: 20, zoom: 1 };
    const at = { x: 333, y: 222 };
    const before = toPage(camera, at);
    for (const factor of [1.25, 0.5, 1e9, 1e-9]) {
      const zoomed = zoomAt(camera, at, factor);
      const after = toPage(zoomed, at);
      expect(after.x).toBeCloseTo(before.x);
      expect(after.y).toBeCloseTo(before.y);
      expect(zoomed.zoom).toBeGreaterThanOrEqual(ZOOM_MIN);
      expect(zoomed.zoom).toBeLessThanOrEqual(ZOOM_MAX);
    }
  });

  it('keeps both points under two fingers that pinch', () => {
    const camera = { x: 50, y: 60, zoom: 0.8 };
    const from = [
      { x: 100, y: 200 },
      { x: 200, y: 200 },
    ] as const;
    const to = [
      { x: 80, y: 260 },
      { x: 240, y: 260 },
    ] as const;
    const pinched = pinch(camera, from, to);
    for (const i of [0, 1] as const) {
      expect(toPage(pinched, to[i]).x).toBeCloseTo(toPage(camera, from[i]).x);
      expect(toPage(pinched, to[i]).y).toBeCloseTo(toPage(camera, from[i]).y);
    }
  });

  it('fits the whole page into what the controls leave free', () => {
    const insets = { top: 20, right: 10, bottom: 80, left: 10 };
    const camera = fitPage(desktop, page, insets);
    const topLeft = toScreen(camera, { x: 0, y: 0 });
    const bottomRight = toScreen(camera, { x: page.columns * CELL_SIZE, y: page.rows * CELL_SIZE });
    expect(topLeft.x).toBeGreaterThanOrEqual(10);
    expect(topLeft.y).toBeGreaterThanOrEqual(20 - 1e-9);
    expect(bottomRight.x).toBeLessThanOrEqual(1430);
    expect(bottomRight.y).toBeLessThanOrEqual(720 + 1e-9);
  });

  it('starts with two to three columns on a phone and the whole page on a desktop', () => {
    const small = initialCamera(phone, page);
    const columns = phone.width / (small.zoom * CELL_SIZE);
    expect(columns).toBeGreaterThanOrEqual(2);
    expect(columns).toBeLessThanOrEqual(3);
    expect(initialCamera(desktop, page)).toEqual(fitPage(desktop, page));
  });

  it('starts where one can write on a page of sixteen columns, and fits all of it where it is asked to', () => {
    const insets = { top: 20, right: 10, bottom: 80, left: 10 };
    const free = desktop.width - 20;
    expect(initialCamera(desktop, wide, insets).zoom * CELL_SIZE).toBeGreaterThanOrEqual(100);
    expect(fitPage(desktop, wide, insets).zoom * CELL_SIZE * wide.columns).toBeCloseTo(free);
    const last = writingCamera(desktop, wide, 79, insets);
    const corner = toScreen(last, { x: wide.columns * CELL_SIZE, y: wide.rows * CELL_SIZE });
    expect(corner.x).toBeCloseTo(desktop.width - insets.right);
    const shown = revealCell({ x: 0, y: 0, zoom: 0.5 }, phone, wide, 15);
    expect(toScreen(shown, { x: wide.columns * CELL_SIZE, y: 0 }).x).toBeCloseTo(phone.width);
  });

  it('starts at full width where the page is too tall to be written in as a whole', () => {
    const camera = initialCamera(desktop, { ...page, rows: 30 });
    expect(camera.zoom * CELL_SIZE * page.columns).toBeCloseTo(desktop.width);
    expect(camera.y).toBeCloseTo(0);
  });

  it('goes back to writing at the first zoom, without showing more of the desk than at the start', () => {
    const insets = { top: 52, right: 12, bottom: 80, left: 12 };
    for (const cell of [0, 19, 39]) {
      // All cells are large enough to write in and in view: there is no other place to go to.
      const whole = initialCamera(desktop, page, insets);
      const back = writingCamera(desktop, page, cell, insets);
      expect(back.x).toBeCloseTo(whole.x);
      expect(back.y).toBeCloseTo(whole.y);
      expect(back.zoom).toBe(whole.zoom);
    }
    const first = writingCamera(phone, page, 0, insets);
    expect(first).toEqual(initialCamera(phone, page, insets));
    const last = writingCamera(phone, page, 39, insets);
    const corner = toScreen(last, { x: page.columns * CELL_SIZE, y: page.rows * CELL_SIZE });
    expect(corner.x).toBeCloseTo(phone.width - insets.right);
    expect(corner.y).toBeCloseTo(phone.height - insets.bottom);
    const middle = toScreen(writingCamera(phone, page, 19, insets), { x: 3.5 * CELL_SIZE, y: 2.5 * CELL_SIZE });
    expect(middle.x).toBeCloseTo((insets.left + phone.width - insets.right) / 2);
    expect(middle.y).toBeCloseTo((insets.top + phone.height - insets.bottom) / 2);
  });

  it('never loses the page', () => {
    for (const far of [-1e6, 1e6]) {
      const camera = clampCamera({ x: far, y: far, zoom: 1 }, desktop, page);
      expect(visibleCells(camera, desktop, page).length).toBeGreaterThan(0);
    }
    const resting = fitPage(desktop, page);
    expect(clampCamera(resting, desktop, page)).toEqual(resting);
  });

  it('reveals a cell with the smallest move and leaves a visible one alone', () => {
    const camera = { x: 0, y: 0, zoom: 0.5 };
    expect(revealCell(camera, phone, page, 0)).toEqual(camera);
    const moved = revealCell(camera, phone, page, 7);
    expect(toScreen(moved, { x: 8 * CELL_SIZE, y: 0 }).x).toBeCloseTo(phone.width);
  });

  it('lists exactly the cells in view', () => {
    const camera = { x: CELL_SIZE * 1.5, y: CELL_SIZE * 0.5, zoom: 1 };
    expect(visibleCells(camera, { width: 280, height: 280 }, page)).toEqual([1, 2, 9, 10]);
    expect(visibleCells(panBy(camera, 1e5, 0), { width: 280, height: 280 }, page)).toEqual([]);
    expect(visibleCells(camera, { width: 280, height: 280 }, wide)).toEqual([1, 2, 17, 18]);
  });

  it('puts the page on whole device pixels', () => {
    const { x, zoom } = snapToPixels({ x: 1.2345, y: 9.87, zoom: 0.731 }, 2);
    expect((x * zoom * 2) % 1).toBeCloseTo(0);
  });

  it('moves from one camera to another without overshooting', () => {
    const from = { x: 0, y: 0, zoom: 0.3 };
    const to = { x: 900, y: 500, zoom: 2 };
    const start = mixCameras(from, to, desktop, 0);
    const end = mixCameras(from, to, desktop, 1);
    expect(start.x).toBeCloseTo(0);
    expect(end.x).toBeCloseTo(900);
    expect(end.y).toBeCloseTo(500);
    expect(end.zoom).toBeCloseTo(2);
  });
});
