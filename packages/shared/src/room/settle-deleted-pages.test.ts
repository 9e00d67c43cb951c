import { describe, expect, it } from 'vitest';
import {
  ANN,
  add,
  ask,
  BOB,
  begin,
  CLEO,
  clear,
  clock,
  codeOf,
  deletePage,
  draw,
  effectOf,
  entries,
  give,
  HOST,
  inkKept,
  labelCell,
  ledger,
  restorePage,
  samples,
  state,
  strokesIn,
  turn,
  VERA,
} from '../../../../tests/support/law.ts';
import { DEFAULT_LIMITS } from '../protocol/limits.js';
import { Ledger } from './ledger.js';
import { applyEntry, emptyRoom, lastPage, pageNumbers } from './state.js';
import { strokeIdOf } from './stroke-id.js';

const LATER = { deletedPageKeptMs: 0 };

/** Ann and Bob wrote on page 1, Cleo on page 2, which is open. */
function book(): void {
  ask(add(0, 'stroke-a'));
  ask(add(1, 'stroke-b'), BOB);
  ask(begin(), HOST);
  ask(add(0, 'stroke-c'), CLEO);
}

/** Room for nothing more than there is. */
const full = () => ({ roomInkBytesMax: ledger.inkBytes, personInkShare: 1, keptInkShare: 0 });

describe('page.delete', () => {
  it('takes a page out of the room; the others keep their numbers', () => {
    book();
    expect(effectOf(deletePage(1), HOST)).toStrictEqual({
      kind: 'page.delete',
      page: 1,
      deleted: { by: HOST.id, at: clock },
    });
    expect(pageNumbers(state)).toEqual([2]);
    for (const op of [clear(), labelCell(0, 7), turn(), deletePage()])
      expect(codeOf({ ...op, page: 1 }, HOST), op.kind).toBe('page_deleted');
    expect(effectOf(begin(), HOST)).toMatchObject({ page: 3 });
  });

  it('opens the page before it where it is the open one, or the next', () => {
    book();
    ask(begin(), HOST);
    ask(turn(2), HOST);
    ask({ kind: 'page.suggest', page: 3 });
    expect(effectOf(deletePage(2), HOST)).toMatchObject({ opened: { page: 1, turned: { by: HOST.id, from: 2 } } });
    expect(state).toMatchObject({ page: 1, suggested: null });
    expect(effectOf(deletePage(1), HOST)).toMatchObject({ opened: { page: 3 } });
    expect(codeOf(deletePage(3), HOST)).toBe('only_page');
    // Its number is not given again.
    ask(add(0), HOST);
    expect(effectOf(begin(), HOST)).toMatchObject({ page: 4 });
    ask(deletePage(4), HOST);
    expect(effectOf(begin(), HOST)).toMatchObject({ page: 5 });
  });

  it('R10 keeps all that was on it, which a host brings back as it was', () => {
    book();
    ask(labelCell(1, 7), BOB);
    ask({ ...clear(0), page: 1 }, HOST);
    const [before, kept] = [state.pages[1], inkKept()];
    ask(deletePage(1), HOST);
    expect(inkKept()).toEqual(kept);
    expect(codeOf(restorePage(1), ANN)).toBe('host_only');
    expect(codeOf(restorePage(2), HOST)).toBe('nothing_to_restore');
    expect(codeOf(restorePage(1), HOST)).toBe('ok');
    expect(state.pages[1]).toEqual(before);
    expect(codeOf(restorePage(1), HOST)).toBe('nothing_to_restore');
  });

  it('R1 takes ink that was on its way to it, which comes back with it', () => {
    book();
    ask(deletePage(1), HOST);
    const late = { ...add(2, 'stroke-d'), page: 1 };
    expect(codeOf(late, VERA)).toBe('viewer_read_only');
    expect(codeOf({ ...add(999), page: 1 })).toBe('cell_out_of_range');
    expect(effectOf(late)).toMatchObject({ kind: 'stroke.add', page: 1, cell: 2 });
    expect([pageNumbers(state), state.page]).toEqual([[2], 2]);
    ask(restorePage(1), HOST);
    expect(strokesIn(2, 1)).toEqual([strokeIdOf(ANN.id, 'stroke-d')]);
  });

  it('R7 bounds how many wait beside those that are there', () => {
    const limits = { pagesMax: 2 };
    for (const page of [1, 2, 3]) {
      ask(add(0), HOST);
      expect(codeOf(begin(), HOST, { limits }), `after ${page}`).toBe('ok');
      ask(deletePage(page), HOST);
    }
    ask(add(0), HOST);
    expect(codeOf(begin(), HOST, { limits })).toBe('too_many_pages');
  });
});

