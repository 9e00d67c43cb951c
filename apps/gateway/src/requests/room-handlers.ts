import {
  fail,
  hasPage,
  type JoinAnswer,
  ok,
  onlyWatches,
  PROTOCOL_VERSION,
  type Result,
  ROOM_ID_ALPHABET,
  ROOM_ID_LENGTH,
  type Role,
  roleOf,
  type Visitor,
  whyNotLetIn,
} from '@inkroom/shared';
import { createRoom, enterRoom, hashKey, leaveRoom, newLinkKey, readScores, takeAllowance } from '@inkroom/store';
import { customAlphabet, nanoid } from 'nanoid';
import type { LocalRoom } from '../room/local-room.js';
import { withinStorageTime } from '../room/rooms.js';
import { admit } from './admission.js';
import type { Context } from './context.js';
import type { AnyoneHandler, JoinedHandler, Request } from './dispatcher.js';
import { listsFor } from './room-lists.js';
import { roleIn, type Session } from './session.js';

const newRoomId = customAlphabet(ROOM_ID_ALPHABET, ROOM_ID_LENGTH);
/** The rooms that an address may open. */
export const ROOMS_OF_AN_ADDRESS = { of: 'rooms', windowMs: 3_600_000 } as const;
/** A class that waits at a locked door is not to use up what its address may try. */
const LOCKED_RETRY_MS = 10_000;

export const createHandler: AnyoneHandler<'room.create'> = {
  need: 'anyone',
  heavy: 'starts',
  async handle({ session, payload, context: { redis, limits } }) {
    const rooms = { ...ROOMS_OF_AN_ADDRESS, max: limits.roomsPerAddressPerHour };
    const retryAfterMs = await takeAllowance(redis, session.address, rooms);
    if (retryAfterMs > 0) return fail('too_many_rooms', { retryAfterMs });
    const [hostKey, writeKey, watchKey] = [newLinkKey(), newLinkKey(), newLinkKey()];
    const room = { title: payload.title ?? '', hostKeyHash: hashKey(hostKey), writeKey, watchKey };
    for (;;) {
      const roomId = newRoomId();
      if (!(await createRoom(redis, { ...room, roomId }, limits))) continue;
      session.outsideSince = performance.now();
      return ok({ roomId, hostKey, writeKey, watchKey });
    }
  },
};

export const joinHandler: AnyoneHandler<'room.join'> = {
  need: 'anyone',
  heavy: 'reads',
  handle: (request) => request.session.inTurn(() => join(request)),
};

export const leaveHandler: JoinedHandler<'room.leave'> = {
  need: 'joined',
  async handle({ session, context }) {
    await session.inTurn(() => leave(session, context));
    return ok({});
  },
};

export const readLogHandler: JoinedHandler<'log.read'> = {
  need: 'joined',
  heavy: 'reads',
  async handle({ session, joined, payload, context, afterAnswer }) {
    const { room } = joined;
    const receiver = room.audience.receivers.get(session.id);
    if (!receiver) return fail('not_joined');
    await room.copy.reached(payload.since.seq);
    await withinStorageTime(room.whenComplete(payload.page), context.limits);
    const { answer, begin } = room.catchUp(receiver, payload.since, payload.page);
    afterAnswer(begin);
    return ok(answer);
  },
};

export const readPageHandler: JoinedHandler<'page.read'> = {
  need: 'joined',
  heavy: 'reads',
  async handle({ session, joined, payload: { page }, context, afterAnswer }) {
    const { room } = joined;
    const receiver = room.audience.receivers.get(session.id);
    if (!receiver) return fail('not_joined');
    if (!room.state?.pages[page]) return fail('page_not_found');
    if (!hasPage(room.state, page)) return fail('page_deleted');
    await withinStorageTime(room.whenComplete(page), context.limits);
    afterAnswer(() => room.sendPage(receiver, page));
    return ok({});
  },
};

/** The line of the room's score. */
export const readScoreHandler: JoinedHandler<'score.read'> = {
  need: 'joined',
  heavy: 'reads',
  async handle({ joined, context: { redis } }) {
    return ok({ points: await readScores(redis, joined.room.id) });
  },
};

