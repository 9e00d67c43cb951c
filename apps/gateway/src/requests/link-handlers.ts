import { fail, ok } from '@inkroom/shared';
import { dropJoinCode, readSharedLinks, renewLink } from '@inkroom/store';
import type { JoinedHandler } from './dispatcher.js';

/** The keys that a host may show to others. */
export const readLinksHandler: JoinedHandler<'links.read'> = {
  need: 'host',
  async handle({ joined, context }) {
    const links = await readSharedLinks(context.redis, joined.room.id);
    return links ? ok(links) : fail('room_not_found');
  },
};

/** Makes a link that got about too far useless. Whoever is in stays in: they come back as themselves. */
export const renewLinkHandler: JoinedHandler<'link.renew'> = {
  need: 'host',
  async handle({ joined, payload, context }) {
    const key = await renewLink(context.redis, joined.room.id, payload.right);
    // Else whoever is to stay out comes in by the code.
    if (payload.right === 'write') await dropJoinCode(context.redis, joined.room.id);
    return key === null ? fail('room_not_found') : ok({ key });
  },
};
