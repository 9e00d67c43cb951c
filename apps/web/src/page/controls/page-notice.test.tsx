// @vitest-environment jsdom

import type { RoomView } from '@inkroom/client';
import { emptyPage, type Role, type RoomState } from '@inkroom/shared';
import { act, fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LOCALES, type Locale } from '../../core/i18n/locales';
import { person, room } from '../../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { pageUi } from '../page-store';
import { PageNotice } from './page-notice';

const SATO = person('host', 'Ms Sato');
const AKI = person('writer', 'Aki');
const BEN = person('writer', 'Ben');
const PEOPLE = Object.fromEntries([SATO, AKI, BEN].map((one) => [one.id, one]));
const SIZE = { columns: 8, rows: 5 };

/** A room of three pages of which the third is open. */
function book(changes: Partial<RoomState> = {}): RoomState {
  return room({ page: 3, pages: { 1: emptyPage(SIZE), 2: emptyPage(SIZE), 3: emptyPage(SIZE) }, ...changes });
}

function seenBy(role: Role, view: Partial<RoomView> = {}, locale?: Locale) {
  return stage(<PageNotice />, { you: person(role), people: PEOPLE, state: book(), page: 3, ...view }, locale);
}

const turned = (ago = 0, by = SATO.id) => ({ by, at: Date.now() - ago, from: 2 });
const suggested = (by: string, page = 1) => ({ by, page, at: Date.now() });
const said = () => document.body.textContent ?? '';

afterEach(() => {
  vi.useRealTimers();
  clearStage();
});

describe('a turn', () => {
  it.each(LOCALES)('is told to everybody by the name of who did it, in %s', (locale) => {
    const text = texts(locale)('page.page.turned', { name: SATO.name, page: 3 });
    for (const role of ['host', 'writer', 'viewer'] as const) {
      seenBy(role, { state: book({ turned: turned() }) }, locale);
      expect(said()).toContain(text);
      expect(controls().includes('turn-back')).toBe(role === 'host');
      clearStage();
    }
  });

  it('is taken back by a host for half a minute, and no longer', () => {
    vi.useFakeTimers();
    const { client } = seenBy('host', { state: book({ turned: turned() }) });
    act(() => vi.advanceTimersByTime(29_000));
    fireEvent.click(control('turn-back'));
    expect(client.submit).toHaveBeenCalledWith({ kind: 'page.turn', page: 2 });
    clearStage();
    seenBy('host', { state: book({ turned: turned() }) });
    act(() => vi.advanceTimersByTime(31_000));
    expect(controls()).toEqual([]);
  });

  it('is told for as long as the others are to whoever is a host no longer', () => {
    vi.useFakeTimers();
    const { client } = seenBy('host', { state: book({ turned: turned() }) });
    act(() => vi.advanceTimersByTime(5_000));
    act(() => client.view.setState({ you: person('writer') }));
    expect(controls()).toContain('page-turned');
    act(() => vi.advanceTimersByTime(6_000));
    expect(controls()).not.toContain('page-turned');
  });

  it('is no news to whoever comes later, nor once it was closed', () => {
    seenBy('host', { state: book({ turned: turned(60_000) }) });
    expect(controls()).toEqual([]);
    clearStage();
    seenBy('writer', { state: book({ turned: turned() }) });
    fireEvent.click(control('close-notice'));
    expect(controls()).toEqual([]);
  });

  it('is told to whoever writes meanwhile; only afterwards are they somewhere else', () => {
    pageUi.setState({ isWriting: true });
    seenBy('writer', { state: book({ turned: turned() }), page: 2 });
    expect(controls()).toEqual(['page-turned', 'close-notice']);
    act(() => pageUi.setState({ isWriting: false }));
    expect(controls()).toContain('looking-elsewhere');
  });
});

describe('a proposal', () => {
  it.each(LOCALES)('is shown to hosts alone, who open that page with one press, in %s', (locale) => {
    const state = book({ suggested: suggested(AKI.id) });
    seenBy('writer', { state }, locale);
    expect(controls()).toEqual([]);
    clearStage();
    const { client } = seenBy('host', { state }, locale);
    expect(said()).toContain(texts(locale)('page.page.suggested', { name: AKI.name, page: 1 }));
    fireEvent.click(control('take-suggestion'));
    expect(client.submit).toHaveBeenCalledWith({ kind: 'page.turn', page: 1 });
  });

  it('of the page after the last one begins it', () => {
    const { client } = seenBy('host', { state: book({ suggested: suggested(AKI.id, 4) }) });
    fireEvent.click(control('take-suggestion'));
    expect(client.submit).toHaveBeenCalledWith({ kind: 'page.begin', columns: 8 });
  });

  it('stays the first one’s where others propose the same, and stays away once it was closed', () => {
    const { client } = seenBy('host', { state: book({ suggested: suggested(AKI.id) }) });
    act(() => client.view.setState({ state: book({ suggested: suggested(BEN.id) }) }));
    expect(said()).toContain(AKI.name);
    expect(said()).not.toContain(BEN.name);
    fireEvent.click(control('close-notice'));
    act(() => client.view.setState({ state: book({ suggested: suggested(SATO.id) }) }));
    expect(controls()).toEqual([]);
  });

  it('stays away once it was closed, whatever else is closed, and is shown when it is made anew', () => {
    const first = book({ turned: turned(), suggested: suggested(AKI.id) });
    const { client } = seenBy('host', { state: first });
    fireEvent.click(control('close-notice'));
    expect(controls()).toContain('page-turned');
    fireEvent.click(control('close-notice'));
    expect(controls()).toEqual([]);
    act(() => client.view.setState({ state: { ...first, suggested: null } }));
    act(() => client.view.setState({ state: { ...first, suggested: suggested(BEN.id) } }));
    expect(said()).toContain(BEN.name);
  });

  it('is made once', () => {
    const { client } = seenBy('writer', { page: 1 });
    fireEvent.click(control('suggest-this'));
    expect(client.submit).toHaveBeenCalledWith({ kind: 'page.suggest', page: 1 });
    act(() => client.view.setState({ state: book({ suggested: suggested(person('writer').id) }) }));
    fireEvent.click(control('suggest-this'));
    expect(client.submit).toHaveBeenCalledTimes(1);
  });
});

describe('a person who was chosen', () => {
  it.each(LOCALES)('is named, with the way out of it, in %s', (locale) => {
    seenBy('viewer', {}, locale);
    act(() => pageUi.setState({ litPerson: AKI.id }));
    expect(said()).toContain(texts(locale)('page.page.lit', { name: AKI.name }));
    fireEvent.click(control('close-notice'));
    expect(pageUi.getState().litPerson).toBeNull();
    expect(controls()).toEqual([]);
  });
});
