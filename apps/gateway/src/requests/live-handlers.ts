import { fail, lastPage, ok, penRests } from '@inkroom/shared';
import type { AnyoneHandler, JoinedHandler } from './dispatcher.js';
import { roleIn } from './session.js';

export const liveHandler: JoinedHandler<'live'> = {
  need: 'writer',
  /** Each stroke that it begins beyond the first counts as a message more: screens, store and models have work with each. */
  *cost(payload, _limits, joined) {
    if (!joined || !payload.strokes || payload.strokes.length < 2) return;
    yield Math.max(0, joined.room.live.begun(joined.person.id, payload) - 1);
  },
  handle({ session, payload, joined }) {
    const { room, person } = joined;
    const { state } = room;
    if (!state) return fail('not_joined');
    // What a pause has overtaken is nobody's mistake.
    if (penRests(state, roleIn(joined))) return ok(undefined as never);
    const page = state.pages[payload.page];
    if (!page) return fail('page_not_found', { last: lastPage(state) });
    if (page.deleted) return fail('page_deleted');
    const received = room.live.receive(person.id, session.id, payload, page);
    return received.ok ? ok(undefined as never) : received;
  },
};

export const attentionHandler: JoinedHandler<'attention'> = {
  need: 'joined',
  handle({ session, payload, joined }) {
    joined.room.attend({ personId: joined.person.id, connectionId: session.id }, payload.attention);
    return ok({});
  },
};

export const pingHandler: AnyoneHandler<'ping'> = {
  need: 'anyone',
  handle: ({ context }) => ok({ now: context.clock.now() }),
};
