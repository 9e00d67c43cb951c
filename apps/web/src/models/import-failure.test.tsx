// @vitest-environment jsdom

import { type CodedError, codedError, fileFault } from '@inkroom/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from '../core/i18n/locales';
import { clearStage, control, stage, texts } from '../testing/stage';
import { ImportFailure } from './import-failure';

function told(error: CodedError, locale: Locale): string {
  stage(<ImportFailure error={error} />, {}, locale);
  return control('import-error').textContent ?? '';
}

describe('why a file was not brought in', () => {
  afterEach(clearStage);

  it.each(LOCALES)('is told in the reader’s language alone, in %s', (locale) => {
    const t = texts(locale);
    const error = fileFault('weight_shape', { weight: 'dense/kernel', shape: '[10,10]' });
    const text = told(error, locale);
    expect(text).toContain(t('fileFaults.weight_shape', { weight: 'dense/kernel', shape: '[10,10]' }));
    expect(text).toContain(t('models.import.unusable'));
    expect(text.includes(`${error.details?.reason}`)).toBe(locale === 'en');
    expect(text).not.toContain(t('shell.common.rawDetail'));
  });

  it.each(LOCALES)('is told by the server’s own sentence when it is newer than the page, in %s', (locale) => {
    const reason = 'It is written in sand.';
    const text = told(codedError('artifact_corrupt', { fault: { code: 'written_in_sand' }, reason }), locale);
    expect(text).toContain(texts(locale)('models.import.error.artifact_corrupt'));
    expect(text).toContain(reason);
  });
});
