// @vitest-environment jsdom

import { type Clearing, emptyPage, type Role, type RoomState, strokeIdOf } from '@inkroom/shared';
import { act, cleanup, fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from '../core/i18n/locales';
import { person, room } from '../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../testing/stage';
import { ClearedList } from './controls/cleared-list';
import { PageEvents } from './page-events';
import { pageUi, resetPageUi, select } from './page-store';

const ANN = person('writer');
const BEN = person('host', 'Ben');
const SATO = person('host', 'Ms Sato');

/** @param at ms; after who looks has come, which may be in the same millisecond */
function clearing(id: string, by: string, authors: readonly string[], at = Date.now() + 1): Clearing {
  const cells = authors.map((author, cell) => {
    return { cell, strokes: [strokeIdOf(author, `of-${id}`)], label: null, isWhole: true };
  });
  return { id, by, seq: at, at, cells };
}

function cleared(...all: Clearing[]): RoomState {
  return room({ pages: { 1: { ...emptyPage({ columns: 8, rows: 5 }), cleared: all } } });
}

function seenBy(role: Role, state: RoomState = room(), locale?: Locale) {
  const node = (
    <>
      <PageEvents />
      <ClearedList />
    </>
  );
  return stage(node, { you: person(role), people: { [BEN.id]: BEN, [SATO.id]: SATO }, state }, locale);
}

const press = (name: string) => {
  const buttons = [...control('toast').querySelectorAll('button')];
  fireEvent.click(buttons.find(({ textContent }) => textContent === name)!);
};

describe('what was cleared', () => {
  afterEach(clearStage);

  it.each(LOCALES)('R10 is told to its author, who brings it back, in %s', (locale) => {
    const { client } = seenBy('writer', room(), locale);
    act(() => client.view.setState({ state: cleared(clearing('one', SATO.id, [ANN.id, SATO.id])) }));
    const t = texts(locale);
    expect(control('toast').textContent).toContain(t('page.cleared.yours', { name: SATO.name, count: 1 }));
    press(t('page.cleared.restore'));
    expect(client.submit).toHaveBeenCalledWith({ kind: 'ink.restore', page: 1, clearing: 'one' });
  });

  it('R10 is no longer told once it is there again, whoever brought it back', () => {
    for (const [role, by] of [
      ['writer', SATO.id],
      ['host', ANN.id],
    ] as const) {
      const { client } = seenBy(role);
      const [one, two] = [clearing('one', by, [ANN.id, SATO.id]), clearing('two', by, [ANN.id, SATO.id])];
      act(() => client.view.setState({ state: cleared(one, two) }));
      act(() => client.view.setState({ state: cleared(one) }));
      expect(controls()).toContain('toast');
      // Where others' ink of it is still missing, that is no matter of who has theirs again.
      act(() => client.view.setState({ state: role === 'host' ? room() : cleared(clearing('one', by, [SATO.id])) }));
      expect(controls()).not.toContain('toast');
      clearStage();
    }
  });

  it('R10 is told together where it was cleared piece by piece, and brought back together', () => {
    const { client } = seenBy('writer');
    const [one, two] = [clearing('one', SATO.id, [ANN.id]), clearing('two', SATO.id, [ANN.id, ANN.id])];
    act(() => client.view.setState({ state: cleared(one) }));
    act(() => client.view.setState({ state: cleared(one, two) }));
    expect(controls().filter((id) => id === 'toast')).toHaveLength(1);
    expect(control('toast').textContent).toContain(texts()('page.cleared.yours', { name: SATO.name, count: 3 }));
    press(texts()('page.cleared.restore'));
    expect(client.submit).toHaveBeenCalledTimes(2);
  });

  it.each(LOCALES)('is told by no name while names are hidden, in %s', (locale) => {
    const { client } = seenBy('writer', room(), locale);
    const t = texts(locale);
    act(() => client.view.setState({ people: { [BEN.id]: { ...BEN, name: '' } } }));
    act(() => client.view.setState({ state: cleared(clearing('one', BEN.id, [ANN.id])) }));
    const name = t('shell.people.someone');
    expect(control('toast').textContent).toContain(t('page.cleared.yours', { name, count: 1 }));
  });

  it('R10 is told of each who cleared some of it, and brought back apart', () => {
    const { client } = seenBy('writer');
    const all = [clearing('one', SATO.id, [ANN.id]), clearing('two', BEN.id, [ANN.id, ANN.id])];
    act(() => client.view.setState({ state: cleared(...all) }));
    const told = [...document.querySelectorAll('[data-testid="toast"]')].map(({ textContent }) => textContent);
    expect(told[0]).toContain(texts()('page.cleared.yours', { name: SATO.name, count: 1 }));
    expect(told[1]).toContain(texts()('page.cleared.yours', { name: BEN.name, count: 2 }));
  });

  it('R9 R10 is told to its author as what is theirs, and offered back to nobody who may only watch', () => {
    for (const role of ['host', 'viewer'] as const) {
      const { client } = seenBy(role);
      act(() => client.view.setState({ state: cleared(clearing('one', SATO.id, [ANN.id, SATO.id])) }));
      const told = control('toast').textContent;
      expect(told).toContain(texts()('page.cleared.yours', { name: SATO.name, count: 1 }));
      expect(told.includes(texts()('page.cleared.restore'))).toBe(role === 'host');
      clearStage();
    }
  });

  it('is offered to whoever cleared it, unless it was one cell of their own', () => {
    const { client } = seenBy('host');
    act(() => client.view.setState({ state: cleared(clearing('one', ANN.id, [ANN.id])) }));
    expect(controls()).not.toContain('toast');
    act(() => client.view.setState({ state: cleared(clearing('two', ANN.id, [SATO.id])) }));
    press(texts()('page.cleared.undo'));
    expect(client.submit).toHaveBeenCalledWith({ kind: 'ink.restore', page: 1, clearing: 'two' });
  });

  it('long ago, or nothing of one’s own, is no news', () => {
    const { client } = seenBy('writer', cleared(clearing('old', SATO.id, [ANN.id], Date.now() - 3_600_000)));
    act(() => client.view.setState({ state: cleared(clearing('other', SATO.id, [SATO.id])) }));
    expect(controls()).not.toContain('toast');
  });

  it('R9 R10 is listed to those who may bring it back: all of it to hosts, to others what is theirs', () => {
    const state = cleared(clearing('one', SATO.id, [ANN.id, SATO.id]), clearing('two', SATO.id, [SATO.id]));
    for (const [role, ids] of [
      ['host', ['restore-two', 'restore-one']],
      ['writer', ['restore-one']],
      ['viewer', []],
    ] as const) {
      const { client } = seenBy(role, state);
      expect(controls().filter((id) => id.startsWith('restore-'))).toEqual(ids);
      if (role === 'writer') {
        expect(control('cleared-list').textContent).toContain('1 cell');
        fireEvent.click(control('restore-one'));
        expect(client.submit).toHaveBeenCalledWith({ kind: 'ink.restore', page: 1, clearing: 'one' });
      }
      clearStage();
    }
  });
});

describe('a digit that went elsewhere', () => {
  afterEach(clearStage);

  it.each(LOCALES)('is told at once, and shown once the pen rests, in %s', (locale) => {
    const { client } = seenBy('writer', room(), locale);
    act(() => pageUi.setState({ isWriting: true }));
    act(() => client.view.setState({ moved: { page: 1, cell: 9, at: 1 } }));
    expect(control('toast').textContent).toContain(texts(locale)('page.place.moved', { row: 2, column: 2 }));
    expect(pageUi.getState().toReveal).toBeNull();
    act(() => pageUi.setState({ isWriting: false }));
    expect(pageUi.getState()).toMatchObject({ toReveal: 9, selected: 9, flashed: { page: 1, cell: 9 } });
  });

  it('is shown once: nobody who writes on is pulled back to it', () => {
    const { client } = seenBy('writer');
    const rest = (isWriting: boolean) => act(() => pageUi.setState({ isWriting }));
    rest(true);
    act(() => client.view.setState({ moved: { page: 1, cell: 9, at: 1 } }));
    rest(false);
    pageUi.setState({ toReveal: null });
    rest(true);
    act(() => select(4));
    rest(false);
    expect(pageUi.getState()).toMatchObject({ toReveal: null, selected: 4, flashed: null });
  });

  it('leads nowhere on the page to which was turned meanwhile', () => {
    const { client } = seenBy('writer');
    act(() => pageUi.setState({ isWriting: true }));
    act(() => client.view.setState({ moved: { page: 1, cell: 9, at: 1 } }));
    act(() => client.view.setState({ page: 2 }));
    act(() => pageUi.setState({ isWriting: false }));
    expect(pageUi.getState()).toMatchObject({ toReveal: null, selected: null, flashed: null });
  });
});

describe('ink that the eraser spared', () => {
  afterEach(clearStage);

  it('is told where it was spared, and not in the next room', () => {
    const said = texts()('page.eraser.spared', { name: SATO.name });
    seenBy('writer');
    act(() => pageUi.setState({ spared: { by: SATO.id, at: 1 } }));
    expect(control('toast').textContent).toContain(said);
    cleanup();
    resetPageUi();
    seenBy('writer');
    expect(controls()).not.toContain('toast');
  });
});
