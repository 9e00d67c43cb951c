// @vitest-environment jsdom

import { decisionOf, fail, likeliestDigit, NO_DIGIT, type PredictAnswer, type PredictRequest } from '@inkroom/shared';
import { act, fireEvent, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { TryPaper } from './try-paper';

/** The paper on the screen: four cells wide, three high. */
const BOX = { left: 0, top: 0, width: 400, height: 300, right: 400, bottom: 300 } as DOMRect;
const SEVEN: PredictAnswer = answer(7, 0.98);

let sent: PredictRequest[];
/** What the server says from now on. */
let says: () => object;

function answer(output: number, score: number, second = 1): PredictAnswer {
  const scores = Array.from({ length: 11 }, () => 0);
  scores[second] = 1 - score;
  scores[output] = score;
  const times = { queueMs: 3, rasteriseMs: 0.1, inferMs: 0.5, totalMs: 4 };
  return {
    version: 'shipped-drawn',
    predictions: [{ framing: 'mnist', decision: decisionOf(scores), digit: likeliestDigit(scores), scores }],
    times,
  };
}

beforeEach(() => {
  sent = [];
  says = () => SEVEN;
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body) as PredictRequest);
    return new Response(JSON.stringify(says()));
  });
  Element.prototype.setPointerCapture = () => {};
});
afterEach(() => {
  clearStage();
  vi.unstubAllGlobals();
});

function open(locale: (typeof LOCALES)[number] = 'en') {
  stage(<TryPaper />, {}, locale);
  const paper = control('try-paper');
  paper.getBoundingClientRect = () => BOX;
  /** Draws a line, as mouse, finger and pen do alike. */
  const draw = (x: number, y: number) => {
    const at = (clientX: number, clientY: number) => ({ pointerId: 1, button: 0, clientX, clientY });
    fireEvent.pointerDown(paper, at(x, y));
    fireEvent.pointerMove(paper, at(x + 20, y + 30));
    fireEvent.pointerUp(paper, at(x + 20, y + 30));
  };
  return { draw, t: texts(locale) };
}

const state = () => control('paper-answer').dataset.state;
const words = () => control('paper-words').textContent;
const spoken = () => control('paper-answer').querySelector('[role=status]')!.textContent;

describe('the lobby’s paper', () => {
  it('asks nothing while it writes by itself', async () => {
    open();
    await act(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    expect([state(), sent]).toEqual(['nothing', []]);
    expect(controls()).not.toContain('paper-clear');
  });

  it('takes a pen’s ink instead of that of the palm before it', async () => {
    open();
    const paper = control('try-paper');
    const at = (pointerId: number, pointerType: string, clientX: number, clientY: number) =>
      new PointerEvent('pointerdown', { pointerId, pointerType, clientX, clientY, bubbles: true });
    const move = (...args: Parameters<typeof at>) => new PointerEvent('pointermove', at(...args));
    fireEvent(paper, at(1, 'touch', 90, 90));
    fireEvent(paper, at(2, 'pen', 50, 20));
    fireEvent(paper, at(3, 'touch', 95, 95));
    fireEvent(paper, move(2, 'pen', 60, 60));
    await waitFor(() => expect(state()).toBe('answered'));
    expect(sent.at(-1)!.strokes).toHaveLength(1);
    const [stroke] = sent.at(-1)!.strokes as { points: number[] }[];
    expect(stroke?.points[0]).toBeCloseTo(50 * 2.8);
  });

  it.each(LOCALES)('answers what one draws in a cell, with its confidence, in %s', async (locale) => {
    const { draw, t } = open(locale);
    draw(150, 20);
    expect([state(), words()]).toEqual(['thinking', t('shell.lobby.tryThinking')]);
    await waitFor(() => expect(state()).toBe('answered'));
    expect(words()).toBe(t('shell.lobby.tryReads', { digit: 7 }) + t('shell.lobby.trySure', { confidence: '98%' }));
    // In units of that cell.
    expect(sent[0]).toEqual({ strokes: [{ width: 23, points: [140, 56, 0.5, 0, 196, 140, 0.5, expect.any(Number)] }] });
  });

  it('is spoken once it stands: nobody is read out what changes while they draw', async () => {
    const { draw, t } = open();
    draw(150, 20);
    expect(spoken()).not.toBe(words());
    await waitFor(() => expect(state()).toBe('answered'));
    await waitFor(() => expect(spoken()).toBe(words()), { timeout: 10_000 });
    expect(spoken()).toContain(t('shell.lobby.tryReads', { digit: 7 }));
  });

  it('says so where it is not sure, and what else it might be', async () => {
    says = () => answer(7, 0.55);
    const { draw, t } = open();
    draw(10, 10);
    await waitFor(() => expect(state()).toBe('answered'));
    expect(words()).toBe(
      t('shell.lobby.tryNotSure', { first: 7, second: 1 }) + t('shell.lobby.tryEither', { confidence: '100%' }),
    );
  });

  it('says so where it is no digit', async () => {
    says = () => answer(NO_DIGIT, 0.97);
    const { draw, t } = open();
    draw(10, 10);
    await waitFor(() => expect(state()).toBe('answered'));
    expect(words()).toBe(t('shell.lobby.tryNoDigit') + t('shell.lobby.trySure', { confidence: '97%' }));
  });

  it('asks about the cell of the last stroke alone, and lets go of the answer to another', async () => {
    const { draw } = open();
    draw(10, 10);
    await waitFor(() => expect(state()).toBe('answered'));
    draw(110, 10);
    expect(state()).toBe('thinking');
    await waitFor(() => expect(state()).toBe('answered'));
    draw(120, 10);
    await waitFor(() => expect(sent.at(-1)!.strokes).toHaveLength(2));
    expect(sent.map(({ strokes }) => strokes!.length)).toEqual([1, 1, 2]);
  });

  it('is cleared with a button, and then there is nothing to answer', async () => {
    const { draw, t } = open();
    draw(10, 10);
    await waitFor(() => expect(state()).toBe('answered'));
    fireEvent.click(control('paper-clear'));
    expect([state(), words()]).toEqual(['nothing', t('shell.lobby.tryNothing')]);
  });

  it.each([
    ['offline', 'tryAway'],
    ['no_recogniser', 'tryAway'],
    ['too_many_predictions', 'tryBusy'],
    ['rate_limited', 'tryBusy'],
  ] as const)('stays calm when it is told %s', async (code, text) => {
    says = () => ({ error: fail(code, { retryAfterMs: 60_000 }).error });
    const { draw, t } = open();
    draw(10, 10);
    await waitFor(() => expect(state()).toBe('refused'));
    expect(words()).toBe(t(`shell.lobby.${text}`));
  });
});
