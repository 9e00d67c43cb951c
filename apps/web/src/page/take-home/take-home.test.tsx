// @vitest-environment jsdom

import { RoomClient } from '@inkroom/client';
import { ok, type Role, strokeOf } from '@inkroom/shared';
import { fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { person, room, withInk } from '../../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { pageSheet } from './sheet';
import { TakeHomeDialog } from './take-home';

const ANN = person('host');
const BEN = person('writer', 'Ben');
const STROKE = strokeOf(`${BEN.id}/stroke-3`, 3, { width: 20, points: [40, 40, 0.5, 0, 90, 200, 0.5, 80] });
const TEXTS = { label: String, prediction: () => '' };
const WITH_ALL = { labels: true, predictions: true, names: true };

function opened(role: Role, more: Parameters<typeof room>[0] = {}, locale: (typeof LOCALES)[number] = 'en') {
  vi.spyOn(RoomClient.prototype, 'bringPage').mockResolvedValue(ok(null));
  vi.spyOn(RoomClient.prototype, 'strokesOf').mockImplementation((cell) => (cell === 3 ? [STROKE] : []));
  const state = withInk(room(more), 3, BEN.id);
  const dialog = <TakeHomeDialog opener={{ current: null }} onClose={() => {}} />;
  return stage(dialog, { you: { ...ANN, role }, people: { [BEN.id]: BEN }, state }, locale);
}
const offered = () => controls().filter((id) => /^(page|own|samples|room)-/.test(id));

describe.each(LOCALES)('what one may take home, in %s', (locale) => {
  const t = texts(locale);
  afterEach(() => {
    vi.restoreAllMocks();
    clearStage();
  });

  it('R9 offers what others wrote for themselves to hosts alone', () => {
    const samples = { training: 2, holdout: 1, perDigit: Array(10).fill(0), notDigits: 0 };
    opened('host', { samples }, locale);
    expect(offered()).toEqual([
      'page-print',
      'page-png',
      'page-svg',
      'own-png',
      'own-svg',
      'samples-images',
      'samples-mnist',
      'samples-strokes',
      'room-file',
    ]);
    clearStage();
    opened('writer', { samples }, locale);
    expect(offered()).toEqual(['page-print', 'page-png', 'page-svg', 'own-png', 'own-svg']);
    clearStage();
    opened('viewer', { samples }, locale);
    expect(offered()).toEqual(['page-print', 'page-png', 'page-svg']);
  });

  it('R9 tells no names while they are hidden', () => {
    const { client } = opened('writer', { namesHidden: true }, locale);
    expect(controls()).not.toContain('with-names');
    const heading = { title: '', subtitle: '' };
    expect(pageSheet(client, 1, WITH_ALL, heading, TEXTS).people).toEqual([]);
    clearStage();
    const shown = opened('writer', {}, locale);
    expect(controls()).toContain('with-names');
    expect(pageSheet(shown.client, 1, WITH_ALL, heading, TEXTS).people.map(({ name }) => name)).toEqual(['Ben']);
  });

  it('prints the page in lines, and takes it away again afterwards', async () => {
    const print = vi.spyOn(window, 'print').mockImplementation(() => {});
    opened('writer', {}, locale);
    fireEvent.click(control('page-print'));
    await vi.waitFor(() => expect(print).toHaveBeenCalledOnce());
    const sheets = document.querySelector('[data-testid="print"]')!;
    expect(sheets.querySelectorAll('svg')).toHaveLength(1);
    expect(sheets.textContent).toContain(t('page.page.name', { page: '1' }));
    window.dispatchEvent(new Event('afterprint'));
    expect(document.querySelector('[data-testid="print"]')).toBeNull();
  });

  it('says so where one has written nothing', async () => {
    opened('writer', {}, locale);
    fireEvent.click(control('own-svg'));
    await vi.waitFor(() => expect(document.body.textContent).toContain(t('takeHome.own.none')));
  });
});
