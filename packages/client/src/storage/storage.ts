import type { LinkRight } from '@inkroom/shared';
import type { KeptRoom } from './kept-room.js';
import type { PendingOperation } from './pending.js';

/** Who one is in a room: what brings one back as oneself. */
export interface Identity {
  personId: string;
  personKey: string;
  name: string;
}

/**
 * What a client keeps between two visits. Every method may reject (a private window without storage, a full disk): the
 * client then goes on without it. `storageWithFallback` makes of it one that never does.
 */
export interface ClientStorage {
  /** `seat` tells a person's several places in one room apart: a viewer is another person than the writer. */
  identity(roomId: string, seat: Seat): Promise<Identity | null>;
  saveIdentity(roomId: string, seat: Seat, identity: Identity | null): Promise<void>;
  /** The key of a link into the room by what it gives. */
  linkKey(roomId: string, right: LinkRight): Promise<string | null>;
  saveLinkKey(roomId: string, right: LinkRight, key: string | null): Promise<void>;
  /** The name last used in any room. */
  name(): Promise<string | null>;
  saveName(name: string): Promise<void>;
  /** Operations not yet acknowledged, in the order in which they were made, by {@link outboxName}. */
  outbox(name: string): Promise<PendingOperation[]>;
  putOutbox(name: string, operation: PendingOperation): Promise<void>;
  removeOutbox(name: string, opId: string): Promise<void>;
  /** The room as it was last known in this seat. Only those last saved are kept. */
  room(roomId: string, seat: Seat): Promise<KeptRoom | null>;
  saveRoom(roomId: string, seat: Seat, room: KeptRoom): Promise<void>;
}

export type Seat = 'member' | 'viewer';

/** Under what name an outbox is kept: what a viewer asks for must not be left to the writer who shares this storage. */
export function outboxName(roomId: string, seat: Seat): string {
  return seat === 'member' ? roomId : `${roomId}/${seat}`;
}

/** Keeps everything until the process ends: for Node and for browsers that refuse to store. */
export function memoryStorage(): ClientStorage {
  const identities = new Map<string, Identity>();
  const linkKeys = new Map<string, string>();
  const outboxes = new Map<string, Map<string, PendingOperation>>();
  const rooms = new Map<string, KeptRoom>();
  let remembered: string | null = null;
  const seatKey = (roomId: string, seat: Seat) => `${roomId}/${seat}`;
  return {
    identity: async (roomId, seat) => identities.get(seatKey(roomId, seat)) ?? null,
    saveIdentity: async (roomId, seat, identity) => {
      if (identity) identities.set(seatKey(roomId, seat), identity);
      else identities.delete(seatKey(roomId, seat));
    },
    linkKey: async (roomId, right) => linkKeys.get(`${roomId}/${right}`) ?? null,
    saveLinkKey: async (roomId, right, key) => {
      if (key) linkKeys.set(`${roomId}/${right}`, key);
      else linkKeys.delete(`${roomId}/${right}`);
    },
    name: async () => remembered,
    saveName: async (name) => {
      remembered = name;
    },
    outbox: async (roomId) => [...(outboxes.get(roomId)?.values() ?? [])],
    putOutbox: async (roomId, operation) => {
      const outbox = outboxes.get(roomId) ?? new Map<string, PendingOperation>();
      outboxes.set(roomId, outbox.set(operation.opId, operation));
    },
    removeOutbox: async (roomId, opId) => {
      outboxes.get(roomId)?.delete(opId);
    },
    room: async (roomId, seat) => rooms.get(seatKey(roomId, seat)) ?? null,
    saveRoom: async (roomId, seat, room) => {
      rooms.set(seatKey(roomId, seat), room);
    },
  };
}
