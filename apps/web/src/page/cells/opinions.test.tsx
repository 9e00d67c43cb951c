// @vitest-environment jsdom

import { applyEffect, type CellLabel, type Role } from '@inkroom/shared';
import { act, fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from '../../core/i18n/locales';
import { person, room, withInk, withPrediction } from '../../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { pageUi } from '../page-store';
import { CellView } from './cell-view';
import { Correction } from './correction';

const ANN = person('writer');
const BEN = person('writer', 'Ben');

/** A cell of Ben's: he says 1, Ann says 7. */
function seenBy(role: Role, label: CellLabel | null = DISPUTED, locale: Locale = 'en') {
  const inked = withPrediction(withInk(room(), 0, BEN.id), 0, 7);
  const state = applyEffect(inked, { kind: 'cell.label', page: 1, cell: 0, label });
  const node = (
    <>
      <CellView index={0} column={0} />
      <Correction />
    </>
  );
  return stage(node, { you: person(role), people: { [BEN.id]: BEN }, state }, locale);
}

const DISPUTED: CellLabel = {
  ...{ value: 1, by: BEN.id, at: 1, sampleId: null },
  others: [{ value: 7, by: ANN.id, at: 2 }],
};
const open = () => act(() => pageUi.setState({ selected: 0, correcting: 0 }));

describe('a cell on which people disagree', () => {
  afterEach(clearStage);

  it.each(LOCALES)('shows that there is a second opinion, and says so, in %s', (locale) => {
    seenBy('writer', DISPUTED, locale);
    const t = texts(locale);
    expect(control('prediction-0').dataset.disputed).toBe('true');
    expect(control('cell-0').getAttribute('aria-label')).toContain(t('page.cell.disputed'));
    act(() => pageUi.setState({ selected: 0 }));
    expect(control('strip-0').textContent).toContain(t('page.strip.disputed', { label: '1', name: 'Ben' }));
  });

  it('shows none where they agree', () => {
    seenBy('writer', { ...DISPUTED, others: [{ value: 1, by: ANN.id, at: 2 }] });
    expect(control('prediction-0').dataset.disputed).toBeUndefined();
  });

  it('lists who says what, what counts first; one’s own is pressed, to be taken back, and another’s to agree with', () => {
    const { client } = seenBy('writer');
    open();
    const t = texts();
    expect([...control('opinions').children].map((row) => row.textContent)).toEqual([
      `${t('page.correction.said', { name: 'Ben', label: '1' })}  ${t('page.opinions.stands')}${t('page.opinions.agree')}`,
      `${t('page.correction.said', { name: 'Ann', label: '7' })}${t('page.correction.takeBack')}`,
    ]);
    expect(control('label-7').getAttribute('aria-pressed')).toBe('true');
    expect(control('label-1').getAttribute('aria-pressed')).toBe('false');
    fireEvent.click(control(`agree-${BEN.id}`));
    expect(client.labelCell).toHaveBeenLastCalledWith(0, 1);
    open();
    fireEvent.click(control('label-clear'));
    expect(client.labelCell).toHaveBeenLastCalledWith(0, null);
  });

  it('R9 is for a viewer to read', () => {
    seenBy('viewer');
    open();
    expect(controls()).toContain('opinions');
    expect(controls().filter((id) => id.startsWith('agree-') || id === 'label-clear')).toEqual([]);
  });
});
