// @vitest-environment jsdom

import {
  DEFAULT_VERSION_ID,
  type Digit,
  FRAMINGS,
  type Framing,
  fail,
  type Ink,
  type PredictAnswer,
  type PredictRequest,
  pageOf,
  type Stroke,
  strokeOf,
} from '@inkroom/shared';
import { act, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCALES, type Locale } from '../core/i18n/locales';
import { pageUi } from '../page/page-store';
import { person, room, version, withInk, withPrediction } from '../testing/fixtures';
import { clearStage, control, stage, texts } from '../testing/stage';
import { Inspector } from './inspector';

const ANN = person('host');
const LINE: Ink = { width: 23, points: [40, 40, 0.5, 0, 40, 240, 0.5, 90] };
/** What each framing makes of it, where it is asked about. */
const READ: Record<Framing, Digit> = { 'as-drawn': 1, centred: 7, mnist: 9 };
const VERSIONS = [version(DEFAULT_VERSION_ID, 0), version('shipped-cnn', 0), version('0123456789abcdef', 3)];

let sent: PredictRequest[];
let refused: ReturnType<typeof fail> | null;

beforeEach(() => {
  sent = [];
  refused = null;
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    const request = JSON.parse(body) as PredictRequest;
    sent.push(request);
    return new Response(JSON.stringify(refused ? { error: refused.error } : answerTo(request)));
  });
});
afterEach(() => {
  clearStage();
  vi.unstubAllGlobals();
});

function answerTo({ version, framing }: PredictRequest): Partial<PredictAnswer> {
  const predictions = (framing as Framing[]).map((one) => ({
    framing: one,
    decision: { is: READ[one], or: null, score: 0.8 },
    digit: READ[one],
    scores: Array.from({ length: 10 }, (_, digit) => (digit === READ[one] ? 0.8 : 0.02)),
  }));
  return { version: version!, predictions };
}

/** The inspector at a cell with a line in it, which the room reads as a 7. */
function open({ champion = DEFAULT_VERSION_ID, framing = 'mnist' as Framing, locale = 'en' as Locale } = {}) {
  const state = withPrediction(withInk(room({ champion, framing }), 0, ANN.id), 0, 7);
  pageUi.setState({ selected: 0 });
  // What the room knows of ink by its ids.
  let ink: Stroke[] = [strokeOf(pageOf(state, 1).cells[0]!.strokes[0]!, 0, LINE)];
  const { client, show } = stage(null, { you: ANN, state, versions: VERSIONS }, locale);
  vi.spyOn(client, 'strokesOf').mockImplementation(() => ink);
  show(<Inspector />);
  const addStroke = (points: number[]) =>
    act(() => {
      ink = [...ink, strokeOf(`${ANN.id}/stroke-more-${ink.length}`, 0, { width: 23, points })];
      client.view.setState({ state: withInk(client.view.getState().state, 0, ANN.id) });
    });
  return { client, show, addStroke, t: texts(locale) };
}

const read = () =>
  FRAMINGS.map(
    (framing) => control(`framing-preview-${framing}`).querySelector<HTMLElement>('[data-read]')?.dataset.read,
  );
const isOld = (framing: Framing) => control(`framing-preview-${framing}`).querySelector('[data-old]') !== null;
const note = () => control('framings-note').textContent;

describe('the three pictures of the inspector', () => {
  it('show what the champion reads in each: the room’s prediction, and what it is asked about the others', async () => {
    const { t } = open({ champion: 'shipped-cnn' });
    expect(read()).toEqual([undefined, undefined, '7']);
    await waitFor(() => expect(read()).toEqual(['1', '7', '7']));
    expect(sent).toEqual([{ strokes: [LINE], framing: ['as-drawn', 'centred'], version: 'shipped-cnn' }]);
    expect(note()).toBe(t('page.inspector.framingsNote'));
    expect(control('framing-preview-mnist').getAttribute('aria-pressed')).toBe('true');
    const differing = FRAMINGS.filter((one) =>
      control(`framing-preview-${one}`).querySelector('[data-read][data-differs]'),
    );
    expect(differing).toEqual(['as-drawn']);
  });

  it.each(LOCALES)(
    'say plainly which model reads the others where the champion is the room’s own, in %s',
    async (locale) => {
      const { t } = open({ champion: '0123456789abcdef', framing: 'as-drawn', locale });
      await waitFor(() => expect(read()).toEqual(['7', '7', '9']));
      expect(sent).toEqual([{ strokes: [LINE], framing: ['centred', 'mnist'], version: DEFAULT_VERSION_ID }]);
      expect(note()).toContain(t('models.shippedDrawn'));
      expect(note()).toContain('3');
    },
  );

  it('are asked about once the ink rests, and then once', async () => {
    const { addStroke } = open();
    await waitFor(() => expect(sent).toHaveLength(1));
    for (let i = 0; i < 5; i++) addStroke([i, i, 0.5, 0, 100, 100, 0.5, 9]);
    await waitFor(() => expect(isOld('centred')).toBe(true));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]!.strokes).toHaveLength(6);
    await waitFor(() => expect(isOld('centred')).toBe(false));
    expect(sent).toHaveLength(2);
  });

  it('are not asked about while the inspector is closed', async () => {
    const { show, addStroke } = open();
    await waitFor(() => expect(read()).toEqual(['1', '7', '7']));
    addStroke([1, 1, 0.5, 0, 100, 100, 0.5, 9]);
    await waitFor(() => expect(isOld('centred')).toBe(true));
    show(null);
    addStroke([2, 2, 0.5, 0, 100, 100, 0.5, 9]);
    show(<Inspector />);
    // Whatever had been asked before would be there before this.
    await waitFor(() => expect(sent.at(-1)!.strokes).toHaveLength(3));
    expect(sent).toHaveLength(2);
  });

  it('are not asked about while nobody predicts, for a browser writes each refusal to its console', async () => {
    const { client, t } = open();
    await waitFor(() => expect(read()).toEqual(['1', '7', '7']));
    act(() => client.view.setState(({ parts }) => ({ parts: { ...parts, predicting: false } })));
    await waitFor(() => expect(note()).toBe(t('page.inspector.othersAway')));
    expect(sent).toHaveLength(1);
    act(() => client.view.setState(({ parts }) => ({ parts: { ...parts, predicting: true } })));
    await waitFor(() => expect(read()).toEqual(['1', '7', '7']));
    expect(sent).toHaveLength(2);
  });

  it.each([
    ['offline', 'othersAway'],
    ['no_recogniser', 'othersAway'],
    ['too_many_predictions', 'othersBusy'],
  ] as const)('stay calm when the others are refused with %s', async (code, text) => {
    refused = fail(code, { retryAfterMs: 60_000 });
    const { t } = open();
    await waitFor(() => expect(note()).toBe(t(`page.inspector.${text}`)));
    expect(read()).toEqual([undefined, undefined, '7']);
  });
});
