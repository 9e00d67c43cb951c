import type { Ink } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { type ChipPlace, chipPlace, hasInk } from './free-place';

const line = (...points: [x: number, y: number][]): Ink => ({
  width: 20,
  points: points.flatMap(([x, y], i) => [x, y, 0.5, i * 10]),
});

const RIGHT_TOP = line([250, 10], [250, 50]);
const LEFT_TOP = line([20, 20], [50, 50]);

/** Rows of ink as close as lines of a page. */
const scribble = (gap: number, from = 0) =>
  Array.from({ length: Math.ceil((280 - from) / gap) }, (_, i) => line([0, from + i * gap], [280, from + i * gap]));

const where = (place: ChipPlace | null) => place && [place.across, place.down];

describe('a box of a cell', () => {
  it('has ink where a stroke reaches it by its width, or crosses it between two points', () => {
    const box = { left: 100, top: 100, right: 150, bottom: 150 };
    expect(hasInk([line([90, 120])], box)).toBe(true);
    expect(hasInk([line([75, 120])], box)).toBe(false);
    expect(hasInk([line([20, 125], [260, 125])], box)).toBe(true);
    expect(hasInk([], box)).toBe(false);
  });
});

describe('a chip', () => {
  it('lies at the top right, and elsewhere where ink is there', () => {
    expect(where(chipPlace([]))).toEqual([1, 0]);
    expect(where(chipPlace([RIGHT_TOP]))).toEqual([0, 0]);
    expect(where(chipPlace([LEFT_TOP]))).toEqual([1, 0]);
    expect(where(chipPlace([RIGHT_TOP, LEFT_TOP]))).toEqual([1, 1]);
  });

  it('does not move while somebody writes but away from ink', () => {
    const strokes = [RIGHT_TOP, line([140, 30], [140, 250]), LEFT_TOP, line([250, 240], [20, 250])];
    const seen = strokes.map((_, i) => where(chipPlace(strokes.slice(0, i + 1))));
    expect(seen).toEqual([
      [0, 0],
      [0, 0],
      [1, 1],
      [1, 0.5],
    ]);
  });

  it('is smaller where there is little room, and nowhere where there is none', () => {
    expect(chipPlace(scribble(60, 68))).toMatchObject({ across: 1, down: 0, size: 0.13 });
    expect(chipPlace(scribble(40))).toBeNull();
  });

  it('says whether there is room for the former digit, and on which side', () => {
    expect(chipPlace([])!.former).toBe('row');
    expect(chipPlace([line([180, 20], [180, 260])])!.former).toBe('column');
    const walled = [line([180, 20], [180, 260]), line([230, 92], [270, 92])];
    expect(chipPlace(walled)).toMatchObject({ across: 1, down: 0, former: null });
  });
});
