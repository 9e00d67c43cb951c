// @vitest-environment jsdom

import { applyEffect, type CellLabel, type Label, pageOf, type Role, type RoomState } from '@inkroom/shared';
import { act, fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LOCALES, type Locale } from '../../core/i18n/locales';
import { noDigitScores, person, room, withInk, withPrediction } from '../../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { pageUi } from '../page-store';
import { Tray } from './tray';

const BEN = person('writer', 'Ben');
const onClose = vi.fn();

/** Three digits of Ben's that are read as 7, the last of them disputed. */
function waiting(): RoomState {
  let state = room();
  for (const cell of [0, 1, 2]) state = withPrediction(withInk(state, cell, BEN.id), cell, 7);
  const label: CellLabel = { value: 1, by: BEN.id, at: 1, sampleId: null, others: [{ value: 7, by: 'cleo', at: 2 }] };
  return applyEffect(state, { kind: 'cell.label', page: 1, cell: 2, label });
}

/** The tray as somebody sees it; what they say is in the room at once, as the real client shows it. */
function tray(state = waiting(), role: Role = 'writer', locale: Locale = 'en') {
  const you = person(role);
  const staged = stage(<Tray onClose={onClose} />, { you, state, people: { [BEN.id]: BEN } }, locale);
  const { client } = staged;
  const said: [number, Label | null][] = [];
  vi.spyOn(client, 'labelCell').mockImplementation((cell, value) => {
    said.push([cell, value]);
    const { state: before } = client.view.getState();
    const label = value === null ? null : { value, by: you.id, at: 9, sampleId: null };
    act(() => client.view.setState({ state: applyEffect(before, { kind: 'cell.label', page: 1, cell, label }) }));
    return 'op-of-the-test';
  });
  return { ...staged, said };
}

const press = (key: string, code = '') => fireEvent.keyDown(control('tray'), { key, code });
const top = () => Number(control('tray').dataset.cell);
const left = () => Number(control('tray').dataset.left);

describe('the tray', () => {
  afterEach(() => {
    clearStage();
    onClose.mockClear();
  });

  it('takes the keys, and shows what people disagree on first', () => {
    tray();
    expect(document.activeElement).toBe(control('tray'));
    expect([top(), left(), control('tray-card').dataset.why]).toEqual([2, 3, 'disputed']);
    expect(pageUi.getState()).toMatchObject({ selected: 2, toReveal: 2 });
  });

  it('agrees with a model that says it is no digit', () => {
    const state = withPrediction(withInk(room(), 0, BEN.id), 0, 7, { scores: noDigitScores(7) });
    const { said } = tray(state);
    const t = texts();
    expect(control('tray-card').textContent).toContain(
      t('page.correction.reads', { said: t('page.noDigit'), confidence: '90%' }),
    );
    expect(control('tray-not-a-digit').dataset.likely).toBe('true');
    press('Enter');
    expect(said).toEqual([[0, 'not-a-digit']]);
  });

  it('is worked through with digits, Enter and N, each of which goes on', () => {
    const { said } = tray();
    press('Enter');
    expect([said.at(-1), top(), left()]).toEqual([[2, 1], 0, 2]);
    press('3', 'Digit3');
    expect([said.at(-1), top(), left()]).toEqual([[0, 3], 1, 1]);
    press('n', 'KeyN');
    expect(said).toHaveLength(2);
    expect(controls()).toContain('tray-nothing');
    expect(control('tray-nothing').textContent).toContain(texts()('page.tray.passed', { count: 1 }));
    fireEvent.click(control('tray-again'));
    expect(top()).toBe(1);
    press('x', 'KeyX');
    expect(said.at(-1)).toEqual([1, 'not-a-digit']);
    expect(control('tray-nothing').textContent).toContain(texts()('page.tray.nothingAtAll'));
    press('Escape');
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('is worked through by thumb: agree, a digit, not a digit, next and back', () => {
    const { said } = tray();
    fireEvent.click(control('tray-agree'));
    fireEvent.click(control('tray-4'));
    fireEvent.click(control('tray-next'));
    fireEvent.click(control('tray-again'));
    expect(top()).toBe(1);
    fireEvent.click(control('tray-not-a-digit'));
    expect(said).toEqual([
      [2, 1],
      [0, 4],
      [1, 'not-a-digit'],
    ]);
    fireEvent.click(control('tray-close'));
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('leads back to the card before, to say it otherwise', () => {
    const { said } = tray();
    press('1', 'Digit1');
    press('ArrowLeft');
    expect(top()).toBe(2);
    press('8', 'Digit8');
    expect(said).toEqual([
      [2, 1],
      [2, 8],
    ]);
  });

  it('keeps the card on top under the thumb, whatever others say meanwhile', () => {
    const { client } = tray();
    press('n');
    expect(top()).toBe(0);
    const label = { value: 5 as const, by: BEN.id, at: 3, sampleId: null };
    const { state } = client.view.getState();
    act(() => client.view.setState({ state: applyEffect(state, { kind: 'cell.label', page: 1, cell: 0, label }) }));
    expect(top()).toBe(0);
    expect(control('opinions').textContent).toContain(texts()('page.correction.said', { name: 'Ben', label: 5 }));
  });

  it('lets an opinion be agreed with, and one’s own be taken back without going on', () => {
    const { said } = tray();
    fireEvent.click(control('agree-cleo'));
    expect(said).toEqual([[2, 7]]);
    press('ArrowLeft');
    fireEvent.click(control('label-clear'));
    expect([said.at(-1), top()]).toEqual([[2, null], 2]);
  });

  it('R9 is for a viewer to look through, and not to say anything', () => {
    const { said } = tray(waiting(), 'viewer');
    press('7', 'Digit7');
    press('Enter');
    expect(controls()).not.toContain('tray-7');
    expect(controls()).not.toContain('tray-agree');
    fireEvent.click(control('tray-next'));
    expect([said, top()]).toEqual([[], 0]);
  });

  it('rests with the pens while a host has them rest', () => {
    const { said } = tray({ ...waiting(), paused: true });
    press('7', 'Digit7');
    expect([said, top()]).toEqual([[], 2]);
    expect(control('tray').textContent).toContain(texts()('shell.room.penRests'));
  });

  it('goes on with the room’s other pages, and ends at the page where it was opened', async () => {
    const state = waiting();
    const pages = { ...state.pages, 2: { ...pageOf(state, 1), cells: {} } };
    const { client, show } = tray({ ...state, pages });
    const look = vi.spyOn(client, 'look').mockImplementation((page) => client.view.setState({ page: page ?? 1 }));
    for (let i = 0; i < 3; i++) press('n');
    await act(async () => void press('Enter'));
    expect(look).toHaveBeenLastCalledWith(2);
    // Nothing is written there, and this was the last of them.
    expect(controls()).not.toContain('tray-onward');
    show(null);
    expect(look).toHaveBeenLastCalledWith(null);
  });

  it.each(LOCALES)('says that nothing waits, in %s', (locale) => {
    tray(room(), 'writer', locale);
    expect(control('tray-nothing').textContent).toBe(texts(locale)('page.tray.nothingAtAll'));
  });

  it('waits for a page that is on its way', () => {
    const { client } = tray(room());
    act(() => client.view.setState({ arrived: 0.5 }));
    expect(control('tray').textContent).toContain(texts()('page.tray.coming', { page: 1 }));
  });
});