async function join(request: Request<'room.join'>): Promise<Result<JoinAnswer>> {
  const { session, payload, context } = request;
  const { redis, rooms, limits } = context;
  const { roomId } = payload;
  await leave(session, context);

  const admission = await admit(context, session.address, payload);
  if (!admission.ok) return admission;
  const { id, keyHash, personKey, right, known } = admission.value;
  const { name, watch = false } = payload;
  const room = await rooms.open(roomId);
  if (!room) return fail('room_not_found');
  const connection = { personId: id, connectionId: session.id };
  const receiver = room.audience.receive(session.socket, connection);
  try {
    if (!room.state) throw new Refused(fail('room_not_found'));
    const comesToWatch = watch || (right ? right === 'watch' : known !== null && onlyWatches(room.state, known));
    const neverCameForMore = comesToWatch && (known === null || known.role === 'viewer');
    const watches = comesToWatch && !neverCameForMore;
    const holdsHostKey = right === 'host';
    const claims = holdsHostKey && !comesToWatch;
    const visitor = { id, holdsHostKey: claims, isNew: personKey !== null };
    letIn(room, visitor);
    // As what they came, for good: what hosts make of them is in the log.
    const isHost = claims || roleOf(room.state, id) === 'host';
    const role: Role = neverCameForMore ? 'viewer' : isHost ? 'host' : 'writer';
    receiver.comesAs({ id, role }, watches);
    const newcomer = { id, role, keyHash, name, holdsHostKey };
    const entered = await enterRoom(redis, roomId, connection, newcomer, room.copy, limits);
    if (!entered.ok) throw new Refused(entered);
    if (claims) await claimHost(room, id);
    const [lists, parts] = await Promise.all([context.lists.read(room, context), context.pools.parts()]);
    // What they know may have come through another gateway.
    if (payload.since) await room.copy.reached(payload.since.seq);
    await withinStorageTime(room.whenComplete(payload.page), limits);
    if (!session.socket.connected) throw new Refused(fail('offline'));
    // Once more: it may have changed since they were let in.
    letIn(room, visitor);
    const { answer, begin } = room.catchUp(receiver, payload.since, payload.page);
    const joined = { room, person: entered.value, watches };
    session.joined = joined;
    request.afterAnswer(begin);
    const you = { ...entered.value, role: roleIn(joined) as Role };
    const now = context.clock.now();
    return ok({
      protocol: PROTOCOL_VERSION,
      you,
      right,
      watches,
      personKey,
      limits,
      now,
      parts,
      ...listsFor(lists, joined),
      ...answer,
    });
  } catch (error) {
    room.dismiss(session.socket);
    rooms.close(room);
    // Presence that could not be taken back ends by itself.
    await leaveRoom(redis, roomId, [connection]).catch(() => {});
    if (error instanceof Refused) return error.result;
    throw error;
  }
}

/** @throws Refused where the room does not let them in */
function letIn({ state }: LocalRoom, visitor: Visitor): void {
  const why = state && whyNotLetIn(state, visitor);
  if (why) throw new Refused(fail(why, why === 'room_locked' ? { retryAfterMs: LOCKED_RETRY_MS } : undefined));
}

/** Makes somebody who has shown the room's host key a host, unless they are. */
async function claimHost(room: LocalRoom, id: string): Promise<void> {
  if (!room.state || roleOf(room.state, id) === 'host') return;
  const claim = { opId: nanoid(), op: { kind: 'host.claim' as const } };
  const claimed = await room.writer.submit(claim, { id, watches: false }, { holdsHostKey: true });
  if (!claimed.ok) throw new Refused(claimed);
}

/** Carries a refusal out of the steps of joining, to where they are undone. */
class Refused extends Error {
  constructor(readonly result: Extract<Result<never>, { ok: false }>) {
    super(result.error.code);
  }
}

/** Takes a connection out of its room, if it is in one. Never fails: presence that stays behind ends by itself. */
export async function leave(session: Session, { redis, rooms, log }: Context): Promise<void> {
  const { joined } = session;
  if (!joined) return;
  session.joined = null;
  session.outsideSince = performance.now();
  const { room, person } = joined;
  room.live.forget(session.id, person.id);
  room.dismiss(session.socket);
  rooms.close(room);
  await leaveRoom(redis, room.id, [{ personId: person.id, connectionId: session.id }]).catch((error: unknown) =>
    log.debug({ err: error, roomId: room.id }, 'could not take back presence'),
  );
}