describe('a full room', () => {
  it('takes the place of a deleted page for others’ ink once it has waited; what samples name stays', () => {
    book();
    draw({ [ANN.id]: 'training' });
    ask({ ...labelCell(0, 7), page: 1 });
    ask(deletePage(1), HOST);
    expect(codeOf(add(5), BOB, { limits: full() })).toBe('room_ink_full');
    const limits = { ...full(), ...LATER };
    expect(effectOf(add(5), BOB, { limits })).toMatchObject({ gaveWay: [{ page: 1 }] });
    expect(Object.keys(state.pages)).toEqual(['2']);
    expect(Object.keys(inkKept())).not.toContain('bob-0000/stroke-b');
    expect(samples()).toMatchObject([{ page: 1, strokes: ['ann-0000/stroke-a'] }]);
    expect(Object.keys(inkKept())).toContain('ann-0000/stroke-a');
    expect(codeOf(restorePage(1), HOST)).toBe('page_not_found');
  });

  it('R10 ends nothing that somebody deleted by that one’s own writing, nor before anybody could see it', () => {
    book();
    ask(deletePage(1), HOST);
    expect(codeOf(add(5), HOST, { limits: { ...full(), ...LATER } })).toBe('room_ink_full');
    const limits = { ...full(), deletedPageKeptMs: 1_000 };
    expect(codeOf(add(5), BOB, { limits })).toBe('room_ink_full');
    expect(strokesIn(1, 1)).toHaveLength(1);
  });

  it('R10 lets no page give way to the ink that comes for it', () => {
    book();
    ask(deletePage(1), HOST);
    const limits = { ...full(), ...LATER };
    expect(codeOf({ ...add(5), page: 1 }, BOB, { limits })).toBe('room_ink_full');
    expect(strokesIn(0, 1)).toHaveLength(1);
  });

  it('keeps the number of a last page that is gone', () => {
    book();
    ask(deletePage(2), HOST);
    ask(add(5), BOB, { limits: { ...full(), ...LATER } });
    expect(codeOf(restorePage(2), HOST)).toBe('nothing_to_restore');
    expect([lastPage(state), strokesIn(0, 2)]).toEqual([2, []]);
    expect(codeOf({ ...add(5), page: 2 })).toBe('page_deleted');
    expect(effectOf(begin(), HOST)).toMatchObject({ page: 3 });
  });

  it('R7 takes the place of what was cleared of people who were removed, wherever it was, and no more than it needs', () => {
    book();
    ask(add(7, 'stroke-d'), BOB);
    for (const page of [1, 2]) ask({ ...clear(undefined, BOB.id), page }, HOST, { opId: `cleared-${page}` });
    expect(codeOf(add(6), CLEO, { limits: full() })).toBe('room_ink_full');
    ask(give(BOB.id, 'removed'), HOST);
    expect(effectOf(add(6), CLEO, { limits: full() })).toMatchObject({ gaveWay: [{ page: 1, clearing: 'cleared-1' }] });
    expect(state.pages[1]!.cleared).toEqual([]);
    expect(state.pages[2]!.cleared).toMatchObject([{ id: 'cleared-2' }]);
    expect(Object.keys(inkKept())).not.toContain('bob-0000/stroke-b');
  });

  it('R10 keeps what was cleared of others together with somebody who was removed', () => {
    ask(add(0, 'stroke-a'));
    ask(add(0, 'stroke-b'), BOB);
    ask(clear(0), HOST);
    ask(give(BOB.id, 'removed'), HOST);
    expect(codeOf(add(6), CLEO, { limits: full() })).toBe('room_ink_full');
  });

  it('frees somebody’s own share with what they cleared on another page', () => {
    book();
    ask({ ...clear(), page: 1 }, ANN, { opId: 'cleared-0' });
    const { roomInkBytesMax: pageInkBytesMax } = DEFAULT_LIMITS;
    const limits = { pageInkBytesMax, personInkShare: (ledger.inkBytesBy(ANN.id) + 1) / pageInkBytesMax };
    expect(effectOf(add(6), ANN, { limits })).toMatchObject({ gaveWay: [{ page: 1, clearing: 'cleared-0' }] });
  });

  it('R3 is the same for who follows the log, and for a ledger that is read anew', () => {
    book();
    ask(deletePage(1), HOST);
    ask(add(5), BOB, { limits: { ...full(), ...LATER } });
    const roles = { [HOST.id]: 'host' as const, 'vera-000': 'viewer' as const };
    const followed = entries.reduce(applyEntry, { ...emptyRoom('room', 'Digits', 1), roles });
    expect(followed).toEqual(state);
    const bytes = new Map([...ledger.ink.entries()].map(([id, ink]) => [id, ink.bytes]));
    const anew = Ledger.of(state, ledger.parts.entries(), ledger.samples.entries(), bytes);
    expect(Object.fromEntries(anew.ink.entries())).toEqual(inkKept());
    expect(anew.inkBytes).toBe(ledger.inkBytes);
  });
});
