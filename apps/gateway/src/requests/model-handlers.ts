import { ok } from '@inkroom/shared';
import { readPrediction } from '@inkroom/store';
import type { JoinedHandler } from './dispatcher.js';

/** Says what the gate would say of a promotion now. */
export const judgeHandler: JoinedHandler<'model.judge'> = {
  need: 'writer',
  heavy: 'starts',
  async handle({ payload, joined, context }) {
    const judged = await context.gate.judge(joined.room.id, payload.versionId);
    return judged.ok ? ok(judged.value.verdict) : judged;
  },
};

/** Says all that is stored of how a cell was last predicted. */
export const readPredictionHandler: JoinedHandler<'prediction.read'> = {
  need: 'joined',
  async handle({ session, payload, joined, context }) {
    const { room } = joined;
    if (room.audience.sightAt(session.id)?.allows(payload) === false) return ok({ prediction: null });
    return ok({ prediction: await readPrediction(context.redis, room.id, payload.page, payload.cell) });
  },
};
