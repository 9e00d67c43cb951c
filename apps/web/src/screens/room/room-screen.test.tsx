// @vitest-environment jsdom

import { codedError } from '@inkroom/shared';
import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { ROOM_ID } from '../../testing/fixtures';
import { clearStage, control, stage, texts } from '../../testing/stage';
import { RoomScreen } from './room-screen';

const after = (ms: number) => act(() => vi.advanceTimersByTime(ms));
const screenOf = <RoomScreen roomId={ROOM_ID} />;

describe('the screen on the way in', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    clearStage();
  });

  it.each(
    LOCALES.flatMap((locale) =>
      (['network_blocked', 'host_unknown', 'origin_refused', 'too_many_connections'] as const).map(
        (trouble) => [trouble, locale] as const,
      ),
    ),
  )('says what is in the way: %s, in %s', async (trouble, locale) => {
    const text = texts(locale)(`errors.${trouble}`);
    stage(screenOf, { connection: 'connecting', trouble }, locale);
    // A first try may fail where the second does not.
    expect(screen.queryByText(text)).toBeNull();
    await after(2_500);
    expect(screen.queryByText(text)).not.toBeNull();
  });

  it.each(LOCALES)('says that it goes on trying while the server is away or silent, in %s', async (locale) => {
    const { client } = stage(screenOf, { connection: 'connecting', trouble: 'offline' }, locale);
    await after(2_500);
    expect(screen.queryByText(texts(locale)('shell.join.waiting'))).not.toBeNull();
    await act(() => client.view.setState({ trouble: null, silent: true }));
    expect(screen.queryByText(texts(locale)('shell.join.waiting'))).not.toBeNull();
  });

  it('ends at once where the room refuses', () => {
    stage(screenOf, { connection: 'refused', refusal: codedError('room_not_found') });
    expect(control('room-gone').textContent).toContain(texts()('shell.gone.title'));
  });
});
