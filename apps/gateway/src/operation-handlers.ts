import { cellCount, fail, type Operation, ok } from '@inkroom/shared';
import { appendOperation, readRoom, type Submission } from '@inkroom/store';
import type { Context } from './context.js';
import type { MemberHandler } from './dispatcher.js';
import type { LocalRoom } from './local-room.js';
import { prepareModelOperation } from './model-handlers.js';

/** What changes the room for all is its host's to decide. */
const HOST_ONLY: ReadonlySet<Operation['kind']> = new Set(['room.framing', 'model.promote', 'model.challenge']);

export const submitHandler: MemberHandler<'op.submit'> = {
  need: 'writer',
  async handle({ session, payload, member, context }) {
    const { redis, limits } = context;
    const { opId, op } = payload;
    const { room, person, role } = member;
    const isHost = role === 'host';
    const isOwnMatter = op.kind === 'samples.withdraw' ? op.personId === person.id : !HOST_ONLY.has(op.kind);
    if (!isOwnMatter && !isHost) return fail('host_only', { operation: op.kind });
    if (op.kind === 'stroke.add') {
      room.live?.finish(op.stroke.id, session.id);
      context.readings.finished(room.id, op.sheet, op.stroke.cell, op.stroke.id);
    }
    const submission: Submission = { opId, op, by: { id: person.id, name: person.name, isHost } };
    if (op.kind === 'model.promote' || op.kind === 'model.challenge') {
      const prepared = await prepareModelOperation(room.id, opId, op, context);
      if (!prepared.ok) return prepared;
      if (prepared.value) submission.clearance = prepared.value;
    }
    const appending = appendOperation(redis, room.id, submission, limits);
    const isAsked = askAhead(op, room, context);
    const appended = await appending;
    if (!appended.ok) return appended;
    if (!isAsked) askForReadings(op, appended.value.cell, room, context);
    return ok({ seq: appended.value.seq });
  },
};

/**
 * Asks for the reading of a cell that is known beforehand without waiting for the operation's answer, which saves the store
 * one turn of writing to disk. Both leave on one connection, so that the cell is not read before the operation. Should that
 * be refused after all, an existing cell is read once too often, which does no harm. Nor does it for a repetition, and the
 * gateway that accepted the operation first may have been killed before it got so far.
 */
function askAhead(op: Operation, room: LocalRoom, { readings }: Context): boolean {
  if (op.kind !== 'stroke.add' && op.kind !== 'cell.clear') return false;
  const cell = op.kind === 'stroke.add' ? op.stroke.cell : op.cell;
  if (op.sheet !== room.sheet || cell >= cellCount(room.rows)) return false;
  readings.changed({ roomId: room.id, sheet: op.sheet, cell });
  return true;
}

/** Has those cells read that only the operation's answer tells. */
function askForReadings(
  op: Operation,
  changed: number | null,
  room: LocalRoom,
  { redis, readings, limits, log }: Context,
): void {
  switch (op.kind) {
    case 'stroke.add':
    case 'stroke.remove':
    case 'cell.clear':
      if (changed !== null) readings.changed({ roomId: room.id, sheet: op.sheet, cell: changed });
      return;
    case 'room.framing':
    case 'model.promote':
    case 'model.challenge':
      readRoom(redis, room.id, '', limits)
        .then((state) => state && readings.reread(state))
        .catch((error: unknown) => log.warn({ err: error, roomId: room.id }, 'could not have the page read anew'));
      return;
    case 'cell.annotate':
    case 'samples.withdraw':
    case 'sheet.grow':
    case 'sheet.turn':
      return;
  }
}
