import {
  type Framing,
  framingSchema,
  Ledger,
  type Limits,
  type RoomState,
  type SampleCounts,
  type SampleFacts,
  type SamplePart,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { roomChannel } from './channels.js';
import { roomKeys } from './keys.js';
import { pairs, parseState } from './room-fields.js';
import { LuaScript } from './script.js';

const read = new LuaScript('read-room');

/**
 * The state of a room at one moment of its log, or null when there is no such room. Looking at a room keeps it for another
 * `roomIdleTtlSeconds`.
 * @param marker told on the room's channel at that very moment: what a subscriber hears before it is in the state
 *   already, what comes after it is not
 */
export async function readRoom(
  redis: Redis,
  roomId: string,
  limits: Pick<Limits, 'roomIdleTtlSeconds'>,
  marker = '',
): Promise<RoomState | null> {
  const parts = await readParts(redis, roomId, limits, {
    marker: marker && JSON.stringify({ marker }),
    wantsLedger: false,
  });
  return parts && stateOf(roomId, parts);
}

/** The same with the ledger, at one moment: what a gateway settles operations on. */
export async function readLedger(
  redis: Redis,
  roomId: string,
  limits: Pick<Limits, 'roomIdleTtlSeconds'>,
): Promise<{ state: RoomState; ledger: Ledger } | null> {
  const answer = await readParts(redis, roomId, limits, { marker: '', wantsLedger: true });
  if (!answer) return null;
  const state = stateOf(roomId, answer);
  const [samples, parts] = [pairs(answer[3]!), pairs(answer[4]!)];
  const bytes = new Map([...pairs(answer[5]!)].map(([id, length]) => [id, Number(length)]));
  const facts = [...samples].map(([id, json]) => [id, JSON.parse(json) as SampleFacts] as const);
  return { state, ledger: Ledger.of(state, parts as ReadonlyMap<string, SamplePart>, facts, bytes) };
}

async function readParts(
  redis: Redis,
  roomId: string,
  { roomIdleTtlSeconds: ttl }: Pick<Limits, 'roomIdleTtlSeconds'>,
  asked: { marker: string; wantsLedger: boolean },
): Promise<string[][] | null> {
  const keys = roomKeys(roomId);
  const { meta, log, ops, people, present, ink, samples, parts, runs, versions, cards } = keys;
  return (await read.run(
    redis,
    { meta, log, ops, people, present, ink, samples, parts, runs, versions, cards },
    {
      ...asked,
      cells: keys.cells(''),
      counts: keys.counts(''),
      predictions: keys.predictions(''),
      channel: roomChannel(roomId),
      ttl,
    },
  )) as string[][] | null;
}

function stateOf(roomId: string, [meta, cells, predictions]: string[][]): RoomState {
  return parseState(roomId, pairs(meta!), pairs(cells!), pairs(predictions!));
}

/** The little of a room that settling a run takes, or null when there is no such room. */
export async function readRoomHead(
  redis: Redis,
  roomId: string,
): Promise<{ champion: string; trainingSamples: number; framing: Framing } | null> {
  const [champion, samples, framing] = await redis.hmget(roomKeys(roomId).meta, 'champion', 'samples', 'framing');
  if (!champion || !samples) return null;
  return { champion, trainingSamples: (JSON.parse(samples) as SampleCounts).training, framing: knownFraming(framing) };
}

/** How a room's drawings become images; MNIST's way for a room that is gone. */
export async function readFraming(redis: Redis, roomId: string): Promise<Framing> {
  return knownFraming(await redis.hget(roomKeys(roomId).meta, 'framing'));
}

function knownFraming(stored: string | null | undefined): Framing {
  return framingSchema.catch('mnist').parse(stored);
}
