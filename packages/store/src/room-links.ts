import { randomInt } from 'node:crypto';
import { LINK_KEY_LENGTH, type LinkRight, ROOM_ID_ALPHABET, type SharedLinks } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { roomKeys } from './keys.js';
import { LuaScript } from './script.js';
import { hashKey, keyFits } from './secrets.js';

const renew = new LuaScript('renew-link');

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

/** Gives a right another key: the former one opens the room no more, at any gateway. @returns null when there is no such room */
export async function renewLink(redis: Redis, roomId: string, right: LinkRight): Promise<string | null> {
  const key = newLinkKey();
  const args = { field: FIELDS[right], value: right === 'host' ? hashKey(key) : key };
  return (await renew.run(redis, { meta: roomKeys(roomId).meta }, args)) === 1 ? key : null;
}
