import { ok } from '@inkroom/shared';
import type { MemberHandler } from './dispatcher.js';

/** Says what the gate would say of a promotion now. */
export const judgeHandler: MemberHandler<'model.judge'> = {
  need: 'writer',
  heavy: true,
  async handle({ payload, member, context }) {
    const judged = await context.gate.judge(member.room.id, payload.versionId);
    return judged.ok ? ok(judged.value.verdict) : judged;
  },
};
