import {
  applyEntry,
  DEFAULT_LIMITS,
  DEFAULT_VERSION_ID,
  emptyRoom,
  emptySampleCounts,
  type Label,
  Ledger,
  LINK_RIGHTS,
  type Operation,
  type RoomState,
  readLimits,
  type SampleFacts,
  storedInk,
  strokeIdOf,
  strokesCleared,
} from '@inkroom/shared';
import { connectRedis, createRoom, readEntries, readInk, readLedger, roomKeys, strokesOn } from '@inkroom/store';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { addStroke } from '../support/ink.ts';
import { SEED } from '../support/seed.ts';
import { readLog, readRoom } from '../support/stored-room.ts';
import { TestWriter } from '../support/test-writer.ts';

const limits = {
  ...readLimits(),
  cellStrokesMax: 4,
  pageRowsMax: 7,
  // A page grows from its first cells on.
  pageFreeRows: 5,
  clearingsKept: 2,
  samplesPerRoomMax: 6,
  holdoutShare: 0.5,
};
const RUNS = 60;
const HOST = 'host-000';
const PEOPLE = [HOST, 'ann-0000', 'bob-0000', 'cleo-000'];

/** Few cells and stroke ids, so that operations meet each other; pages and cells that do not exist, so that some fail. */
const cell = fc.constantFrom(0, 1, 2, 41, 60);
const page = fc.oneof({ weight: 8, arbitrary: fc.constant('now' as const) }, { weight: 1, arbitrary: fc.constant(1) });
const given = fc.integer({ min: 0, max: 9 }).map((n) => `stroke-${n}`);
/** The same id is the same ink, or not. */
const drawn = fc.oneof(
  { weight: 6, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom(-280, 560) },
);
const someone = fc.constantFrom(...PEOPLE);
const opId = fc.integer({ min: 0, max: 120 }).map((n) => `op-number-${n}`);
const label = fc.constantFrom<Label | null>(0, 4, 9, 'not-a-digit', null);

interface Step {
  opId: string;
  by: string;
  make: (pageNow: number) => Operation;
}

