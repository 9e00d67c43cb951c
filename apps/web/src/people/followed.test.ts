// @vitest-environment jsdom

import { memoryStorage, RoomClient } from '@inkroom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ownDrafts, pageUi } from '../page/page-store';
import { person, ROOM_ID, room, withInk } from '../testing/fixtures';
import { follow, followed, leadAfter, stopFollowing } from './followed';

const BEN = person('writer', 'Ben');

/** A client without a connection, in a room of two. */
function inRoom(state = room()): RoomClient {
  const options = { gatewayUrl: 'http://nowhere.invalid', roomId: ROOM_ID, storage: memoryStorage(), name: 'Ann' };
  const client = new RoomClient(options);
  client.view.setState({ you: person('writer'), people: { [BEN.id]: BEN }, state });
  return client;
}
const frames = () => vi.advanceTimersByTime(100);
const shown = () => {
  frames();
  const { toReveal } = pageUi.getState();
  pageUi.setState({ toReveal: null });
  return toReveal;
};

describe('leadAfter', () => {
  let end = () => {};
  beforeEach(() => {
    vi.useFakeTimers();
    pageUi.setState(pageUi.getInitialState(), true);
  });
  afterEach(() => {
    end();
    stopFollowing();
    ownDrafts.setState({ drafts: [] });
    vi.useRealTimers();
  });

  it('goes where somebody wrote last, and then to each cell in which they write', () => {
    const client = inRoom(withInk(room(), 4, BEN.id));
    end = leadAfter(client, BEN.id);
    expect(shown()).toBe(4);
    const { state } = client.view.getState();
    client.view.setState({ state: { ...withInk(state, 9, BEN.id), seq: 1 } });
    expect(shown()).toBe(9);
    client.view.setState({ state: { ...withInk(client.view.getState().state, 2, 'person-eve'), seq: 2 } });
    expect(shown()).toBeNull();
  });

  it('goes to another page with them', () => {
    const state = room({ pages: { 1: room().pages[1]!, 2: room().pages[1]! } });
    const client = inRoom(state);
    const look = vi.spyOn(client, 'look').mockImplementation(() => {});
    end = leadAfter(client, BEN.id);
    const second = withInk({ ...state, page: 2 }, 7, BEN.id);
    client.view.setState({ state: { ...second, page: 1, seq: 1 } });
    expect(look).toHaveBeenCalledExactlyOnceWith(2);
    expect(shown()).toBe(7);
  });

  it('ends when one writes oneself, so that nothing moves under one’s pen, and when they leave', () => {
    const client = inRoom();
    for (const leave of [
      () => ownDrafts.setState({ drafts: [{ cell: 0, points: [1, 1, 0.5, 0], predicted: [], width: 8 }] }),
      () => client.view.setState({ people: {} }),
    ]) {
      follow(BEN.id);
      end = leadAfter(client, BEN.id);
      leave();
      end();
      expect(followed.getState().person).toBeNull();
    }
  });
});
