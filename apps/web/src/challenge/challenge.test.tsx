// @vitest-environment jsdom

import { RoomClient } from '@inkroom/client';
import type { Challenge, Role } from '@inkroom/shared';
import { act, fireEvent } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCALES } from '../core/i18n/locales';
import { pageUi } from '../page/page-store';
import { answered, begun, CHALLENGE } from '../testing/challenge-fixtures';
import { person, room } from '../testing/fixtures';
import { clearStage, control, controls, isUnavailable, stage, texts } from '../testing/stage';
import { ChallengeButton } from './challenge-button';
import { ChallengeNotice } from './challenge-notice';
import { rollNumber } from './roll-number';

const ANN = person('writer');
const BEN = person('writer', 'Ben');
const SECOND = 1_000;

/** The room's clock. */
let now = 0;

beforeEach(() => {
  now = 1_000_000;
  vi.spyOn(RoomClient.prototype, 'now').mockImplementation(() => now);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  clearStage();
});

/** A challenge with so many seconds left, and a room in which some have written for it. */
function challenged(left: number, role: Role = 'writer', locale: (typeof LOCALES)[number] = 'en') {
  const until = now + left * SECOND;
  const challenge: Challenge = { ...CHALLENGE, at: until - 20 * SECOND, until };
  const you = { ...ANN, role };
  const shown = stage(<ChallengeNotice />, { you, state: begun(room(), challenge) }, locale);
  const { client } = shown;
  const write = (answers: Parameters<typeof answered>[1], by = ANN.id) =>
    act(() => client.view.setState(({ state }) => ({ state: answered(state, answers, by) })));
  const pass = (ms: number) => {
    now += ms;
    act(() => void vi.advanceTimersByTime(ms));
  };
  return { ...shown, write, pass, challenge };
}

const digits = () => [...control('challenge-number').children].map((one) => (one as HTMLElement).dataset.state);

describe.each(LOCALES)('a challenge, in %s', (locale) => {
  const t = texts(locale);

  it('opens with the number and the seconds that are left, and counts down', () => {
    const { pass } = challenged(20, 'writer', locale);
    expect(control('challenge-number').textContent).toBe('407');
    expect(control('challenge-left').textContent).toBe(t('challenge.left', { seconds: 20 }));
    pass(3 * SECOND);
    expect(control('challenge-left').textContent).toBe(t('challenge.left', { seconds: 17 }));
    expect(control('challenge-pill').textContent).toContain('17');
  });

  it('tells a pupil what came of theirs, the room’s score, and the hardest digit', () => {
    const { write, pass } = challenged(1, 'writer', locale);
    write([
      [0, 0, 4],
      [1, 1, 6],
    ]);
    write([[5, 0, 4]], BEN.id);
    pass(3_100);
    expect(digits()).toEqual(['right', 'wrong', 'open']);
    const b = (text: string) => text;
    expect(control('challenge-score').textContent).toBe(t.markup('challenge.room', { right: 2, read: 3, b } as never));
    expect(control('challenge-hardest').textContent).toContain(
      `${t('challenge.hardest')}0${t('challenge.hardestOf', { right: 0, read: 1 })}`,
    );
    expect(control('challenge-own').textContent).toContain(t('challenge.ownRight', { right: 1, read: 2 }));
  });
});

describe('the digits of a challenge', () => {
  it('say which of them one has written', () => {
    const { write } = challenged(20);
    expect(digits()).toEqual(['open', 'open', 'open']);
    write([[0, 0, null]]);
    write([[3, 0, 4]], BEN.id);
    expect(digits()).toEqual(['written', 'open', 'open']);
    // What is read of it is told when the time is up.
    write([[0, 0, 4]]);
    expect(digits()).toEqual(['written', 'open', 'open']);
  });
});

describe('the score', () => {
  it('settles: while the last digits are read it counts, and names no hardest one', () => {
    const { write, pass } = challenged(1);
    write([[0, 0, 9]]);
    write([[5, 0, null]], BEN.id);
    pass(3_100);
    expect(control('challenge-card').textContent).toContain('Reading the last digit …');
    expect(control('challenge-hardest').dataset.settled).toBeUndefined();
    write([[5, 0, 9]], BEN.id);
    expect(control('challenge-hardest').dataset.settled).toBe('true');
  });

  it('waits for no worker for ever', () => {
    const { write, pass } = challenged(1);
    write([[0, 0, 4]]);
    write([[5, 0, null]], BEN.id);
    pass(11_100);
    expect(control('challenge-hardest').dataset.settled).toBe('true');
  });

  it('says so where nobody has written', () => {
    challenged(1).pass(3_100);
    expect(control('challenge-card').textContent).toContain('Nobody has written in time.');
  });

  it.each([
    ['writer', false],
    ['host', true],
  ] as const)('of the room is told to a %s while people work apart: %s', (role, isTold) => {
    const { client, write, pass } = challenged(1, role);
    act(() => client.view.setState(({ state }) => ({ state: { ...state, apart: true } })));
    write([[0, 0, 4]]);
    pass(3_100);
    expect(controls().includes('challenge-score')).toBe(isTold);
    expect(control('challenge-own').textContent).toContain('1 of 1 right');
  });
});

