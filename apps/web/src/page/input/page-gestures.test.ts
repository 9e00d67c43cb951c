import type { RoomClient } from '@inkroom/client';
import { applyEffect, DEFAULT_LIMITS, emptyRoom } from '@inkroom/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pageUi, select } from '../page-store';
import type { PageView } from '../view/page-view';
import { Eraser } from './eraser';
import { PageGestures, type PagePress } from './page-gestures';
import { PenRest } from './pen-rest';

const EMPTY = 0;
const WRITTEN = 1;

describe('a still press', () => {
  let gestures: PageGestures;
  let dots: number[];
  const goWriting = vi.fn();
  const erase = vi.fn();

  const still = (cell: number, more: Partial<PagePress> = {}, heldMs = 80, purpose: 'draw' | 'erase' = 'draw') => {
    const press = {
      id: 1,
      kind: 'mouse',
      x: 280 * cell + 100,
      y: 100,
      at: 0,
      button: 0,
      chip: null,
      offered: null,
    } as const;
    gestures.press(1, { x: press.x, y: press.y, pressure: 0.5, at: 0 });
    gestures.still({ ...press, ...more }, purpose, heldMs);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    dots = [];
    const ink = { kind: 'stroke.add', page: 1, cell: WRITTEN, revision: 1, id: 'ben/bens' } as const;
    const you = { id: 'ann', role: 'writer' };
    const state = applyEffect(emptyRoom('room1234'), ink);
    const client = {
      view: { getState: () => ({ you, page: 1, state, limits: DEFAULT_LIMITS, closed: null }) },
      beginStroke: ({ cell }: { cell: number }) => ({ add: () => {}, end: () => dots.push(cell), cancel: () => {} }),
      strokesOf: () => [{ id: 'ann/a', authorId: 'ann', cell: WRITTEN, width: 20, points: [100, 100, 0.5, 0] }],
      holdPage: () => {},
      erase,
    } as unknown as RoomClient;
    const view = {
      camera: { x: 0, y: 0, zoom: 1 },
      toPage: (point) => point,
      stop() {},
      isOverview: false,
      goWriting,
    } as Partial<PageView> as PageView;
    const tools = { eraser: new Eraser(client, view, () => {}), rest: new PenRest(client) };
    gestures = new PageGestures(client, view, tools, () => {});
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.clearAllMocks();
    pageUi.setState(pageUi.getInitialState(), true);
  });

  it.each(['mouse', 'touch', 'pen'] as const)('of a %s leaves a dot in an empty cell, however long', (kind) => {
    still(EMPTY, { kind });
    still(EMPTY, { kind }, 3_000);
    expect(dots).toEqual([EMPTY, EMPTY]);
    expect(pageUi.getState().selected).toBe(EMPTY);
  });

  it.each(['mouse', 'touch', 'pen'] as const)(
    'of a %s selects a written cell, and leaves a dot in it from then on',
    (kind) => {
      still(WRITTEN, { kind });
      expect(dots).toEqual([]);
      expect(pageUi.getState().selected).toBe(WRITTEN);
      still(WRITTEN, { kind });
      expect(dots).toEqual([WRITTEN]);
      // Who holds on asks for the name.
      still(WRITTEN, { kind }, 900);
      expect(dots).toEqual([WRITTEN]);
    },
  );

  it('on a prediction offers digits, and beside them only closes them', () => {
    still(WRITTEN, { chip: WRITTEN });
    expect(pageUi.getState().correcting).toBe(WRITTEN);
    still(EMPTY, { offered: WRITTEN });
    expect(dots).toEqual([]);
    expect(pageUi.getState()).toMatchObject({ selected: EMPTY, correcting: null });
  });

  it('of a finger leads from an overview to where one can write', () => {
    Object.assign(gestures.view, { isOverview: true });
    still(EMPTY, { kind: 'touch' });
    expect(dots).toEqual([]);
    expect(goWriting).toHaveBeenCalledWith(EMPTY);
  });

  it('of an eraser takes what lies there', () => {
    select(EMPTY);
    still(WRITTEN, {}, 80, 'erase');
    expect(erase).toHaveBeenCalledWith(['ann/a']);
    expect(dots).toEqual([]);
  });
});