const operation: fc.Arbitrary<Step['make']> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .record({ cell, id: given, page, x: drawn, begunWith: fc.option(given, { nil: undefined }) })
      .map(({ page: on, x, begunWith, ...rest }) => (now: number): Operation => {
        const op = addStroke(rest.cell, { ...rest, x: x ?? Number(rest.id.at(-1)), page: on === 'now' ? now : on });
        return begunWith ? { ...op, stroke: { ...op.stroke, begunWith } } : op;
      }),
  },
  {
    weight: 5,
    arbitrary: fc
      .record({
        cell,
        strokes: fc.array(fc.tuple(fc.constantFrom(...PEOPLE), given), { minLength: 1, maxLength: 8 }),
        page,
      })
      .map(({ cell: index, strokes, page: on }) => (now: number): Operation => {
        const ids = strokes.map(([author, id]) => strokeIdOf(author, id));
        return { kind: 'stroke.remove', cell: index, ids, page: on === 'now' ? now : on };
      }),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ page, cell: fc.option(cell, { nil: undefined }), personId: fc.option(someone, { nil: undefined }) })
      .map(({ page: on, cell: index, personId }) => (now: number): Operation => {
        const what = { ...(index !== undefined && { cell: index }), ...(personId && { personId }) };
        return { kind: 'ink.clear', page: on === 'now' ? now : on, ...what };
      }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ page, clearing: opId }).map(({ page: on, clearing }) => (now: number): Operation => {
      return { kind: 'ink.restore', page: on === 'now' ? now : on, clearing };
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ cell, label }).map(
      (what) =>
        (now: number): Operation => ({ kind: 'cell.label', page: now, ...what }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ personId: fc.constantFrom(...PEOPLE), role: fc.constantFrom('labelled' as const, 'written' as const) })
      .map((whose) => (): Operation => ({ kind: 'samples.withdraw', ...whose })),
  },
  { weight: 1, arbitrary: fc.constant((now: number): Operation => ({ kind: 'page.grow', page: now })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(8, 12).map((columns) => (): Operation => ({ kind: 'page.begin', columns })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        kind: fc.constantFrom('page.turn' as const, 'page.suggest' as const),
        page: fc.integer({ min: 1, max: 3 }),
      })
      .map((op) => (): Operation => op),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'A class').map((title) => (): Operation => ({ kind: 'room.title', title })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('mnist', 'centred')
      .map((framing) => (): Operation => ({ kind: 'room.framing', framing: framing as 'mnist' })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('shipped-mlp', DEFAULT_VERSION_ID)
      .map((versionId) => (): Operation => ({ kind: 'model.promote', versionId })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('shipped-mlp', '0123456789abcdef', null)
      .map((versionId) => (): Operation => ({ kind: 'model.challenge', versionId })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ personId: fc.constantFrom(...PEOPLE), role: fc.constantFrom('host', 'writer', 'viewer', 'removed') })
      .map((what) => (): Operation => ({ kind: 'person.role', ...what })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ personId: fc.constantFrom(...PEOPLE), name: fc.constantFrom('Ann', 'Mia') })
      .map((what) => (): Operation => ({ kind: 'person.name', ...what })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(true, false, false).map((paused) => (): Operation => ({ kind: 'room.pause', paused })),
  },
  { weight: 1, arbitrary: fc.boolean().map((hidden) => (): Operation => ({ kind: 'room.names', hidden })) },
  { weight: 1, arbitrary: fc.boolean().map((locked) => (): Operation => ({ kind: 'room.lock', locked })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...LINK_RIGHTS).map((right) => (): Operation => ({ kind: 'link.renew', right })),
  },
  { weight: 1, arbitrary: fc.constant((): Operation => ({ kind: 'code.renew' })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('7', '40', '0407')
      .map((number) => (): Operation => ({ kind: 'challenge.start', number, seconds: 5 })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('end', 'close').map((what) => (): Operation => ({ kind: `challenge.${what}` })),
  },
);
/** Some operations come again under the same id. */
const step = fc.record({
  opId,
  by: fc.constantFrom(...PEOPLE),
  make: operation,
});

let server: PrivateRedis;
let connections: Redis[];

beforeAll(async () => {
  server = await startPrivateRedis();
  connections = ['a', 'b', 'c'].map((name) => connectRedis(server.url, 'command', name, { limits: DEFAULT_LIMITS }));
});
afterAll(async () => {
  for (const connection of connections ?? []) connection.disconnect();
  await server?.stop();
});

const CLEARANCE = { against: DEFAULT_VERSION_ID, best: DEFAULT_VERSION_ID, verdict: { passed: true, checks: [] } };
const submit = ({ writer }: TestWriter, { opId, by, make }: Step, pageNow: number) =>
  writer.submit(
    { opId, op: make(pageNow) },
    { id: by, watches: false },
    { clearance: CLEARANCE, holdsHostKey: by === HOST, newKey: 'a-new-key' },
  );

/** A room with its host, and gateways that have read it. */
async function newRoom(gateways: number): Promise<{ roomId: string; writers: TestWriter[] }> {
  const roomId = `propertyroom${rooms++}`;
  await createRoom(connections[0]!, { roomId, title: 'Property', hostKeyHash: '' }, limits);
  const writers = await Promise.all(
    connections.slice(0, gateways).map((redis) => TestWriter.open(redis, roomId, limits)),
  );
  await submit(writers[0]!, { opId: 'op-claims-the-room', by: HOST, make: () => ({ kind: 'host.claim' }) }, 1);
  return { roomId, writers };
}
let rooms = 0;

async function samplesOf(redis: Redis, roomId: string): Promise<Map<string, SampleFacts>> {
  const stored = await redis.hgetall(roomKeys(roomId).samples);
  return new Map(Object.entries(stored).map(([id, json]) => [id, JSON.parse(json) as SampleFacts]));
}

/** All that a ledger says, so that two of them can be compared. */
function contentOf({ parts, samples, ink: kept, sampleBytes }: Ledger) {
  const sorted = <T>(entries: Iterable<[string, T]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    parts: sorted(parts.entries()),
    samples: sorted(samples.entries()),
    ink: sorted(kept.entries()),
    sampleBytes,
  };
}

/** What holds after any operations in any order. */
async function check(roomId: string, writers: readonly TestWriter[]): Promise<RoomState> {
  const redis = connections[0]!;
  const keys = roomKeys(roomId);
  const { state, ledger } = (await readLedger(redis, roomId, limits))!;
  expect(await readRoom(redis, roomId, limits)).toEqual(state);
  const { entries } = await readLog(redis, roomId);
  // Numbers without a gap, each operation once, and times that never go back.
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
  expect(new Set(entries.map(({ opId }) => opId)).size).toBe(entries.length);
  for (const [index, { at }] of entries.entries()) expect(at).toBeGreaterThanOrEqual(entries[index - 1]?.at ?? 0);
  // The state is what the log adds up to, for whoever reads it and for each gateway that followed.
  const empty = emptyRoom(roomId, 'Property', state.createdAt);
  expect(entries.reduce(applyEntry, empty)).toEqual(state);
  for (const { copy } of writers) {
    await copy.reached(state.seq);
    expect(copy.state).toEqual(state);
  }
  // So is the ledger, entry by entry as others tell them, or in drafts as whoever commits them keeps it.
  const { entries: whole } = await readEntries(redis, roomId, 0, 1000);
  const followed = Ledger.empty();
  const drafted = Ledger.empty();
  let draft = drafted.fork();
  let before = empty;
  for (const [index, entry] of whole.entries()) {
    const after = applyEntry(before, entry);
    for (const one of [followed, draft]) one.follow(entry.effect, before, after);
    before = after;
    if (index % 7 !== 6) continue;
    draft.keep();
    draft = drafted.fork();
  }
  draft.keep();
  expect(contentOf(followed)).toEqual(contentOf(ledger));
  expect(contentOf(drafted)).toEqual(contentOf(ledger));

  // Each label of ink of one part has its sample; counters are what can be counted; nobody is in both parts.
  const samples = await samplesOf(redis, roomId);
  const parts = await redis.hgetall(keys.parts);
  const counted = emptySampleCounts();
  for (const sample of samples.values()) {
    if (sample.label === 'not-a-digit') {
      if (sample.part === 'training') counted.notDigits++;
      continue;
    }
    counted[sample.part]++;
    if (sample.part === 'training') counted.perDigit[sample.label]!++;
  }
  expect(state.samples).toEqual(counted);
  const placed = Object.entries(state.pages).flatMap(([number, { cells }]) =>
    Object.entries(cells).map(([index, one]) => ({ one, at: { page: Number(number), cell: Number(index) } })),
  );
  for (const { one, at } of placed) {
    const { label, strokes } = one;
    if (!label) continue;
    const partsHere = new Set(strokes.map((id) => parts[id.split('/')[0]!]));
    if (label.sampleId === null) {
      expect(partsHere.size > 1 || samples.size === limits.samplesPerRoomMax).toBe(true);
      continue;
    }
    expect([...partsHere]).toEqual([samples.get(label.sampleId)!.part]);
    expect(samples.get(label.sampleId)).toMatchObject({
      label: label.value,
      labelledBy: label.by,
      ...at,
      strokes,
    });
  }
  // Ink is there for all that is named and nothing else, as it was drawn.
  const cleared = Object.values(state.pages).flatMap((one) => one.cleared.flatMap(strokesCleared));
  const named = new Set([
    ...Object.values(state.pages).flatMap(strokesOn),
    ...cleared,
    ...[...samples.values()].flatMap(({ strokes }) => strokes),
  ]);
  expect((await redis.hkeys(keys.ink)).sort()).toEqual([...named].sort());
  const kept = await readInk(redis, roomId, [...named]);
  for (const { strokes, bytes } of samples.values())
    expect(bytes).toBe(strokes.reduce((sum, id) => sum + storedInk(kept[id]!).length, 0));
  return state;
}

describe('the room log', () => {
  it('R3 whatever is done, the state is what its log adds up to, and samples agree with labels', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
        const { roomId, writers } = await newRoom(1);
        const redis = connections[0]!;
        let pageNow = 1;
        const partOf = new Map<string, string>();
        const drawnAs = new Map<string, string>();
        const sampledAs = new Map<string, string>();
        for (const one of steps) {
          const before = await redis.hget(roomKeys(roomId).meta, 'seq');
          const result = await submit(writers[0]!, one, pageNow);
          const op = one.make(pageNow);
          if (result.ok && !result.value.repeated && op.kind === 'stroke.add')
            drawnAs.set(strokeIdOf(one.by, op.stroke.id), storedInk(op.stroke));
          const after = await redis.hget(roomKeys(roomId).meta, 'seq');
          const isNew = result.ok && !result.value.repeated;
          expect(Number(after)).toBe(Number(before) + (isNew ? 1 : 0));
          pageNow = Number(await redis.hget(roomKeys(roomId).meta, 'page'));
          // A run may have learnt from it or been measured on it by now.
          const samples = await samplesOf(redis, roomId);
          for (const [id, { part }] of samples) {
            expect(partOf.get(id) ?? part).toBe(part);
            partOf.set(id, part);
          }
          const kept = await redis.hgetall(roomKeys(roomId).ink);
          for (const [id, text] of Object.entries(kept)) expect(text).toBe(drawnAs.get(id));
          // R10 What a sample names never changes.
          const named = new Set([...samples.values()].flatMap(({ strokes }) => strokes));
          for (const id of sampledAs.keys()) if (!named.has(id)) sampledAs.delete(id);
          for (const id of named) {
            expect(kept[id]).toBe(sampledAs.get(id) ?? kept[id]);
            sampledAs.set(id, kept[id]!);
          }
        }
        await check(roomId, writers);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('R2 R3 holds the same when operations come to one gateway at once, so that it commits many together', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => {
        const { roomId, writers } = await newRoom(1);
        await Promise.all(steps.map((one) => submit(writers[0]!, one, 1)));
        await check(roomId, writers);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('R2 R3 holds the same when operations come to several gateways at once, some of them twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => {
        const { roomId, writers } = await newRoom(3);
        const twice = [...steps, ...steps.filter((_, index) => index % 3 === 0)];
        const results = await Promise.all(twice.map((one, i) => submit(writers[i % writers.length]!, one, 1)));
        const state = await check(roomId, writers);
        // The answer of one that waits is shared: so it is told by place rather than counted.
        const places = results.flatMap((result) => (result.ok ? [result.value.seq] : []));
        expect([...new Set([1, ...places])].sort((a, b) => a - b)).toEqual(
          Array.from({ length: state.seq }, (_, index) => index + 1),
        );
        const { entries } = await readEntries(connections[0]!, roomId, 0, 1000);
        for (const [i, result] of results.entries())
          if (result.ok) expect(entries[result.value.seq - 1]!.opId).toBe(twice[i]!.opId);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('R2 R3 holds the same for a gateway that comes in between, and for one at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60, size: 'max' }),
        fc.array(fc.nat(2), { minLength: 60, maxLength: 60 }),
        async (steps, who) => {
          const { roomId, writers } = await newRoom(2);
          writers.push(await TestWriter.open(connections[2]!, roomId, limits));
          for (const [i, one] of steps.entries()) {
            await submit(writers[who[i]!]!, one, writers[0]!.copy.state!.page);
            if (i % 20 === 10) writers[2] = await TestWriter.open(connections[2]!, roomId, limits);
          }
          await check(roomId, writers);
        },
      ),
      { seed: SEED, numRuns: RUNS / 2 },
    );
  });
});