describe('the card', () => {
  it('never opens under a pen: the score waits until it rests', () => {
    act(() => pageUi.setState({ isWriting: true }));
    const { write, pass } = challenged(1);
    expect(controls()).not.toContain('challenge-card');
    write([[0, 0, 4]]);
    pass(3_100);
    expect(controls()).not.toContain('challenge-card');
    act(() => pageUi.setState({ isWriting: false }));
    expect(controls()).toContain('challenge-score');
  });

  it('opens for nobody who comes in after the end', () => {
    challenged(-5);
    expect(controls()).not.toContain('challenge-card');
    fireEvent.click(control('challenge-pill'));
    expect(controls()).toContain('challenge-card');
  });

  it('lets a host end a challenge, and close its score for everybody (R9)', () => {
    const { client, pass } = challenged(20, 'host');
    fireEvent.click(control('challenge-end'));
    expect(client.submit).toHaveBeenLastCalledWith({ kind: 'challenge.end' });
    pass(22 * SECOND);
    fireEvent.click(control('challenge-close'));
    expect(client.submit).toHaveBeenLastCalledWith({ kind: 'challenge.close' });
  });

  it('has no such buttons for anybody else', () => {
    const { pass } = challenged(20);
    expect(controls()).not.toContain('challenge-end');
    pass(22 * SECOND);
    expect(controls()).not.toContain('challenge-close');
  });

  it('shows viewers what is written, and has nothing of theirs', () => {
    const { write, pass } = challenged(1, 'viewer');
    expect(control('challenge-card').textContent).toContain('Everybody writes this number');
    write([[5, 0, 4]], BEN.id);
    pass(3_100);
    expect(controls()).toContain('challenge-score');
    expect(controls()).not.toContain('challenge-own');
  });
});

describe('to begin a challenge', () => {
  const opened = (changes: Parameters<typeof room>[0] = {}) => {
    const started = vi.fn();
    const shown = stage(<ChallengeButton onStarted={started} />, { you: person('host'), state: room(changes) });
    fireEvent.click(control('challenge-open'));
    return { ...shown, started };
  };
  const typed = (number: string) => {
    fireEvent.change(control('challenge-number-field'), { target: { value: number } });
    fireEvent.submit(control('challenge-form'));
  };

  it('a host dictates a number and a time', () => {
    const { client, started } = opened();
    fireEvent.click(control('challenge-30s').querySelector('input')!);
    typed('0407');
    expect(client.submit).toHaveBeenCalledExactlyOnceWith({ kind: 'challenge.start', number: '0407', seconds: 30 });
    expect(started).toHaveBeenCalledOnce();
    expect(controls()).not.toContain('challenge-form');
  });

  it('takes the digits of a Japanese keyboard', () => {
    const { client } = opened();
    typed('４０７');
    expect(client.submit).toHaveBeenCalledWith({ kind: 'challenge.start', number: '407', seconds: 20 });
  });

  it.each(['', '12345', '4a', '-1'])('is told what is wrong with “%s”', (number) => {
    const { client } = opened();
    typed(number);
    expect(client.submit).not.toHaveBeenCalled();
    expect(control('challenge-form').textContent).toContain('Type a number of one to four digits.');
  });

  it('lets pens go on that rest', () => {
    const { asked } = opened({ paused: true });
    typed('7');
    expect(asked).toEqual(['room.pause', 'challenge.start']);
  });

  it('waits for the end of the one that is under way', () => {
    opened({ challenge: { ...CHALLENGE, until: now + 60 * SECOND } });
    expect(isUnavailable('challenge-open')).toBe(true);
    expect(controls()).not.toContain('challenge-form');
  });
});

describe('a rolled number', () => {
  it('has as many digits as asked for, none of them twice', () => {
    for (let length = 1; length <= 4; length++) {
      const rolled = rollNumber(length);
      expect(rolled).toMatch(/^\d+$/);
      expect(new Set(rolled).size).toBe(length);
    }
    expect(rollNumber(4, () => 0)).toBe('0123');
  });
});
