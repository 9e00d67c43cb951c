import { fail, lastPage, ok } from '@inkroom/shared';
import type { AnyoneHandler, JoinedHandler } from './dispatcher.js';

export const liveHandler: JoinedHandler<'live'> = {
  need: 'writer',
  handle({ session, payload, joined }) {
    const { room, person } = joined;
    const page = room.state?.pages[payload.page];
    if (!page) return fail('page_not_found', { last: room.state ? lastPage(room.state) : 0 });
    const received = room.live.receive(person.id, session.id, payload, page);
    return received.ok ? ok(undefined as never) : received;
  },
};

export const pingHandler: AnyoneHandler<'ping'> = {
  need: 'anyone',
  handle: ({ context }) => ok({ now: context.clock.now() }),
};
