// @vitest-environment jsdom

import {
  type AskedPrediction,
  DEFAULT_VERSION_ID,
  decisionOf,
  FRAMINGS,
  type Ink,
  likeliestDigit,
  NO_DIGIT,
  type PredictRequest,
  pageOf,
  strokeOf,
} from '@inkroom/shared';
import { act, fireEvent, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCALES } from '../core/i18n/locales';
import { pageUi } from '../page/page-store';
import { person, room, version, withInk, withPrediction } from '../testing/fixtures';
import { clearStage, control, stage, texts } from '../testing/stage';
import { Inspector } from './inspector';

const ANN = person('host');
const LINE: Ink = { width: 23, points: [100, 100, 0.5, 0, 140, 180, 0.5, 90] };
const VERSIONS = [version(DEFAULT_VERSION_ID, 0), version('shipped-cnn', 0), version('shipped-mlp', 0)];
/** The flat network is sure of a four, the convolution of a nine; the default says that it is none. */
const READ: Record<string, number[]> = {
  'shipped-mlp': scoresOf(10, { 4: 0.98 }),
  'shipped-cnn': scoresOf(10, { 9: 0.7, 4: 0.2 }),
  [DEFAULT_VERSION_ID]: scoresOf(11, { [NO_DIGIT]: 0.9, 4: 0.08 }),
};

let sent: PredictRequest[];

beforeEach(() => {
  sent = [];
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    const request = JSON.parse(body) as PredictRequest;
    sent.push(request);
    const scores = READ[request.version!]!;
    const predictions = FRAMINGS.map(
      (framing): AskedPrediction => ({ framing, decision: decisionOf(scores), digit: likeliestDigit(scores), scores }),
    );
    return new Response(JSON.stringify({ version: request.version, predictions }));
  });
});
afterEach(() => {
  clearStage();
  vi.unstubAllGlobals();
});

function scoresOf(outputs: number, given: Record<number, number>): number[] {
  return Array.from({ length: outputs }, (_, output) => given[output] ?? 0.002);
}

/** The inspector at a cell that the room's model takes for no digit. */
function open(locale: (typeof LOCALES)[number] = 'en') {
  const state = withPrediction(withInk(room({ framing: 'mnist' }), 0, ANN.id), 0, 4, {
    scores: READ[DEFAULT_VERSION_ID]!,
  });
  pageUi.setState({ selected: 0 });
  const ink = [strokeOf(pageOf(state, 1).cells[0]!.strokes[0]!, 0, LINE)];
  const { client, show } = stage(null, { you: ANN, state, versions: VERSIONS }, locale);
  vi.spyOn(client, 'strokesOf').mockImplementation(() => ink);
  show(<Inspector />);
  return texts(locale);
}

const readBy = (network: string) =>
  [...control(`network-${network}`).querySelectorAll<HTMLElement>('[data-read]')].map(({ dataset }) => dataset.read);
const openPart = (part: string) => act(() => void fireEvent.click(control(`inspector-${part}`)));

describe('the inspector at what is no digit', () => {
  it.each(LOCALES)('says so in its answer, its scores and its pictures, in %s', async (locale) => {
    const t = open(locale);
    await waitFor(() => expect(control('inspector').textContent).toContain(`${t('page.noDigit')} · 90`));
    openPart('scores');
    expect(control('score-not-a-digit').getAttribute('data-best')).toBe('true');
    expect(control('score-4').getAttribute('data-best')).toBeNull();
    for (const framing of FRAMINGS) {
      const read = () => control(`framing-preview-${framing}`).querySelector<HTMLElement>('[data-read]');
      await waitFor(() => expect(read()?.dataset.read).toBe('not-a-digit'));
    }
  });

  it('shows beside it how sure the networks of ten outputs are, in every picture', async () => {
    open();
    await waitFor(() => control('inspector-networks'));
    openPart('networks');
    await waitFor(() => expect(readBy('shipped-mlp')).toEqual(['4', '4', '4']));
    await waitFor(() => expect(readBy('shipped-cnn')).toEqual(['9', '9', '9']));
    await waitFor(() => expect(readBy(DEFAULT_VERSION_ID)).toEqual(Array(3).fill('not-a-digit')));
    expect(control('network-shipped-mlp').querySelectorAll('[data-wrong]')).toHaveLength(3);
    expect(control('network-shipped-mlp').textContent).toContain('98');
  });

  it('asks each of them anew about the digit as it is turned and shifted, and about the written one again', async () => {
    open();
    await waitFor(() => control('inspector-networks'));
    openPart('networks');
    const last = (network: string) => sent.findLast(({ version, framing }) => version === network && framing === 'all');
    const points = (network: string) => (last(network)?.strokes?.[0] as Ink | undefined)?.points;
    await waitFor(() => expect(points('shipped-mlp')).toEqual(LINE.points));
    act(() => void fireEvent.change(control('move-turn'), { target: { value: '90' } }));
    for (const network of Object.keys(READ))
      await waitFor(() => expect(points(network)).toEqual([160, 120, 0.5, 0, 80, 160, 0.5, 90]));
    act(() => void fireEvent.click(control('move-back')));
    await waitFor(() => expect(points('shipped-cnn')).toEqual(LINE.points));
  });
});
