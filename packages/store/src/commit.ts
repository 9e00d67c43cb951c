import type { CodedError, Limits } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { batchHead, roomChannel } from './channels.js';
import { lastingKeys, roomKeys } from './keys.js';
import { SCHEMA_VERSION } from './migrate-room.js';
import type { Write } from './room-writes.js';
import { LuaScript } from './script.js';

/** Something that has to hold in the store beside the `seq`: this field exists, or has this value. */
export interface Condition {
  key: string;
  field: string;
  value?: string;
  /** The operation that it belongs to, and why that is refused when it does not hold. */
  opId: string;
  error: CodedError;
}

/** What a gateway wants appended, all of it or nothing. */
export interface Proposal {
  /** Of the batch: the gateway knows by it what it is told of its own commit. */
  id: string;
  /** The `seq` that was settled on. */
  expected: number;
  /** The operation of the entry with that `seq`; undefined where that is not known. */
  last: string | undefined;
  /** Each with its JSON, as the log keeps it and gateways are told of it. */
  entries: readonly { opId: string; text: string }[];
  /** JSON of an `InkById`: of the strokes that the entries add. */
  inkText: string;
  /** Operations that were refused: asked for, in case they were applied before. */
  lookups: readonly string[];
  conditions: readonly Condition[];
  writes: readonly Write[];
  /** Take the lease when this try loses. */
  wantsLease: boolean;
}

type Outcome =
  /** There is no such room. */
  | { what: 'missing' }
  /** The room is written by a newer inkroom. */
  | { what: 'outdated' }
  /** Another gateway's turn, for so long. */
  | { what: 'leased'; waitMs: number }
  /** The log ends with another entry: others have appended, or the store has gone back. */
  | { what: 'behind' }
  /** Some of the entries were applied before. */
  | { what: 'repeated' }
  | { what: 'condition'; failed: Condition }
  | { what: 'done' };

/** What became of a proposal. */
export type Commit = Outcome & {
  /** The last entry's, after this. */
  seq: number;
  /** Those of the operations that were applied before, with the `seq` that they got. */
  applied: ReadonlyMap<string, number>;
};

/** How long a gateway that has lost several tries has the room to itself, ms: a few turns of writing to disk. */
const LEASE_MS = 50;

// Batches follow one another without waiting, and the jobs that predict what they write.
const appendAll = new LuaScript('commit', true);

/** Appends to a room's log and tells the room: the only writer. @throws what ioredis throws, whether it was applied or not */
export async function commit(
  redis: Redis,
  roomId: string,
  gatewayId: string,
  { id, expected, last, entries, inkText, lookups, conditions, writes, wantsLease }: Proposal,
  limits: Pick<Limits, 'logLengthMax' | 'logBytesMax' | 'opIdsKept' | 'roomIdleTtlSeconds'>,
): Promise<Commit> {
  const told = `"entries":[${entries.map(({ text }) => text).join()}],"ink":${inkText}`;
  const answer = (await appendAll.run(
    redis,
    { ...lastingKeys(roomId), lease: roomKeys(roomId).lease },
    {
      schema: SCHEMA_VERSION,
      expected,
      last: last ?? null,
      gateway: gatewayId,
      entries: entries.map(({ opId, text }) => [opId, text]),
      lookups,
      conditions: conditions.map(({ key, field, value }) => [key, field, value ?? false]),
      writes,
      channel: roomChannel(roomId),
      logMax: limits.logLengthMax,
      logBytesMax: limits.logBytesMax,
      idsKept: limits.opIdsKept,
      ttl: limits.roomIdleTtlSeconds,
      leaseMs: wantsLease ? LEASE_MS : 0,
    },
    { message: `${batchHead(gatewayId, id)}","payload":{${told}}}` },
  )) as [Outcome['what'], number, (string | number)[], number];
  const [what, seq, flat, detail] = answer;
  const applied = new Map<string, number>();
  for (let i = 0; i < flat.length; i += 2) applied.set(String(flat[i]), Number(flat[i + 1]));
  const known = { seq, applied };
  if (what === 'leased') return { what, waitMs: Math.max(1, detail), ...known };
  if (what === 'condition') return { what, failed: conditions[detail - 1]!, ...known };
  return { what, ...known };
}
