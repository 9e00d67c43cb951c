// @vitest-environment jsdom

import type { RoomView } from '@inkroom/client';
import { act } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { useKeptPage } from '../../core/offline/kept-page';
import { useStorageTrouble } from '../../core/storage/storage-trouble';
import { person } from '../../testing/fixtures';
import { clearStage, control, controls, type Stage, stage, texts } from '../../testing/stage';
import { ConnectionBanner } from './connection-banner';

const after = (ms: number) => act(() => vi.advanceTimersByTime(ms));

function shown(view: Partial<RoomView>, locale: (typeof LOCALES)[number] = 'en'): Stage {
  return stage(<ConnectionBanner />, { you: person('writer'), ...view }, locale);
}

describe('the banner over the page', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    useKeptPage.setState({ kept: true });
    useStorageTrouble.setState({ trouble: null });
  });
  afterEach(() => {
    vi.useRealTimers();
    clearStage();
  });

  it.each(LOCALES)('says at once that the connection is silent, and that what is drawn waits, in %s', (locale) => {
    const t = texts(locale);
    shown({ silent: true, pending: 2 }, locale);
    expect(control('connection-banner').textContent).toBe(
      `${t('shell.room.silentBanner')} ${t('shell.room.waitingStrokes', { count: 2 })}`,
    );
  });

  it.each(
    LOCALES.flatMap((locale) =>
      (['network_blocked', 'host_unknown', 'origin_refused', 'too_many_connections'] as const).map(
        (trouble) => [trouble, locale] as const,
      ),
    ),
  )('says why there is no connection any more: %s, in %s', async (trouble, locale) => {
    const t = texts(locale);
    shown({ connection: 'reconnecting', trouble }, locale);
    await after(600);
    expect(control('connection-banner').textContent).toContain(t(`errors.${trouble}`));
    expect(control('connection-banner').textContent).toContain(t('shell.room.reconnectingBanner'));
  });

  it('says of a server that is away that one is reconnecting, and no more', async () => {
    shown({ connection: 'reconnecting', trouble: 'offline' });
    await after(600);
    expect(control('connection-banner').textContent).toBe(texts()('shell.room.reconnectingBanner'));
  });

  it.each(
    LOCALES.flatMap((locale) => [
      ['the page is not kept, as on plain http', () => useKeptPage.setState({ kept: false }), locale] as const,
      ['the browser keeps no ink', () => useStorageTrouble.setState({ trouble: 'blocked' }), locale] as const,
    ]),
  )('says not to reload where %s, and only while the gateway is away', async (_why, set, locale) => {
    const doNotReload = texts(locale)('shell.room.doNotReload');
    const { client } = shown({ connection: 'reconnecting' }, locale);
    await after(600);
    expect(control('connection-banner').textContent).not.toContain(doNotReload);
    await act(set);
    expect(control('connection-banner').textContent).toContain(doNotReload);
    await act(() => client.view.setState({ connection: 'online', silent: true }));
    expect(control('connection-banner').textContent).toContain(doNotReload);
    await act(() => client.view.setState({ silent: false, storageAway: true }));
    expect(control('connection-banner').textContent).not.toContain(doNotReload);
  });

  it('says nothing of a break that is over before it could be read, nor of a connection that works', async () => {
    const { client } = shown({ connection: 'reconnecting' });
    await after(500);
    await act(() => client.view.setState({ connection: 'online' }));
    await after(500);
    expect(controls()).not.toContain('connection-banner');
  });
});
