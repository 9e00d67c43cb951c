// @vitest-environment jsdom

import { DEFAULT_LIMITS } from '@inkroom/shared';
import { fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { ROOM_ID } from '../../testing/fixtures';
import { clearStage, control, stage, texts } from '../../testing/stage';
import { JoinCard } from './join-card';

const max = DEFAULT_LIMITS.nameLengthMax;

describe('the door', () => {
  afterEach(clearStage);

  function answer(name: string, { watch = false, locale = 'en' as (typeof LOCALES)[number] } = {}) {
    const onJoin = vi.fn();
    stage(<JoinCard roomId={ROOM_ID} title="" name="" watch={watch} onJoin={onJoin} />, {}, locale);
    fireEvent.change(control('join-name'), { target: { value: name } });
    fireEvent.click(control('join-submit'));
    return { onJoin, said: document.querySelector('[role="alert"]')?.textContent };
  }

  it('lets a name in as one visible line', () => {
    expect(answer('\u3000山田　太郎\u200b').onJoin).toHaveBeenCalledWith('山田　太郎');
  });

  it.each(LOCALES)('says what is wrong with a name before it sends it, in %s', (locale) => {
    const t = texts(locale);
    for (const [name, said] of [
      [' ', t('shell.join.nameFault.missing')],
      ['\u202e\u200b', t('shell.join.nameFault.invisible')],
      ['x'.repeat(max + 1), t('shell.join.nameFault.too_long', { max })],
    ] as const) {
      const met = answer(name, { locale });
      expect(met.said).toBe(said);
      expect(met.onJoin).not.toHaveBeenCalled();
      clearStage();
    }
  });

  it('lets who only watches in without a name', () => {
    expect(answer('\u200b', { watch: true }).onJoin).toHaveBeenCalledWith('');
  });
});
