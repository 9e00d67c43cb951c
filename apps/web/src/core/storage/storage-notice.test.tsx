// @vitest-environment jsdom

import { act, fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { LOCALES } from '../i18n/locales';
import { StorageNotice } from './storage-notice';
import { noteTrouble, useStorageTrouble } from './storage-trouble';

describe('the notice of what is not kept', () => {
  afterEach(() => {
    clearStage();
    useStorageTrouble.setState(useStorageTrouble.getInitialState(), true);
  });

  it('is not there while all is kept', () => {
    stage(<StorageNotice />, {});
    expect(controls()).not.toContain('storage-notice');
  });

  it.each(LOCALES)('says why and what is lost, in %s', (locale) => {
    const t = texts(locale);
    for (const [name, trouble] of [
      ['SecurityError', 'blocked'],
      ['QuotaExceededError', 'full'],
      ['NS_ERROR_DOM_QUOTA_REACHED', 'full'],
    ] as const) {
      stage(<StorageNotice />, {}, locale);
      act(() => noteTrouble(new DOMException('No.', name)));
      expect(control('storage-notice').textContent).toContain(t(`shell.storage.${trouble}Title`));
      expect(control('storage-notice').textContent).toContain(t(`shell.storage.${trouble}`));
      clearStage();
      useStorageTrouble.setState(useStorageTrouble.getInitialState(), true);
    }
  });

  it('is said once in a visit: closed, it does not come back with the next trouble or on the next screen', () => {
    stage(<StorageNotice />, {});
    act(() => noteTrouble(new DOMException('No.', 'SecurityError')));
    fireEvent.click(control('storage-notice-close'));
    act(() => noteTrouble(new DOMException('No.', 'QuotaExceededError')));
    expect(controls()).not.toContain('storage-notice');
    clearStage();
    stage(<StorageNotice />, {});
    expect(controls()).not.toContain('storage-notice');
  });
});
