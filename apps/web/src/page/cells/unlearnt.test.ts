import type { Cell, Page } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { becameUnlearnt } from './unlearnt';

const cell = (sampleId: string | null | undefined, by = 'ann'): Cell => ({
  revision: 1,
  strokes: [],
  label: sampleId === undefined ? null : { value: 7, by, at: 0, sampleId },
  prediction: null,
});
const told = (before: Page['cells'], after: Page['cells']) => becameUnlearnt(before, after, 'ann');

describe('what one said of a cell', () => {
  it('is told as not learnt from when it makes no sample, at once or later', () => {
    expect(told({}, { 3: cell(null) })).toBe(true);
    expect(told({ 3: cell(undefined) }, { 3: cell(null) })).toBe(true);
    // Shown ahead of the server's answer.
    expect(told({ 3: cell('') }, { 3: cell(null) })).toBe(true);
    expect(told({ 3: cell('12') }, { 3: cell(null) })).toBe(true);
  });

  it('is told once, and only to who said it', () => {
    expect(told({ 3: cell(null) }, { 3: cell(null) })).toBe(false);
    expect(told({}, { 3: cell(null, 'bob') })).toBe(false);
    expect(told({}, { 3: cell('12') })).toBe(false);
    expect(told({ 3: cell(null) }, { 3: cell(undefined) })).toBe(false);
  });
});
