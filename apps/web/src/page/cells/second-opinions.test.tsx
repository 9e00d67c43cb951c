// @vitest-environment jsdom

import type { CellLabel, LogEntry, Opinion } from '@inkroom/shared';
import { act, fireEvent } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCALES, type Locale } from '../../core/i18n/locales';
import { person, room, withInk } from '../../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { pageUi } from '../page-store';
import { SecondOpinionNews } from './second-opinion-news';

const ANN = person('writer');
const BEN = person('writer', 'Ben');
const CLEO = person('writer', 'Cleo');

/** Somebody says something of a cell, beside what others say of it. */
function saying(cell: number, by: string, said: readonly Opinion[], page = 1): LogEntry {
  const [stands, ...others] = said;
  const label: CellLabel = { ...stands!, sampleId: null, ...(others.length > 0 ? { others } : {}) };
  return { seq: 1, opId: `op-${cell}`, by, at: 1, effect: { kind: 'cell.label', page, cell, label } };
}

const says = ({ id }: { id: string }, value: Opinion['value']): Opinion => ({ value, by: id, at: 1 });

/** Ann's digits are in the first twenty cells, Ben's in those that follow. */
function seen(locale?: Locale) {
  let state = room();
  for (let cell = 0; cell < 40; cell++) state = withInk(state, cell, cell < 20 ? ANN.id : BEN.id);
  return stage(<SecondOpinionNews />, { you: ANN, people: { [BEN.id]: BEN, [CLEO.id]: CLEO }, state }, locale).client;
}

const hear = (client: ReturnType<typeof seen>, ...said: LogEntry[]) => act(() => client.view.setState({ said }));
const told = () => control('toast').textContent;

describe('a second opinion', () => {
  beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));
  afterEach(() => {
    vi.useRealTimers();
    clearStage();
  });

  it.each(LOCALES)('is told to whoever has said something else, with the way to the cell, in %s', (locale) => {
    const client = seen(locale);
    hear(client, saying(21, BEN.id, [says(BEN, 1), says(ANN, 7)]));
    const t = texts(locale);
    const place = t('page.secondOpinion.here', { row: 3, column: 6 });
    expect(told()).toContain(t('page.secondOpinion.own', { place, name: 'Ben', label: '1', own: '7' }));
    fireEvent.click(control('toast').querySelector('button')!);
    expect(pageUi.getState()).toMatchObject({ selected: 21, correcting: 21 });
  });

  it('is told to the author of the cell', () => {
    const client = seen();
    hear(client, saying(3, CLEO.id, [says(CLEO, 1), says(BEN, 7)]));
    const place = texts()('page.secondOpinion.here', { row: 1, column: 4 });
    const said = { place, name: 'Cleo', label: '1', other: 'Ben', otherLabel: '7' };
    expect(told()).toContain(texts()('page.secondOpinion.author', said));
  });

  it('is no news where it is one’s own, the first one, the same, or of others alone', () => {
    const client = seen();
    hear(
      client,
      saying(1, ANN.id, [says(ANN, 1), says(BEN, 7)]),
      saying(2, BEN.id, [says(BEN, 1)]),
      saying(3, BEN.id, [says(ANN, 1), says(BEN, 1)]),
      saying(22, CLEO.id, [says(BEN, 1), says(CLEO, 7)]),
    );
    expect(controls()).not.toContain('toast');
  });

  it('R7 among thirty is one message that counts, and leads to the tray', () => {
    const client = seen();
    const shown = () => controls().filter((id) => id === 'toast').length;
    for (let cell = 0; cell < 20; cell++) {
      hear(client, saying(cell, BEN.id, [says(ANN, 7), says(BEN, 1)]));
      expect(shown()).toBe(1);
    }
    const place = texts()('page.secondOpinion.here', { row: 1, column: 1 });
    expect(told()).toContain(texts()('page.secondOpinion.own', { place, name: 'Ben', label: '1', own: '7' }));
    act(() => void vi.advanceTimersByTime(5_000));
    expect(shown()).toBe(1);
    expect(told()).toContain(texts()('page.secondOpinion.many', { count: 20 }));
    fireEvent.click(control('toast').querySelector('button')!);
    expect(pageUi.getState().tray).toBe(true);
  });

  it('says nobody’s name while names are hidden', () => {
    const client = seen();
    act(() => client.view.setState({ people: { [BEN.id]: { ...BEN, name: '' } } }));
    hear(client, saying(21, BEN.id, [says(BEN, 1), says(ANN, 7)]));
    expect(told()).toContain(texts()('shell.people.someone'));
  });
});
