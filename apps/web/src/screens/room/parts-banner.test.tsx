// @vitest-environment jsdom

import { ALL_PARTS_WELL, PART_NAMES } from '@inkroom/shared';
import { act } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { PartsBanner } from './parts-banner';

describe('the banner of the parts behind the page', () => {
  afterEach(clearStage);

  it.each(LOCALES)('says that nobody predicts, and only while that is known, in %s', async (locale) => {
    const t = texts(locale);
    const { client } = stage(<PartsBanner />, { connection: 'online', parts: ALL_PARTS_WELL }, locale);
    expect(controls()).not.toContain('parts-banner');
    await act(() => client.view.setState({ parts: { predicting: false, down: ['worker-cpu'] } }));
    expect(control('parts-banner').textContent).toBe(t('shell.parts.nobodyPredicts'));
    await act(() => client.view.setState({ connection: 'reconnecting' }));
    expect(controls()).not.toContain('parts-banner');
  });

  it.each(LOCALES.flatMap((locale) => PART_NAMES.map((part) => [part, locale] as const)))(
    'says that a %s is given up for now, in %s',
    (part, locale) => {
      stage(<PartsBanner />, { connection: 'online', parts: { predicting: true, down: [part] } }, locale);
      expect(control('parts-banner').textContent).toBe(texts(locale)(`shell.parts.down.${part}`));
    },
  );
});
