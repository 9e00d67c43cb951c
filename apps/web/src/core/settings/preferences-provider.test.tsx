// @vitest-environment jsdom

import { fireEvent, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clearStage, control, stage, texts } from '../../testing/stage';
import { LocaleSwitch } from './locale-switch';

describe('the language', () => {
  afterEach(() => {
    clearStage();
    document.documentElement.lang = '';
  });

  it.each([
    ['takes no cookie', () => {}],
    [
      'throws at one',
      () => {
        throw new DOMException('No.', 'SecurityError');
      },
    ],
  ])('changes where the browser %s', async (_how, set) => {
    vi.spyOn(document, 'cookie', 'set').mockImplementation(set);
    stage(<LocaleSwitch />, {});
    fireEvent.click(control('locale-ja'));
    const label = texts('ja')('shell.settings.language');
    await waitFor(() => expect(document.querySelector(`[aria-label="${label}"]`)).not.toBeNull());
    expect(document.documentElement.lang).toBe('ja');
  });
});
