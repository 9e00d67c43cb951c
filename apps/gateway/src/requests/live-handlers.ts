import { ok } from '@inkroom/shared';
import type { AnyoneHandler, JoinedHandler } from './dispatcher.js';

export const liveHandler: JoinedHandler<'live'> = {
  need: 'writer',
  handle({ session, payload, joined }) {
    const received = joined.room.live.receive(joined.person.id, session.id, payload);
    // Ink for the page before is what a turn overtook; its author knows by now.
    if (received.ok || received.error.code === 'page_outdated') return ok(undefined as never);
    return received;
  },
};

export const pingHandler: AnyoneHandler<'ping'> = {
  need: 'anyone',
  handle: ({ context }) => ok({ now: context.clock.now() }),
};
