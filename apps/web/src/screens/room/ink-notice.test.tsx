// @vitest-environment jsdom

import type { Role } from '@inkroom/shared';
import { fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from '../../core/i18n/locales';
import { person } from '../../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { InkNotice } from './ink-notice';

const shown = (role: Role, bytes: number, locale?: Locale) =>
  stage(<InkNotice />, { you: person(role), ink: { bytes, maxBytes: 1_000, pages: [] } }, locale);

describe('R7 the notice of a room that is nearly full', () => {
  afterEach(clearStage);

  it.each(LOCALES)('tells a host what to do, in %s', (locale) => {
    shown('host', 812, locale);
    expect(control('ink-notice').textContent).toContain(texts(locale)('shell.room.nearlyFull', { share: 0.81 }));
    expect(control('ink-notice').textContent).toContain('81');
    fireEvent.click(control('make-room'));
    expect(controls()).toContain('page-overview');
  });

  it('is not for others, and goes once there is room again', () => {
    shown('writer', 812);
    expect(controls()).toEqual([]);
    clearStage();
    shown('host', 799);
    expect(controls()).toEqual([]);
  });
});
