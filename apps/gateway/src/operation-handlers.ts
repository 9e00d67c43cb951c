import { fail, type Operation, ok } from '@inkroom/shared';
import { appendOperation, publishControl, readRoom, readRoomVersion } from '@inkroom/store';
import type { Context } from './context.js';
import type { MemberHandler } from './dispatcher.js';
import type { LocalRoom } from './local-room.js';

/** What changes the room for all is its host's to decide. */
const HOST_ONLY: ReadonlySet<Operation['kind']> = new Set(['room.framing', 'model.promote']);

export const submitHandler: MemberHandler<'op.submit'> = {
  need: 'writer',
  async handle({ session, payload, member, context }) {
    const { redis, limits } = context;
    const { opId, op } = payload;
    const { room, person, role } = member;
    const isHost = role === 'host';
    if (HOST_ONLY.has(op.kind) && !isHost) return fail('host_only', { operation: op.kind });
    if (op.kind === 'stroke.add') {
      room.live?.finish(op.stroke.id, session.id);
      context.readings.finished(room.id, op.sheet, op.stroke.cell, op.stroke.id);
    }
    if (op.kind === 'model.promote') {
      const version = await readRoomVersion(redis, room.id, op.versionId);
      if (!version) return fail('version_not_found', { versionId: op.versionId });
      // Workers load it while the operation is on its way.
      await publishControl(redis, { kind: 'version.warm', versionId: op.versionId });
    }
    const appended = await appendOperation(redis, room.id, { opId, op, by: { id: person.id, isHost } }, limits);
    if (!appended.ok) return appended;
    askForReadings(op, appended.value.cell, room, context);
    return ok({ seq: appended.value.seq });
  },
};

/**
 * The gateway that accepted an operation has its cells read. Also when it was a repetition: the gateway that accepted it
 * first may have been killed before it got so far, and one reading too many does no harm.
 */
function askForReadings(
  op: Operation,
  changed: number | null,
  room: LocalRoom,
  { redis, readings, limits, log }: Context,
): void {
  switch (op.kind) {
    case 'stroke.add':
      readings.changed({ roomId: room.id, sheet: op.sheet, cell: op.stroke.cell });
      return;
    case 'cell.clear':
      readings.changed({ roomId: room.id, sheet: op.sheet, cell: op.cell });
      return;
    case 'stroke.remove':
      if (changed !== null) readings.changed({ roomId: room.id, sheet: op.sheet, cell: changed });
      return;
    case 'room.framing':
    case 'model.promote':
      readRoom(redis, room.id, '', limits)
        .then((state) => state && readings.reread(state))
        .catch((error: unknown) => log.warn({ err: error, roomId: room.id }, 'could not have the page read anew'));
      return;
    case 'cell.annotate':
    case 'sheet.grow':
    case 'sheet.turn':
      return;
  }
}
