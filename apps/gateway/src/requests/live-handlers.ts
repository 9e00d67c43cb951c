import { ok } from '@inkroom/shared';
import type { AnyoneHandler, MemberHandler } from './dispatcher.js';

export const liveHandler: MemberHandler<'live'> = {
  need: 'writer',
  handle({ session, payload, member }) {
    const received = member.room.live.receive(member.person.id, session.id, payload);
    // Ink for the page before is what a turn overtook; its author knows by now.
    if (received.ok || received.error.code === 'page_outdated') return ok(undefined as never);
    return received;
  },
};

export const pingHandler: AnyoneHandler<'ping'> = {
  need: 'anyone',
  handle: ({ context }) => ok({ now: context.clock.now() }),
};
