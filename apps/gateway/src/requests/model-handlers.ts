import { ok } from '@inkroom/shared';
import { readPrediction } from '@inkroom/store';
import type { MemberHandler } from './dispatcher.js';

/** Says what the gate would say of a promotion now. */
export const judgeHandler: MemberHandler<'model.judge'> = {
  need: 'writer',
  heavy: 'starts',
  async handle({ payload, member, context }) {
    const judged = await context.gate.judge(member.room.id, payload.versionId);
    return judged.ok ? ok(judged.value.verdict) : judged;
  },
};

/** Says all that is stored of how a cell of the open page was last predicted. */
export const readPredictionHandler: MemberHandler<'prediction.read'> = {
  need: 'member',
  async handle({ payload, member, context }) {
    const { id, state } = member.room;
    const prediction = state && (await readPrediction(context.redis, id, state.page, payload.cell));
    return ok({ prediction });
  },
};
