// @vitest-environment jsdom

import { DEFAULT_LIMITS, lineFault } from '@inkroom/shared';
import { fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { clearStage, control, stage, texts } from '../../testing/stage';
import { IsThisYou } from './is-this-you';
import { JoinCard } from './join-card';

const max = DEFAULT_LIMITS.nameLengthMax;

describe('the door', () => {
  afterEach(clearStage);

  function answer(name: string, { watch = false, locale = 'en' as (typeof LOCALES)[number] } = {}) {
    const onJoin = vi.fn();
    stage(<JoinCard title="" people={null} name="" watch={watch} onJoin={onJoin} />, {}, locale);
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

  it.each(LOCALES)('lets one in by a name that it makes up, and makes up another on request, in %s', (locale) => {
    const onJoin = vi.fn();
    stage(<JoinCard title="Class 3b" people={3} name="" watch={false} onJoin={onJoin} />, {}, locale);
    expect(document.querySelector('h1')?.textContent).toBe(
      texts(locale)('shell.join.titleNamed', { title: 'Class 3b' }),
    );
    expect(control('people-inside').textContent).toContain('3');
    const offered = () => control('join-made-up').textContent;
    const first = offered();
    fireEvent.click(control('another-name'));
    expect(offered()).not.toBe(first);
    fireEvent.click(control('join-made-up'));
    const [name] = onJoin.mock.calls[0] as [string];
    expect(lineFault(name, max)).toBeNull();
    expect(offered()).toBe(texts(locale)('shell.join.goAs', { name }));
  });

  it.each(LOCALES)('tells at a device that hosts the room what becomes of that, in %s', (locale) => {
    const t = texts(locale);
    for (const [isHost, said] of [
      [true, t('shell.join.isThisYouHost')],
      [false, t('shell.join.isThisYouText')],
    ] as const) {
      const asks = { name: 'Aki', title: '', isHost, onYes: vi.fn(), onNo: vi.fn() };
      stage(<IsThisYou {...asks} />, {}, locale);
      expect(document.querySelector('h1')?.textContent).toBe(t('shell.join.isThisYou', { name: 'Aki' }));
      expect(document.body.textContent).toContain(said);
      fireEvent.click(control('go-on'));
      expect(asks.onYes).toHaveBeenCalledOnce();
      clearStage();
    }
  });

  it('lets who only watches in without a name', () => {
    expect(answer('\u200b', { watch: true }).onJoin).toHaveBeenCalledWith('');
  });
});
