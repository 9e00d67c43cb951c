import { asGiven, ok } from '@inkroom/shared';
import { readSamplesByPerson } from '@inkroom/store';
import type { JoinedHandler } from './dispatcher.js';
import { roleIn } from './session.js';

/** Says who the room's samples come from: what somebody who wants to withdraw some has to know. */
export const readSamplesHandler: JoinedHandler<'samples.read'> = {
  need: 'joined',
  heavy: 'reads',
  async handle({ joined, context }) {
    const { id, state } = joined.room;
    const to = { id: joined.person.id, role: roleIn(joined) };
    const byPerson = await readSamplesByPerson(context.redis, id);
    const named = byPerson.map((of) => (state ? { ...of, person: asGiven(of.person, state, to) } : of));
    return ok({ samplesByPerson: named });
  },
};
