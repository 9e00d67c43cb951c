import type { RoomClient } from '@inkroom/client';
import { CELL_SIZE, DIGITS, POINT_STRIDE } from '@inkroom/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ownDrafts } from '../page-store';
import { demoDigit } from '../paint/demo-digits';
import { inAnotherHand, KeyPen } from './key-pen';
import type { PenRest } from './pen-rest';

describe('KeyPen', () => {
  let strokes: number[][];
  let cancelled: number;
  const erase = vi.fn();
  const rest = { down: vi.fn(), up: vi.fn() };
  let pen: KeyPen;
  const placesOf = (points: number[]) =>
    points.filter((_, i) => i % POINT_STRIDE < 2).flatMap((x, i, all) => (i % 2 ? [] : [[x, all[i + 1]]]));

  beforeEach(() => {
    vi.useFakeTimers();
    strokes = [];
    cancelled = 0;
    const client = {
      beginStroke: () => {
        const points: number[] = [];
        strokes.push(points);
        return {
          add: (more: number[]) => points.push(...more),
          end: () => [`ann/${strokes.length}`],
          cancel: () => cancelled++,
        };
      },
      erase,
    } as unknown as RoomClient;
    pen = new KeyPen(client, rest as unknown as PenRest, 3, 23);
  });
  afterEach(() => {
    pen.end();
    vi.clearAllMocks();
    vi.useRealTimers();
    expect(ownDrafts.getState().drafts).toEqual([]);
  });

  it('writes only while it is down, from where it was put down', () => {
    pen.move(-1, 0);
    expect(strokes).toEqual([]);
    pen.toggle();
    pen.move(0, 1);
    pen.move(1, 0, true);
    pen.toggle();
    pen.move(1, 0);
    expect(strokes).toHaveLength(1);
    const places = placesOf(strokes[0]!);
    expect(places[0]).toEqual([120, 70]);
    expect(places.slice(-2)).toEqual([
      [120, 90],
      [125, 90],
    ]);
    const times = strokes[0]!.filter((_, i) => i % POINT_STRIDE === 3);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('leaves a dot where it is put down and lifted', () => {
    pen.toggle();
    pen.toggle();
    expect(placesOf(strokes[0]!)).toEqual([[140, 70]]);
  });

  it('stays in its cell', () => {
    for (let i = 0; i < 40; i++) pen.move(1, 1);
    expect(pen.state.getState()).toMatchObject({ x: CELL_SIZE, y: CELL_SIZE });
  });

  it('keeps what it has written when it is put away, and holds the page until then', () => {
    pen.toggle();
    pen.move(0, 1);
    expect(rest.up).not.toHaveBeenCalled();
    pen.end();
    expect(cancelled).toBe(0);
    expect(erase).not.toHaveBeenCalled();
    expect(rest.up).toHaveBeenCalledOnce();
  });

  it('takes back what it has written, and what it is about to', () => {
    pen.toggle();
    pen.toggle();
    pen.toggle();
    pen.discard();
    expect(erase).toHaveBeenCalledWith(['ann/1']);
    expect(cancelled).toBe(1);
  });

  it('plays a digit stroke by stroke, at the pace of a hand', async () => {
    const four = demoDigit(4);
    const played = pen.play(4, four);
    await vi.advanceTimersByTimeAsync(100);
    expect(strokes).toHaveLength(1);
    expect(strokes[0]!.length).toBeLessThan(four[0]!.points.length);
    expect(pen.state.getState().playing).toBe(4);
    await vi.advanceTimersByTimeAsync(5_000);
    await played;
    expect(strokes).toEqual(four.map(({ points }) => points));
    expect(pen.state.getState().playing).toBeNull();
  });

  it('stops playing when it is taken back', async () => {
    void pen.play(4, demoDigit(4));
    await vi.advanceTimersByTimeAsync(100);
    pen.discard();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(strokes).toHaveLength(1);
    expect(cancelled).toBe(1);
  });
});

describe('another hand', () => {
  it.each(DIGITS)('writes %s otherwise each time, and within the cell', (digit) => {
    for (const extreme of [() => 0, () => 1]) {
      for (const { points } of inAnotherHand(demoDigit(digit), extreme)) {
        for (let i = 0; i < points.length; i += POINT_STRIDE) {
          for (const value of [points[i]!, points[i + 1]!]) {
            expect(value).toBeGreaterThan(0);
            expect(value).toBeLessThan(CELL_SIZE);
          }
        }
      }
    }
    expect(inAnotherHand(demoDigit(digit))).not.toEqual(inAnotherHand(demoDigit(digit)));
  });
});
