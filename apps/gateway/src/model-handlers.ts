import { fail, type Operation, ok, type Result } from '@inkroom/shared';
import { type Clearance, findOperation, publishControl, readAliases, readRoomVersion } from '@inkroom/store';
import type { Context } from './context.js';
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

/**
 * Looks up what an operation on the model line needs before it can be applied, and has the workers load its version.
 * @returns what the gate said of a promotion, or null where none is needed: the version was live before by its own merit, or the operation was
 *   applied before
 */
export async function prepareModelOperation(
  roomId: string,
  opId: string,
  op: Extract<Operation, { kind: 'model.promote' | 'model.challenge' }>,
  { redis, gate }: Context,
): Promise<Result<Clearance | null>> {
  const { versionId } = op;
  if (versionId === null || (await findOperation(redis, roomId, opId)) !== null) return ok(null);
  const [version, aliases] = await Promise.all([readRoomVersion(redis, roomId, versionId), readAliases(redis, roomId)]);
  if (!version) return fail('version_not_found', { versionId });
  // Workers load it while the operation is on its way.
  await publishControl(redis, { kind: 'version.warm', versionId });
  const wasLive = versionId === aliases?.previous && !aliases.previousForced;
  if (op.kind === 'model.challenge' || versionId === aliases?.champion || wasLive) return ok(null);
  return op.override ? gate.insist(roomId, versionId) : gate.judge(roomId, versionId, { urgent: true });
}
