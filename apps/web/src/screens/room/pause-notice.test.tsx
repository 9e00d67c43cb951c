// @vitest-environment jsdom

import type { Role } from '@inkroom/shared';
import { fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { Toolbar } from '../../page/controls/toolbar';
import { person, room } from '../../testing/fixtures';
import { clearStage, control, controls, isUnavailable, stage, texts } from '../../testing/stage';
import { PauseNotice } from './pause-notice';

afterEach(clearStage);

describe.each(LOCALES)('while pens rest, in %s', (locale) => {
  const t = texts(locale);
  const seen = (role: Role, paused = true) =>
    stage(
      <>
        <PauseNotice />
        <Toolbar />
      </>,
      { you: person(role), state: room({ paused }), canUndo: true },
      locale,
    );

  it('everybody reads it, and a pupil’s pen, eraser and undo say why they rest', () => {
    seen('writer');
    expect(control('pause-notice').textContent).toContain(t('shell.room.paused'));
    for (const id of ['tool-pen', 'tool-eraser', 'pen-fine', 'undo']) {
      expect(isUnavailable(id), id).toBe(true);
      fireEvent.click(control(id));
      expect(control('toast').textContent).toContain(t('shell.room.penRests'));
    }
    expect(control('tool-hand').getAttribute('aria-pressed')).toBe('true');
    expect(controls()).not.toContain('go-on');
  });

  it('a host writes on, and ends it', () => {
    const { client } = seen('host');
    expect(isUnavailable('tool-pen')).toBe(false);
    fireEvent.click(control('go-on'));
    expect(client.submit).toHaveBeenCalledExactlyOnceWith({ kind: 'room.pause', paused: false });
  });

  it('and nothing of it is there when they do not', () => {
    seen('writer', false);
    expect(controls()).not.toContain('pause-notice');
    expect(isUnavailable('tool-pen')).toBe(false);
  });
});
