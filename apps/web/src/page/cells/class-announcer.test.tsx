// @vitest-environment jsdom

import type { RoomView } from '@inkroom/client';
import { act } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { person, room, withInk, withPrediction } from '../../testing/fixtures';
import { clearStage, control, stage } from '../../testing/stage';
import { ClassNewsRegion } from './announcer';

const ANN = person('writer', 'Ann');
const people = (...names: string[]) =>
  Object.fromEntries([ANN, ...names.map((name) => person('writer', name))].map((one) => [one.id, one]));

describe('what a screen reader hears of the class', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    clearStage();
    vi.useRealTimers();
  });

  const heard = () => control('class-announcer').textContent;
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

  async function settled(locale: 'en' | 'ja' = 'en') {
    const { client } = stage(<ClassNewsRegion />, { you: ANN, state: room(), people: people('Ben') }, locale);
    await pass(5_000);
    return (view: Partial<RoomView>) => act(() => client.view.setState(view));
  }

  it('is one sentence for all that came and wrote within some seconds, and nothing of what was there before', async () => {
    const see = await settled();
    see({ people: people('Ben', 'Cem') });
    await pass(1_000);
    see({ people: people('Ben', 'Cem', 'Dia') });
    let state = withPrediction(withInk(room(), 3, 'person-ben'), 3, 7);
    see({ state });
    expect(heard()).toBe('');
    await pass(8_000);
    expect(heard()?.replace(/[\u2068\u2069]/g, '')).toBe(
      'Cem and Dia joined. One more cell is written, 1 of 40 in all. They read 7.',
    );
    state = withInk(withInk(state, 4, 'person-cem'), 5, 'person-cem');
    see({ state });
    await pass(8_000);
    expect(heard()).toBe('2 more cells are written, 3 of 40 in all.');
  });

  it('leaves out what one wrote oneself', async () => {
    const see = await settled();
    see({ state: withInk(room(), 3, ANN.id) });
    await pass(20_000);
    expect(heard()).toBe('');
  });

  it('names nobody while names are hidden', async () => {
    const see = await settled();
    const cem = { ...person('writer', 'Cem'), name: '' };
    see({ people: { ...people('Ben'), [cem.id]: cem } });
    await pass(8_000);
    expect(heard()).toBe('One more person joined.');
  });

  it('names three of many, in Japanese too', async () => {
    const see = await settled('ja');
    see({ people: people('Ben', 'Cem', 'Dia', 'Eli', 'Fay') });
    await pass(8_000);
    expect(heard()?.replace(/[\u2068\u2069]/g, '')).toBe('Cem さん、Dia さん、Eli さんと、ほか 1 人が参加しました。');
  });
});
