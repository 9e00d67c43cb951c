import { randomInt } from 'node:crypto';
import {
  type Evidence,
  LINK_KEY_LENGTH,
  type LinkRight,
  type Operation,
  ROOM_ID_ALPHABET,
  type SharedLinks,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { type RoomKeys, roomKeys } from './keys.js';
import type { Write } from './room-writes.js';
import { hashKey, keyFits } from './secrets.js';

/** What of a room's meta the keys of its links are in. A host's is known by its hash alone; the others every host may show. */
const FIELDS = { host: 'hostKeyHash', write: 'writeKey', watch: 'watchKey' } as const satisfies Record<
  LinkRight,
  string
>;

/** The keys of a room's links as they are stored. */
export interface LinkKeys {
  hostKeyHash: string;
  /** Null in a room of an earlier version whose link for writing was not renewed: its id alone opens it. */
  write: string | null;
  /** Null in one where nobody has asked for it yet. */
  watch: string | null;
}

/** A key for a link, without case, so that it can be read out and typed. */
export function newLinkKey(): string {
  return Array.from({ length: LINK_KEY_LENGTH }, () => ROOM_ID_ALPHABET[randomInt(ROOM_ID_ALPHABET.length)]).join('');
}

/** @returns null when there is no such room */
export async function readLinkKeys(redis: Redis, roomId: string): Promise<LinkKeys | null> {
  const [hostKeyHash, write, watch] = await redis.hmget(roomKeys(roomId).meta, FIELDS.host, FIELDS.write, FIELDS.watch);
  return typeof hostKeyHash === 'string' ? { hostKeyHash, write: write ?? null, watch: watch ?? null } : null;
}

/** How far a link opens a room. @returns null where its key is none of the room's, or it has none and the room wants one */
export function rightOf({ hostKeyHash, write, watch }: LinkKeys, key: string | undefined): LinkRight | null {
  if (key === undefined) return write === null ? 'write' : null;
  if (keyFits(key, hostKeyHash)) return 'host';
  if (write !== null && keyFits(key, hashKey(write))) return 'write';
  return watch !== null && keyFits(key, hashKey(watch)) ? 'watch' : null;
}

/** The keys that hosts may show. Makes one for watching where the room has none yet. @returns null when there is no such room */
export async function readSharedLinks(redis: Redis, roomId: string): Promise<SharedLinks | null> {
  let links = await readLinkKeys(redis, roomId);
  if (links?.watch === null) {
    // Another host may ask at the same time.
    await redis.hsetnx(roomKeys(roomId).meta, FIELDS.watch, newLinkKey());
    links = await readLinkKeys(redis, roomId);
  }
  return links && { write: links.write, watch: links.watch! };
}

/** Another key for a right, and what the store keeps of it: the evidence that the operation `link.renew` needs. */
export function makeLinkKey(right: LinkRight): { key: string; newKey: string } {
  const key = newLinkKey();
  return { key, newKey: right === 'host' ? hashKey(key) : key };
}

/**
 * What the entry of a renewal has written beside the state: apps must not learn the keys with the log. With the link for writing the
 * room's code goes as well, or whoever is to stay out comes in by that.
 */
export function renewalWrites(keys: RoomKeys, op: Operation, { newKey }: Evidence): Write[] {
  const dropsCode = op.kind === 'code.renew' || (op.kind === 'link.renew' && op.right === 'write');
  return [
    ...(op.kind === 'link.renew' && newKey ? [['HSET', keys.meta, FIELDS[op.right], newKey] satisfies Write] : []),
    ...(dropsCode ? [['DEL', keys.joinCode] satisfies Write] : []),
  ];
}
