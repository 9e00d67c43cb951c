// @vitest-environment jsdom

import type { RoomView } from '@inkroom/client';
import { emptyPage, type Role } from '@inkroom/shared';
import { act, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from '../../core/i18n/locales';
import { person, room, withInk } from '../../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { pageUi } from '../page-store';
import { CellGrid } from './cell-grid';
import { PlaceAnnouncer } from './places';

const BEN = person('writer', 'Ben');

function seenBy(role: Role, view: Partial<RoomView> = {}, locale?: Locale) {
  const you = person(role);
  const places = { [you.id]: { page: 1, cell: 9 }, [BEN.id]: { page: 1, cell: 10 } };
  const node = (
    <>
      <CellGrid overlay={null} />
      <PlaceAnnouncer />
    </>
  );
  return stage(node, { you, people: { [BEN.id]: BEN }, places, state: withInk(room(), 0, BEN.id), ...view }, locale);
}

const marks = () => [...document.querySelectorAll<HTMLElement>('[data-look]')].map(({ dataset }) => dataset.look);

describe('the cells that wait for people', () => {
  afterEach(clearStage);

  it.each(LOCALES)('are shown to writers, one’s own so named until one has written, in %s', (locale) => {
    const { client } = seenBy('writer', {}, locale);
    expect(marks()).toEqual(['own', 'others']);
    expect(control('my-place').textContent).toBe(texts(locale)('page.place.yours'));
    act(() => client.view.setState({ state: withInk(client.view.getState().state, 3, person('writer').id) }));
    expect(control('my-place').textContent).toBe('');
  });

  it('are shown to hosts quietly, and to those who only watch not at all', () => {
    seenBy('host');
    expect(marks()).toEqual(['quiet', 'others']);
    clearStage();
    seenBy('viewer');
    expect(marks()).toEqual([]);
    expect(control('place-announcer').textContent).toBe('');
  });

  it('are shown on their page, and no longer once somebody writes there', async () => {
    const { client } = seenBy('writer');
    act(() => client.view.setState({ state: withInk(client.view.getState().state, 9, BEN.id) }));
    await waitFor(() => expect(marks()).toEqual(['others']));
    act(() => client.view.setState({ page: 2 }));
    expect(marks()).toEqual([]);
  });

  it('keep the focus among the cells when the page is turned, and take it from nowhere else', () => {
    const pages = { 1: emptyPage({ columns: 8, rows: 5 }), 2: emptyPage({ columns: 10, rows: 5 }) };
    const { client } = seenBy('writer', { state: room({ pages }) });
    act(() => client.view.setState({ page: 2 }));
    expect(document.activeElement).toBe(document.body);
    act(() => control('cell-12').focus());
    act(() => client.view.setState({ page: 1 }));
    expect(document.activeElement).toBe(control('cell-0'));
  });

  it.each(LOCALES)('are told to a screen reader once, and with the cell, in %s', (locale) => {
    const { client } = seenBy('writer', {}, locale);
    const t = texts(locale);
    const told = t('page.place.told', { row: 2, column: 2 });
    expect(control('place-announcer').textContent).toBe(told);
    expect(control('cell-9').getAttribute('aria-label')).toContain(t('page.place.cell'));
    act(() => client.view.setState({ places: { [person('writer').id]: { page: 1, cell: 12 } } }));
    expect(control('place-announcer').textContent).toBe(told);
    expect(control('cell-12').getAttribute('aria-label')).toContain(t('page.place.cell'));
  });
});

describe('who wrote in a cell', () => {
  afterEach(clearStage);

  it('is shown where one asks for it: at one cell, at all, or by person', () => {
    seenBy('writer');
    const shown = () => controls().filter((id) => id === 'names-0' || id === 'lit');
    expect(shown()).toEqual([]);
    act(() => pageUi.setState({ named: 0 }));
    expect(control('names-0').textContent).toBe('Ben');
    act(() => pageUi.setState({ named: null, names: true }));
    expect(shown()).toEqual(['names-0']);
    act(() => pageUi.setState({ names: false, litPerson: BEN.id }));
    expect(shown()).toEqual(['lit']);
    act(() => pageUi.setState({ litPerson: person('writer').id }));
    expect(shown()).toEqual([]);
  });

  it('is not shown where names are hidden', () => {
    seenBy('writer', { people: { [BEN.id]: { ...BEN, name: '' } } });
    act(() => pageUi.setState({ names: true }));
    expect(controls()).not.toContain('names-0');
  });
});
