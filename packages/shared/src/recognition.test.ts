import { describe, expect, it } from 'vitest';
import { supersedes } from './recognition.js';

const shown = { page: 1, generation: 0, revision: 3, live: 2, insteadOf: null };
const standIn = { ...shown, insteadOf: { modelVersion: 'champion', error: null } };

describe('supersedes (R4)', () => {
  it('lets the first prediction show', () => {
    expect(supersedes(shown, undefined)).toBe(true);
  });
  it('refuses an older revision, whatever its live count', () => {
    expect(supersedes({ ...shown, revision: 2, live: 99 }, shown)).toBe(false);
  });
  it('lets the stored strokes replace the unfinished ones before them', () => {
    expect(supersedes({ ...shown, revision: 4, live: 0 }, shown)).toBe(true);
  });
  it('orders the predictions of one unfinished stroke', () => {
    expect(supersedes({ ...shown, live: 1 }, shown)).toBe(false);
    expect(supersedes({ ...shown, live: 3 }, shown)).toBe(true);
  });
  it('never shows a former model’s or framing’s reading again', () => {
    expect(supersedes({ ...shown, generation: 0, revision: 9 }, { ...shown, generation: 1 })).toBe(false);
    expect(supersedes({ ...shown, generation: 1 }, shown)).toBe(true);
  });
  it('lets the champion’s own prediction replace a stand-in’s of the same ink, and not the other way round', () => {
    expect(supersedes(shown, standIn)).toBe(true);
    expect(supersedes(standIn, shown)).toBe(false);
    expect(supersedes(standIn, standIn)).toBe(true);
    expect(supersedes({ ...standIn, live: 3 }, shown)).toBe(true);
  });
});
