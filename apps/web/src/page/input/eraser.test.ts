import type { RoomClient } from '@inkroom/client';
import { DEFAULT_LIMITS, emptyPage, emptyRoom, type Stroke, strokeOf } from '@inkroom/shared';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { pageUi } from '../page-store';
import type { PageView } from '../view/page-view';
import { Eraser } from './eraser';

const view = { camera: { x: 0, y: 0, zoom: 1 }, toPage: (point) => point } as PageView;
const line = (id: string, y: number): Stroke =>
  strokeOf(id, 0, { width: 14, points: [50, y, 0.5, 0, 200, y, 0.5, 100] });
const STROKES = [line('me/mine', 60), line('her/hers', 160)];

describe('Eraser', () => {
  const erase = vi.fn();
  const onFading = vi.fn();
  let role: 'writer' | 'host';
  let page: number;
  let eraser: Eraser;

  beforeEach(() => {
    erase.mockReset();
    onFading.mockReset();
    role = 'writer';
    const cell = {
      revision: 2,
      label: null,
      prediction: null,
      strokes: STROKES.map(({ id }) => id),
    };
    const size = { columns: 8, rows: 5 };
    const pages = { 1: { ...emptyPage(size), cells: { 0: cell } }, 2: emptyPage(size) };
    const state = { ...emptyRoom('room1234'), pages };
    page = 1;
    const getState = () => ({ you: { id: 'me', role }, state, page, limits: DEFAULT_LIMITS });
    const client = { erase, strokesOf: () => STROKES, view: { getState } };
    eraser = new Eraser(client as unknown as RoomClient, view, onFading);
  });

  it('lets one’s own strokes fade under it, and takes them once it is lifted', () => {
    eraser.begin({ x: 100, y: 20, kind: 'mouse' });
    eraser.wipe({ x: 100, y: 200, kind: 'mouse' });
    expect([...eraser.fading]).toEqual(['me/mine']);
    expect(erase).not.toHaveBeenCalled();
    eraser.end();
    expect(erase).toHaveBeenCalledWith(['me/mine']);
    expect(eraser.fading.size).toBe(0);
  });

  it('says once it is lifted whose ink it has spared, and nothing where it has spared none', () => {
    pageUi.setState({ spared: null });
    eraser.begin({ x: 100, y: 20, kind: 'mouse' });
    eraser.wipe({ x: 100, y: 200, kind: 'mouse' });
    expect(pageUi.getState().spared).toBeNull();
    eraser.end();
    expect(pageUi.getState().spared).toMatchObject({ by: 'her' });
    const said = pageUi.getState().spared;
    eraser.begin({ x: 100, y: 20, kind: 'mouse' });
    eraser.wipe({ x: 100, y: 80, kind: 'mouse' });
    eraser.end();
    expect(pageUi.getState().spared).toBe(said);
  });

  it('takes everybody’s for a host', () => {
    role = 'host';
    eraser.begin({ x: 100, y: 20, kind: 'pen' });
    eraser.wipe({ x: 100, y: 200, kind: 'pen' });
    expect([...eraser.fading].sort()).toEqual(['her/hers', 'me/mine']);
  });

  it('wipes the page that is shown, and no other', () => {
    page = 2;
    eraser.begin({ x: 100, y: 20, kind: 'mouse' });
    eraser.wipe({ x: 100, y: 200, kind: 'mouse' });
    eraser.end();
    expect(erase).not.toHaveBeenCalled();
  });

  it('gives back what it has touched when it is given up', () => {
    eraser.begin({ x: 100, y: 60, kind: 'touch' });
    eraser.cancel();
    expect(erase).not.toHaveBeenCalled();
    expect(onFading).toHaveBeenLastCalledWith('all');
    expect(eraser.circle).toBeNull();
  });

  it('stays in sight under a mouse, and goes with a finger', () => {
    eraser.begin({ x: 5, y: 5, kind: 'mouse' });
    eraser.end();
    expect(eraser.circle).not.toBeNull();
    eraser.begin({ x: 5, y: 5, kind: 'touch' });
    eraser.end();
    expect(eraser.circle).toBeNull();
  });
});
