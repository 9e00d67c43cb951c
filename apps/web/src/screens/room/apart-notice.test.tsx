// @vitest-environment jsdom

import type { Role } from '@inkroom/shared';
import { fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { person, room } from '../../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { ApartNotice } from './apart-notice';

afterEach(clearStage);

describe.each(LOCALES)('while people work apart, in %s', (locale) => {
  const t = texts(locale);
  const seen = (role: Role, state = room({ apart: true })) =>
    stage(<ApartNotice />, { you: person(role), state }, locale);

  it('a pupil reads that others do not see their work, and a host reveals it', () => {
    seen('writer');
    expect(control('apart-notice').textContent).toBe(t('shell.room.apart'));
    expect(controls()).not.toContain('reveal');
    clearStage();
    const { client } = seen('host');
    fireEvent.click(control('reveal'));
    expect(client.submit).toHaveBeenCalledExactlyOnceWith({ kind: 'room.apart', apart: false });
  });

  it('its sign opens it where there is no room, until one goes on with something else', () => {
    seen('writer');
    const sign = () => control('apart-notice').querySelector('[data-sign]')!;
    const isOpen = () => control('apart-notice').closest('[data-open]') !== null;
    expect(sign().getAttribute('aria-label')).toBe(t('shell.room.apart'));
    fireEvent.click(sign());
    expect(isOpen()).toBe(true);
    fireEvent.pointerDown(control('apart-notice'));
    expect(isOpen()).toBe(true);
    fireEvent.pointerDown(document.body);
    expect(isOpen()).toBe(false);
  });

  it('nothing of it is there otherwise, nor over the notice of a pause', () => {
    for (const state of [room(), room({ apart: true, paused: true })]) {
      seen('writer', state);
      expect(controls()).not.toContain('apart-notice');
      clearStage();
    }
  });
});
