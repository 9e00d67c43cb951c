import { ok } from '@inkroom/shared';
import { readSamplesByPerson } from '@inkroom/store';
import type { JoinedHandler } from './dispatcher.js';

/** Says who the room's samples come from: what somebody who wants to withdraw some has to know. */
export const readSamplesHandler: JoinedHandler<'samples.read'> = {
  need: 'joined',
  heavy: 'reads',
  async handle({ joined, context }) {
    return ok({ samplesByPerson: await readSamplesByPerson(context.redis, joined.room.id) });
  },
};
