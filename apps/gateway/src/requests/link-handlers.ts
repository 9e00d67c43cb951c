import { fail, ok } from '@inkroom/shared';
import { makeLinkKey, readSharedLinks } from '@inkroom/store';
import type { JoinedHandler } from './dispatcher.js';
import { submitOwn } from './session.js';

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
  async handle({ joined, payload: { right } }) {
    const { key, newKey } = makeLinkKey(right);
    const renewed = await submitOwn(joined, { kind: 'link.renew', right }, { newKey });
    return renewed.ok ? ok({ key }) : renewed;
  },
};
