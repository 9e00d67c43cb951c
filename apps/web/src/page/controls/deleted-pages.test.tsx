// @vitest-environment jsdom

import { emptyPage, type Role, type RoomState } from '@inkroom/shared';
import { fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LOCALES, type Locale } from '../../core/i18n/locales';
import { person, room } from '../../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { PageControls } from './page-controls';
import { PageOverview } from './page-overview';

const SATO = person('host', 'Ms Sato');
const SIZE = { columns: 8, rows: 5 };
const deleted = (ago = 0) => ({ by: SATO.id, at: Date.now() - ago });

/** Page 3 is open; page 2 was deleted, and page 4, which gave way. */
const book = (): RoomState =>
  room({
    page: 3,
    pages: {
      1: emptyPage(SIZE),
      2: { ...emptyPage(SIZE), deleted: deleted() },
      3: emptyPage(SIZE),
      4: { ...emptyPage({ ...SIZE, rows: 0 }), deleted: deleted() },
    },
  });
const opener = { current: null };

function overview(role: Role, locale?: Locale) {
  const view = { you: { ...person(role), id: 'you' }, people: { [SATO.id]: SATO }, state: book(), page: 3 };
  const ink = { bytes: 900, maxBytes: 1_000, pages: [[1, 2_400_000]] as [number, number][] };
  return stage(<PageOverview opener={opener} onClose={() => {}} />, { ...view, ink }, locale);
}

afterEach(clearStage);

describe('pages that hosts delete', () => {
  it.each(LOCALES)('R10 wait in the list of all pages, to be brought back by a host, in %s', (locale) => {
    const { asked } = overview('host', locale);
    const t = texts(locale);
    expect(document.body.textContent).toContain(t('page.deleted.by', { page: 2, name: SATO.name }));
    expect(controls().filter((id) => id?.startsWith('look-'))).toEqual(['look-1', 'look-3']);
    // The one that is open is not deleted by a tap beside it, nor brought back what has given way.
    expect(controls().filter((id) => /(delete|restore)-page/.test(id ?? ''))).toEqual([
      'delete-page-1',
      'restore-page-2',
    ]);
    expect(document.body.textContent).toContain('2.4');
    fireEvent.click(control('delete-page-1'));
    fireEvent.click(control('restore-page-2'));
    expect(asked).toEqual(['page.delete', 'page.restore']);
  });

  it('R9 are nobody else’s to delete or to bring back', () => {
    for (const role of ['writer', 'viewer'] as const) {
      overview(role);
      expect(controls().filter((id) => /(delete|restore)-page/.test(id ?? ''))).toEqual([]);
      clearStage();
    }
  });

  it('are passed over by who leafs on', () => {
    const { client } = stage(<PageControls />, { you: person('writer'), state: book(), page: 1 });
    const look = vi.spyOn(client, 'look').mockImplementation(() => {});
    fireEvent.click(control('page-on'));
    expect(look).toHaveBeenCalledWith(3);
    clearStage();
    stage(<PageControls />, { you: person('writer'), state: book(), page: 3 });
    expect(control('page-on').getAttribute('aria-disabled')).toBe('true');
  });
});
