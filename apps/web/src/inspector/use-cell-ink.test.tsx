// @vitest-environment jsdom

import type { LiveInk } from '@inkroom/client';
import { emptyPage, type Frame, type PageSize } from '@inkroom/shared';
import { act } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { person, room } from '../testing/fixtures';
import { clearStage, control, stage } from '../testing/stage';
import { useCellInk } from './use-cell-ink';

const SIZE = { columns: 8, rows: 5 };

function Writers() {
  return <p data-testid="writers">{useCellInk(0).writers.join()}</p>;
}

describe('the ink of a cell', () => {
  afterEach(clearStage);

  it('is that of the page that is shown, not of the same place on another one', async () => {
    const state = room({ pages: { 1: emptyPage(SIZE), 2: emptyPage(SIZE) } });
    const { client } = stage(<Writers />, { you: person('writer'), state });
    const live = client.live as LiveInk & {
      receive(frame: Frame, isOwn: () => boolean, you: string, sizeOf: () => PageSize, now: number): void;
    };
    const stroke = (by: string, page: number) => {
      return { id: `${by}/stroke`, page, cell: 0, width: 20, from: 0, points: [1, 1, 0.5, 0] };
    };
    const frame = { strokes: [stroke('ben', 2), stroke('cleo', 1)], dropped: [], cursors: [] };
    act(() =>
      live.receive(
        frame,
        () => false,
        'person-ann',
        () => SIZE,
        Date.now(),
      ),
    );
    await vi.waitFor(() => expect(control('writers').textContent).toBe('cleo'));
    act(() => client.view.setState({ page: 2 }));
    await vi.waitFor(() => expect(control('writers').textContent).toBe('ben'));
  });
});
