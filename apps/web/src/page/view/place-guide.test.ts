import { emptyView, type RoomView } from '@inkroom/client';
import { applyEffect, type CellIndex, emptyPage, type RoomState, strokeIdOf } from '@inkroom/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { person, room } from '../../testing/fixtures';
import { pageUi } from '../page-store';
import type { PageView } from './page-view';
import { PlaceGuide } from './place-guide';

const ANN = person('writer');
const SIZE = { columns: 8, rows: 5 };

describe('PlaceGuide', () => {
  const lead = vi.fn();
  let guide: PlaceGuide;
  let state: RoomState;

  beforeEach(() => {
    lead.mockReset();
    state = room({ pages: { 1: emptyPage(SIZE), 2: emptyPage(SIZE) } });
    guide = new PlaceGuide({ lead } as unknown as PageView);
  });
  afterEach(() => pageUi.setState(pageUi.getInitialState(), true));

  const seen = (cell: CellIndex | null, more: Partial<RoomView> = {}): RoomView => {
    const places = cell === null ? {} : { [ANN.id]: { page: state.page, cell } };
    return { ...emptyView('room1234'), you: ANN, state, page: state.page, places, ...more };
  };
  const writes = (by: string, cell: CellIndex) => {
    const id = strokeIdOf(by, `stroke-${cell}`);
    state = applyEffect(state, { kind: 'stroke.add', id, page: state.page, cell, revision: 1 });
  };

  it('leads to the cell that waits for one as soon as that is known, and once', () => {
    guide.follow(seen(null));
    expect(lead).not.toHaveBeenCalled();
    guide.follow(seen(3));
    guide.follow(seen(3));
    expect(lead.mock.calls).toEqual([[3]]);
  });

  it('leads on after a digit of one’s own, once the pen rests', () => {
    guide.follow(seen(3));
    pageUi.setState({ isWriting: true });
    writes(ANN.id, 3);
    guide.follow(seen(3));
    guide.follow(seen(4));
    expect(lead).toHaveBeenCalledTimes(1);
    pageUi.setState({ isWriting: false });
    guide.follow(seen(4));
    expect(lead.mock.calls).toEqual([[3], [4]]);
  });

  it('stays where somebody else’s digit moves one’s place, and where one goes oneself', () => {
    guide.follow(seen(3));
    writes('somebody-else', 3);
    guide.follow(seen(4));
    expect(lead).toHaveBeenCalledTimes(1);
    pageUi.setState({ isWriting: true });
    writes(ANN.id, 4);
    guide.follow(seen(5));
    guide.forgo();
    pageUi.setState({ isWriting: false });
    guide.follow(seen(5));
    expect(lead).toHaveBeenCalledTimes(1);
  });

  it('leads anew on each page, and neither hosts nor those who only watch', () => {
    guide.follow(seen(3));
    state = { ...state, page: 2 };
    guide.follow(seen(8));
    expect(lead.mock.calls).toEqual([[3], [8]]);
    lead.mockReset();
    for (const role of ['host', 'viewer'] as const) {
      new PlaceGuide({ lead } as unknown as PageView).follow(seen(3, { you: { ...ANN, role } }));
    }
    expect(lead).not.toHaveBeenCalled();
  });
});
