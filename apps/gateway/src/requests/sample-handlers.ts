import { ok } from '@inkroom/shared';
import { readSamplesByPerson } from '@inkroom/store';
import type { MemberHandler } from './dispatcher.js';

/** Says who the room's samples come from: what somebody who wants to withdraw some has to know. */
export const readSamplesHandler: MemberHandler<'samples.read'> = {
  need: 'member',
  heavy: 'reads',
  async handle({ member, context }) {
    return ok({ samplesByPerson: await readSamplesByPerson(context.redis, member.room.id) });
  },
};
