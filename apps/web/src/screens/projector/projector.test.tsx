// @vitest-environment jsdom

import { RoomClient } from '@inkroom/client';
import { applyEffect, type Challenge, emptyRoom } from '@inkroom/shared';
import { act } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answered, begun, CHALLENGE } from '../../testing/challenge-fixtures';
import { labelled, noDigitScores, person, room, withInk, withPrediction } from '../../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { ChallengeBoard } from './challenge-board';
import { PageTally } from './page-tally';
import { ProjectorCell } from './projector-cell';
import { ProjectorState } from './projector-state';
import { WayIn } from './way-in';
import { Writers } from './writers';

const ANN = person('writer');
const VIEWER = person('viewer', 'Projector');
const LOCALES = ['en', 'ja'] as const;
const plain = (text: string) => text.replace(/<\/?b>/g, '');

/** The room's clock. */
let now = 0;

beforeEach(() => {
  now = 1_000_000;
  vi.spyOn(RoomClient.prototype, 'now').mockImplementation(() => now);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  clearStage();
});

describe.each(LOCALES)('what a projector tells of the page, in %s', (locale) => {
  const t = texts(locale);
  const shown = (state = room()) => {
    stage(<PageTally />, { you: VIEWER, state }, locale);
    return control('page-tally').textContent!;
  };

  it('is how many of how many are right, of those that somebody has checked', () => {
    let state = [0, 1, 2].reduce((before, cell) => withPrediction(withInk(before, cell, ANN.id), cell, 4), room());
    state = labelled(labelled(state, 0, 4, ANN.id), 1, 9, ANN.id);
    const values = { right: 1, read: 2, b: (text: string) => text };
    expect(shown(state)).toBe(`${t.markup('projector.right', values as never)}${t('projector.checked', { count: 3 })}`);
  });

  it('is how many there are where nobody has said what they are: nothing is invented', () => {
    const text = shown(withPrediction(withInk(room(), 0, ANN.id), 0, 4));
    expect(text).toContain(t('projector.unchecked'));
    expect(text).not.toContain(t('projector.checked', { count: 1 }));
  });

  it('is that it is empty', () => {
    expect(shown()).toBe(t('projector.empty'));
  });
});

describe('what is read in a cell', () => {
  const shown = (state = room(), over: Challenge | null = null) => {
    stage(<ProjectorCell index={0} column={0} row={0} over={over} />, { you: VIEWER, state });
    return control('projected-0');
  };
  const read = (digit: 4 | 9) => withPrediction(withInk(room(), 0, ANN.id), 0, digit);

  it('stands as it is where nobody has said what it is', () => {
    expect(shown(read(4)).dataset.state).toBe('certain');
    expect(control('projected-0').textContent).toBe('4');
  });

  it('is a sign where it is no digit, which is right where people say so', () => {
    const none = withPrediction(withInk(room(), 0, ANN.id), 0, 4, { scores: noDigitScores(4) });
    expect(shown(labelled(none, 0, 'not-a-digit', ANN.id)).dataset.state).toBe('right');
    clearStage();
    expect(shown(labelled(none, 0, 4, ANN.id)).dataset.state).toBe('wrong');
    expect(control('projected-0').querySelector('s svg')).not.toBeNull();
  });

  it('is right or wrong by what people say', () => {
    expect(shown(labelled(read(4), 0, 4, ANN.id)).dataset.state).toBe('right');
    clearStage();
    expect(shown(labelled(read(9), 0, 4, ANN.id)).dataset.state).toBe('wrong');
    expect(control('projected-0').textContent).toBe('94');
  });

  it('is right or wrong by the challenge, once that is over', () => {
    const state = answered(begun(room(), CHALLENGE), [[0, 0, 9]], ANN.id);
    expect(shown(state).dataset.state).toBe('certain');
    clearStage();
    expect(shown(state, CHALLENGE).dataset.state).toBe('wrong');
    clearStage();
    expect(shown(state, { ...CHALLENGE, at: CHALLENGE.at + 1 }).dataset.state).toBe('certain');
  });
});

describe('what holds for the whole class', () => {
  const shown = (view: object) => {
    stage(<ProjectorState />, { you: VIEWER, ...view });
    act(() => void vi.advanceTimersByTime(2_000));
    return controls();
  };

  it('is nothing most of the time', () => {
    expect(shown({})).toEqual([]);
  });

  it.each<[string, object]>([
    ['projector-paused', { state: room({ paused: true, apart: true }) }],
    ['projector-apart', { state: room({ apart: true }) }],
    ['projector-reconnecting', { connection: 'reconnecting', state: room({ paused: true }) }],
  ])('is %s', (testId, view) => {
    expect(shown(view)).toEqual([testId]);
  });
});

