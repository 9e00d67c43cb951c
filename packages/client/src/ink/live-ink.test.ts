import type { Frame, PageSize } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { LiveInkStore } from './live-ink.js';

const frame = (patch: Partial<Frame>): Frame => ({ strokes: [], dropped: [], cursors: [], ...patch });
const live = (id: string, from: number, points: number[], cell = 0, page = 1) => {
  return { id, page, cell, width: 20, from, points };
};
const nobody = () => false;
/** The second page has twelve columns. */
const sizeOf = (page: number): PageSize => ({ columns: page === 2 ? 12 : 8, rows: 5 });

describe('LiveInkStore', () => {
  it('joins the points of a stroke as they come, and writes repeated ones once', () => {
    const ink = new LiveInkStore(1000);
    ink.receive(frame({ strokes: [live('s', 0, [1, 1, 0, 0, 2, 2, 0, 0])] }), nobody, 'ann', sizeOf, 0);
    ink.receive(frame({ strokes: [live('s', 1, [2, 2, 0, 0, 3, 3, 0, 0])] }), nobody, 'ann', sizeOf, 1);
    expect(ink.get().strokes.get('s')?.points).toEqual([1, 1, 0, 0, 2, 2, 0, 0, 3, 3, 0, 0]);
  });

  it('leaves out what is drawn here and the own pointer', () => {
    const ink = new LiveInkStore(1000);
    const cursors: Frame['cursors'] = [
      ['ann', 1, 1, 1],
      ['ben', 1, 2, 2],
    ];
    ink.receive(frame({ strokes: [live('own', 0, [1, 1, 0, 0])], cursors }), (id) => id === 'own', 'ann', sizeOf, 0);
    expect(ink.get().strokes.size).toBe(0);
    expect([...ink.get().cursors.keys()]).toEqual(['ben']);
  });

  it('tells on which page something is drawn, and moves the pointer with the pen by the columns of that page', () => {
    const ink = new LiveInkStore(1000);
    ink.receive(frame({ cursors: [['ben', 1, 5, 5]] }), nobody, 'ann', sizeOf, 0);
    const strokes = [live('ben/s', 0, [1, 2, 0, 0], 13, 2), live('cleo/s', 0, [1, 2, 0, 0], 13, 1)];
    ink.receive(frame({ strokes }), nobody, 'ann', sizeOf, 1);
    const { strokes: drawn, cursors } = ink.get();
    expect([...drawn.values()].map(({ by, page, cell }) => [by, page, cell])).toEqual([
      ['ben', 2, 13],
      ['cleo', 1, 13],
    ]);
    // In twelve columns cell 13 is the second one of the second row. Cleo, who has shown no pointer, gets none.
    expect([...cursors]).toEqual([['ben', { page: 2, x: 281, y: 282, at: 1 }]]);
    ink.receive(frame({ cursors: [['ben', 1, null, null]] }), nobody, 'ann', sizeOf, 2);
    expect(ink.get().cursors.size).toBe(0);
  });

  it('does not bring back the ghost of a stroke that is durable or was given up', () => {
    const ink = new LiveInkStore(1000);
    ink.finish(['durable'], 0);
    ink.receive(frame({ dropped: ['given-up'] }), nobody, 'ann', sizeOf, 0);
    ink.receive(frame({ strokes: [live('durable', 0, [1]), live('given-up', 0, [1])] }), nobody, 'ann', sizeOf, 1);
    expect(ink.get().strokes.size).toBe(0);
  });

  it('sweeps away what fell silent and then has nothing left to sweep', () => {
    const ink = new LiveInkStore(1000);
    ink.receive(
      frame({ strokes: [live('s', 0, [1, 1, 0, 0])], cursors: [['ben', 1, 1, 1]] }),
      nobody,
      'ann',
      sizeOf,
      0,
    );
    expect(ink.sweep(999)).toBe(true);
    expect(ink.get().strokes.size).toBe(1);
    expect(ink.sweep(1000)).toBe(false);
    expect(ink.get().strokes.size).toBe(0);
  });

  it('tells listeners of changes only, and answers the same object between them', () => {
    const ink = new LiveInkStore(1000);
    let told = 0;
    const leave = ink.subscribe(() => told++);
    ink.receive(frame({ strokes: [live('s', 0, [1, 1, 0, 0])] }), nobody, 'ann', sizeOf, 0);
    const view = ink.get();
    ink.finish(['other'], 0);
    ink.forget('nobody');
    expect(ink.get()).toBe(view);
    expect(told).toBe(1);
    leave();
    ink.finish(['s'], 0);
    expect(told).toBe(1);
  });
});
