import { type ClientStorage, lookIntoRoom, type Seat } from '@inkroom/client';
import {
  type CodedError,
  codedError,
  isRetryable,
  type LinkRight,
  type Result,
  type RoomLook,
  readRoomLink,
  visibleLine,
} from '@inkroom/shared';
import { gatewayAddress } from '../../core/config';
import { appStorage } from '../../core/storage/app-storage';
import { isVisiting } from '../../core/storage/visits';

/** How often a server that does not answer is asked again, ms. */
const ASK_AGAIN_MS = 2_000;

/** What is known of somebody who has opened a room's link, before they join. */
export interface Visitor {
  storage: ClientStorage;
  seat: Seat;
  /** Of the link, where they need it. */
  key: string | undefined;
  /** The name that they had here, or the last one that they had anywhere. */
  name: string;
  /**
   * Who reloads, or has just opened the room, goes straight in. A device where somebody was in the room before asks whether it is them.
   * All others are asked for a name.
   */
  entry: 'straight' | 'asks' | 'door';
  /** Whether the key of a link for hosts is kept here. */
  isHost: boolean;
  /** The room as its door knows it; null where it was not asked. */
  look: RoomLook | null;
}

export type Arrival = { kind: 'visitor'; visitor: Visitor } | { kind: 'refused'; error: CodedError };

/**
 * Finds out who has opened a link to a room, and whether it leads in. A server that does not answer is asked until it does, unless
 * somebody is known here: they go in without it.
 *
 * @param address the link as it was opened: meanwhile the app may put another into the browser's address
 * @param watch the link was one of earlier versions for watching
 * @param onWait told when a server does not answer
 */
export async function findVisitor(
  roomId: string,
  address: string,
  watch: boolean,
  { signal, onWait }: { signal: AbortSignal; onWait: (error: CodedError) => void },
): Promise<Arrival> {
  const storage = appStorage();
  const [member, viewer, name, host, write, watching] = await Promise.all([
    storage.identity(roomId, 'member'),
    storage.identity(roomId, 'viewer'),
    storage.name(),
    storage.linkKey(roomId, 'host'),
    storage.linkKey(roomId, 'write'),
    storage.linkKey(roomId, 'watch'),
  ]);
  const key = readRoomLink(address)?.key;
  const kept: Partial<Record<LinkRight, string | null>> = { host, write, watch: watching };
  const right = (Object.keys(kept) as LinkRight[]).find((one) => key !== undefined && kept[one] === key);
  const arrive = (seat: Seat, look: RoomLook | null, brought: string | undefined): Arrival => {
    const identity = seat === 'viewer' ? viewer : member;
    const hasOpenedIt = seat === 'member' && name !== null && host !== null;
    // Older versions kept names that are not valid any more.
    const named = visibleLine(identity?.name ?? name ?? '');
    const asks = identity !== null && seat === 'member' && !isVisiting(roomId);
    const entry = asks ? 'asks' : identity || hasOpenedIt ? 'straight' : 'door';
    return {
      kind: 'visitor',
      visitor: { storage, seat, key: brought, name: named, entry, isHost: host !== null, look },
    };
  };

  if (right === 'host') takeOutOfAddress();
  if (watch) return arrive('viewer', null, key);
  if (right) return arrive(right === 'watch' ? 'viewer' : 'member', null, right === 'host' ? key : undefined);
  if (!key && (member || host || write)) return arrive('member', null, undefined);
  if (!key && (viewer || watching)) return arrive('viewer', null, undefined);

  const looked = await lookPatiently({ roomId, ...(key ? { key } : {}) }, signal, onWait);
  if (!looked.ok) {
    // A link that was renewed keeps nobody out who is known without it.
    if (looked.error.code === 'wrong_key' && member) return arrive('member', null, undefined);
    return { kind: 'refused', error: looked.error };
  }
  if (looked.value.isFull && !member)
    return { kind: 'refused', error: codedError('room_full', { max: looked.value.people }) };
  if (looked.value.right === 'host' && key) {
    // A reload before joining must find the key.
    await storage.saveLinkKey(roomId, 'host', key);
    takeOutOfAddress();
  }
  return arrive(looked.value.right === 'watch' ? 'viewer' : 'member', looked.value, key);
}

/** Somebody else is at the device: what is kept of who was here before in the room brings them in as nobody that they are not. */
export async function asSomebodyElse({ storage, seat, ...visitor }: Visitor, roomId: string): Promise<Visitor> {
  const waiting = await storage.outbox(roomId);
  await Promise.all([
    storage.saveIdentity(roomId, seat, null),
    storage.saveLinkKey(roomId, 'host', null),
    ...waiting.map(({ opId }) => storage.removeOutbox(roomId, opId)),
  ]);
  return { ...visitor, storage, seat, name: '', entry: 'door' };
}

async function lookPatiently(
  link: { roomId: string; key?: string },
  signal: AbortSignal,
  onWait: (error: CodedError) => void,
): Promise<Result<RoomLook>> {
  for (;;) {
    const looked = await lookIntoRoom(gatewayAddress(window.location.origin), link);
    if (signal.aborted || looked.ok || !isRetryable(looked.error.code)) return looked;
    onWait(looked.error);
    await new Promise((resolve) => setTimeout(resolve, Number(looked.error.details?.retryAfterMs) || ASK_AGAIN_MS));
    if (signal.aborted) return looked;
  }
}

/** People who copy the address must not make others hosts. */
function takeOutOfAddress(): void {
  // Null, for Next ignores states that are its own.
  window.history.replaceState(null, '', window.location.pathname + window.location.search);
}
