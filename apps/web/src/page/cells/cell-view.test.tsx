// @vitest-environment jsdom

import type { LiveInk, RoomClient } from '@inkroom/client';
import { type CellIndex, emptyPage, type Frame, type PageSize, type RoomState, strokeIdOf } from '@inkroom/shared';
import { act, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { noDigitScores, person, room, withInk, withPrediction } from '../../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../../testing/stage';
import { ownDrafts } from '../page-store';
import { CellView } from './cell-view';

const BEN = person('writer', 'Ben');
const cells = (
  <>
    <CellView index={0} column={0} />
    <CellView index={1} column={1} />
  </>
);

/** A frame of the gateway with ink that somebody else is drawing; what the real client would hand on. */
function drawsIn(client: RoomClient, page: number, cell: CellIndex): void {
  const live = client.live as LiveInk & {
    receive(frame: Frame, isOwn: () => boolean, you: string, sizeOf: () => PageSize, now: number): void;
  };
  const id = strokeIdOf(BEN.id, `in-the-making-${page}`);
  const stroke = { id, page, cell, width: 20, from: 0, points: [1, 1, 0.5, 0] };
  const frame = { strokes: [stroke], dropped: [], cursors: [] };
  act(() =>
    live.receive(
      frame,
      () => false,
      'person-ann',
      () => ({ columns: 8, rows: 5 }),
      0,
    ),
  );
}

/** What a cell says of itself, as the browser's stories and screen readers find it. */
function said(cell: CellIndex): { live: boolean; pending: boolean; digit: string | undefined } {
  const { live, pending, prediction } = control(`cell-${cell}`).dataset;
  return { live: live === 'true', pending: pending === 'true', digit: prediction };
}

const open = (state: RoomState) => stage(cells, { you: person('writer'), state });

describe('a cell', () => {
  afterEach(() => {
    ownDrafts.setState({ drafts: [] });
    clearStage();
  });

  it('turns its digit over when another model reads it, and says whether it reads the same', async () => {
    const dial = () => control('prediction-0').querySelector<HTMLElement>('[class*="dial"]')!;
    const read = withPrediction(withInk(room(), 0, BEN.id), 0, 4);
    const { client } = open(read);
    const first = dial();
    expect(first.dataset.reread).toBeUndefined();
    const by = (generation: number, digit: 4 | 9) => {
      const state = withPrediction({ ...client.view.getState().state, generation }, 0, digit);
      act(() => client.view.setState({ state }));
    };
    by(1, 4);
    await waitFor(() => expect(dial().dataset.reread).toBe('same'));
    // Another element, for only that moves.
    expect(dial()).not.toBe(first);
    by(2, 9);
    await waitFor(() => expect(dial().dataset.reread).toBe('other'));
    // Other ink, as on another page, has not been read before.
    const other = withPrediction({ ...withInk(room(), 0, 'person-cem'), generation: 3 }, 0, 9);
    act(() => client.view.setState({ state: other }));
    await waitFor(() => expect(dial().dataset.reread).toBeUndefined());
  });

  it.each(LOCALES)(
    'says in words, for screen readers too, that it is no digit, or what the model is torn between (%s)',
    async (locale) => {
      const t = texts(locale);
      const ink = withInk(withInk(room(), 0, BEN.id), 1, BEN.id);
      const none = withPrediction(ink, 0, 4, { scores: noDigitScores(4) });
      const torn = withPrediction(none, 1, 4, { scores: [0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0.45, 0.05] });
      stage(cells, { you: person('writer'), state: torn }, locale);
      const place = (column: number) => t('page.cell.place', { row: 1, column });
      expect(control('cell-0').getAttribute('aria-label')).toBe(
        t('page.cell.reads', { place: place(1), said: t('page.noDigit'), confidence: '90%' }),
      );
      const notSure = t('page.notSure', { first: 4, second: 9 });
      expect(control('cell-1').getAttribute('aria-label')).toBe(
        t('page.cell.guesses', { place: place(2), said: notSure, confidence: '95%' }),
      );
      expect(said(0).digit).toBe('not-a-digit');
      await waitFor(() => expect(control('prediction-1').getAttribute('aria-label')).toContain(notSure));
      expect(control('prediction-1').textContent).toBe('49');
      expect(control('prediction-1').dataset.state).toBe('uncertain');
      expect(control('prediction-0').dataset.state).toBe('certain');
      expect(control('prediction-0').querySelector('svg.lucide-ban')).not.toBeNull();
    },
  );

  it('is live and not pending while somebody draws in it and nothing in it is durable', async () => {
    const { client } = open(room());
    expect(said(0)).toEqual({ live: false, pending: false, digit: undefined });
    drawsIn(client, 1, 0);
    await waitFor(() => expect(said(0)).toEqual({ live: true, pending: false, digit: undefined }));
    expect(control('prediction-0').dataset).toMatchObject({ state: 'unread' });
    expect(control('prediction-0').dataset.pending).toBeUndefined();
    // The cell beside it is as it was.
    expect(said(1)).toEqual({ live: false, pending: false, digit: undefined });
    expect(controls()).not.toContain('prediction-1');
  });

  it('is not live while somebody draws in the same place of another page', async () => {
    const shown = room();
    const { client } = open({ ...shown, pages: { ...shown.pages, 2: emptyPage({ columns: 8, rows: 5 }) } });
    drawsIn(client, 2, 0);
    drawsIn(client, 1, 1);
    await waitFor(() => expect(said(1).live).toBe(true));
    expect(said(0)).toEqual({ live: false, pending: false, digit: undefined });
    act(() => client.view.setState({ page: 2 }));
    await waitFor(() => expect(said(0).live).toBe(true));
    expect(said(1).live).toBe(false);
  });

  it('is live while one draws in it oneself, until the pen is up', async () => {
    open(room());
    act(() => ownDrafts.setState({ drafts: [{ cell: 1, width: 20, points: [1, 1, 0.5, 0], predicted: [] }] }));
    await waitFor(() => expect(said(1)).toEqual({ live: true, pending: false, digit: undefined }));
    act(() => ownDrafts.setState({ drafts: [] }));
    await waitFor(() => expect(said(1)).toEqual({ live: false, pending: false, digit: undefined }));
  });

  it('R4 is pending from its first durable stroke to its prediction', async () => {
    const inked = withInk(room(), 0, BEN.id);
    const { client } = open(inked);
    expect(said(0)).toEqual({ live: false, pending: true, digit: undefined });
    expect(control('prediction-0').dataset.pending).toBe('true');
    act(() => client.view.setState({ state: withPrediction(inked, 0, 7) }));
    await waitFor(() => expect(said(0)).toEqual({ live: false, pending: false, digit: '7' }));
    // One more stroke: what was read is of the ink before it.
    act(() => client.view.setState({ state: withInk(withPrediction(inked, 0, 7), 0, BEN.id) }));
    await waitFor(() => expect(said(0)).toEqual({ live: false, pending: true, digit: '7' }));
  });
});