describe('who writes now', () => {
  const written = (names: string[], seen: 'named' | 'nameless', locale: 'en' | 'ja' = 'en') => {
    const people = names.map((name) => person('writer', name));
    const known = people.map((one) => ({ ...one, name: seen === 'named' ? one.name : '' }));
    const { client } = stage(
      <Writers />,
      { you: VIEWER, people: Object.fromEntries(known.map((one) => [one.id, one])) },
      locale,
    );
    const strokes = new Map(people.map(({ id }, i) => [`${id}/${i}`, { by: id, page: 1, cell: i }]));
    vi.spyOn(client.live, 'get').mockReturnValue({ strokes, cursors: new Map() } as never);
    act(() => void vi.advanceTimersByTime(600));
    return { client, text: () => control('projector-writers').textContent };
  };

  it('is named, as many as there is room for', () => {
    const names = ['Aki', 'Ben', 'Chie', 'Dan', 'Emi', 'Fay', 'Gus', 'Hana'];
    const { text } = written(names, 'named');
    expect(text()).toContain('8 people are writing');
    expect(text()).toContain('Emi');
    expect(text()).toContain('and 3 more');
  });

  it('is counted alone where names are hidden (R9)', () => {
    expect(written(['Aki', 'Ben'], 'nameless', 'ja').text()).toBe('2 人が書いています');
  });

  it('ends a while after the pen rests', () => {
    const { client, text } = written(['Aki'], 'named');
    vi.spyOn(client.live, 'get').mockReturnValue({ strokes: new Map(), cursors: new Map() } as never);
    act(() => void vi.advanceTimersByTime(2_000));
    expect(text()).toContain('Aki');
    act(() => void vi.advanceTimersByTime(4_000));
    expect(text()).toBe('Nobody is writing');
  });
});

describe('the way in', () => {
  const shown = (view: object) => {
    vi.stubGlobal('location', { ...window.location, origin: 'https://ink.school', hostname: 'ink.school' });
    stage(<WayIn />, { you: VIEWER, ...view });
    return controls();
  };
  afterEach(() => void vi.unstubAllGlobals());

  it('is the link for writing where this browser was given it, else the one for watching', () => {
    expect(shown({ links: { write: 'w'.repeat(16), watch: 'v'.repeat(16) } })).toEqual(['way-in']);
    expect(control('way-in').textContent).toContain('Come in and write');
    clearStage();
    shown({ links: { watch: 'v'.repeat(16) } });
    expect(control('way-in').textContent).toContain('Watch along');
  });

  it('shows no code that no host’s app vouches for, and no pattern while the door is closed', () => {
    shown({ links: { write: 'w'.repeat(16) } });
    expect(controls()).not.toContain('join-code-shown');
    clearStage();
    expect(shown({ links: { write: 'w'.repeat(16) }, state: room({ locked: true }) })).toEqual([]);
  });

  it('leaves out a link that a host has replaced meanwhile', () => {
    const state = room();
    const { client } = stage(<WayIn />, { you: VIEWER, links: { write: 'w'.repeat(16) }, state });
    const renewal = { by: 'host', at: 2 };
    const renewed = applyEffect(state, { kind: 'link.renew', right: 'write', renewal });
    act(() => client.view.setState({ state: renewed }));
    expect(controls()).not.toContain('way-in');
  });
});

describe.each(LOCALES)('a challenge on the wall, in %s', (locale) => {
  const t = texts(locale);
  const shown = (challenge: Challenge, answers: Parameters<typeof answered>[1]) => {
    const state = answered(begun(emptyRoom('testroom'), challenge), answers, ANN.id);
    return stage(<ChallengeBoard challenge={challenge} />, { you: VIEWER, state }, locale);
  };

  it('shows the number and the seconds that are left', () => {
    shown({ ...CHALLENGE, until: now + 12_000 }, [[0, 0, 4]]);
    expect(control('challenge-board').textContent).toContain(CHALLENGE.number);
    expect(control('board-left').textContent).toBe(t('projector.challenge.seconds', { seconds: 12 }));
  });

  it('then shows the score at once, and the hardest digit when all is read', () => {
    shown({ ...CHALLENGE, until: now }, [
      [0, 0, 4],
      [1, 1, 6],
    ]);
    expect(plain(control('board-score').textContent!)).toMatch(/1.*2|2.*1/);
    expect(controls()).not.toContain('board-hardest');
    now += 3_000;
    act(() => void vi.advanceTimersByTime(3_000));
    expect(control('board-hardest').textContent).toContain('0');
  });
});
