import type { RoomClient } from '@inkroom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pageUi } from '../page-store';
import { NamePeek } from './name-peek';
import { PenRest } from './pen-rest';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  pageUi.setState(pageUi.getInitialState(), true);
});

describe('PenRest', () => {
  it('holds the page from pen down until the pen has rested, all strokes of a digit through', () => {
    const holdPage = vi.fn();
    const rest = new PenRest({ holdPage } as unknown as RoomClient);
    rest.down();
    rest.up();
    vi.advanceTimersByTime(900);
    rest.down();
    vi.advanceTimersByTime(5_000);
    expect(holdPage.mock.calls).toEqual([[true]]);
    expect(pageUi.getState().isWriting).toBe(true);
    rest.up();
    vi.advanceTimersByTime(1_000);
    expect(holdPage.mock.calls).toEqual([[true], [false]]);
    expect(pageUi.getState().isWriting).toBe(false);
  });

  it('lets go when the page is left', () => {
    const holdPage = vi.fn();
    const rest = new PenRest({ holdPage } as unknown as RoomClient);
    rest.down();
    rest.dispose();
    expect(holdPage).toHaveBeenLastCalledWith(false);
    expect(pageUi.getState().isWriting).toBe(false);
  });
});

describe('NamePeek', () => {
  it('names a cell once a pointer has stayed there, until it goes on', () => {
    const peek = new NamePeek();
    peek.at(3, 700);
    vi.advanceTimersByTime(600);
    peek.at(4, 700);
    vi.advanceTimersByTime(600);
    expect(pageUi.getState().named).toBeNull();
    vi.advanceTimersByTime(100);
    expect(pageUi.getState().named).toBe(4);
    peek.at(null);
    expect(pageUi.getState().named).toBeNull();
  });
});
