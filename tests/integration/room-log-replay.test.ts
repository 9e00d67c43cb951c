import {
  applyLogged,
  DEFAULT_LIMITS,
  DEFAULT_VERSION_ID,
  emptyRoom,
  emptySampleCounts,
  type Label,
  type Operation,
  type RoomState,
  readLimits,
  type Sample,
} from '@inkroom/shared';
import { appendOperation, connectRedis, createRoom, readLog, readRoom, roomKeys } from '@inkroom/store';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis.ts';
import { addStroke } from '../support/ink.ts';
import { SEED } from '../support/seed.ts';

const limits = { ...readLimits(), cellStrokesMax: 4, sheetRowsMax: 7, samplesPerRoomMax: 6, holdoutShare: 0.5 };
const RUNS = 60;
const PEOPLE = ['host-000', 'ann-0000', 'bob-0000', 'cleo-000'];

/** Few cells and stroke ids, so that operations meet each other; pages and cells that do not exist, so that some fail. */
const cell = fc.constantFrom(0, 1, 2, 41, 60);
const sheet = fc.oneof({ weight: 8, arbitrary: fc.constant('now' as const) }, { weight: 1, arbitrary: fc.constant(1) });
const strokeId = fc.integer({ min: 0, max: 25 }).map((n) => `stroke-${n}`);
const label = fc.constantFrom<Label | null>(0, 4, 9, 'not-a-digit', null);

interface Step {
  opId: string;
  by: string;
  make: (sheetNow: number) => Operation;
}

const operation: fc.Arbitrary<Step['make']> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ cell, id: strokeId, sheet, x: fc.integer({ min: -280, max: 560 }) }).map(
      ({ sheet: on, ...rest }) =>
        (now: number) =>
          addStroke(rest.cell, { ...rest, sheet: on === 'now' ? now : on }),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.record({ ids: fc.array(strokeId, { minLength: 1, maxLength: 6 }), sheet }).map(
      ({ ids, sheet: on }) =>
        (now: number): Operation => ({ kind: 'stroke.remove', ids, sheet: on === 'now' ? now : on }),
    ),
  },
  {
    weight: 2,
    arbitrary: cell.map(
      (index) =>
        (now: number): Operation => ({ kind: 'cell.clear', cell: index, sheet: now }),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.record({ cell, label }).map(
      (what) =>
        (now: number): Operation => ({ kind: 'cell.annotate', sheet: now, ...what }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ personId: fc.constantFrom(...PEOPLE), role: fc.constantFrom('annotated' as const, 'written' as const) })
      .map((whose) => (): Operation => ({ kind: 'samples.withdraw', ...whose })),
  },
  { weight: 1, arbitrary: fc.constant((): Operation => ({ kind: 'sheet.grow' })) },
  { weight: 1, arbitrary: fc.constant((now: number): Operation => ({ kind: 'sheet.turn', sheet: now })) },
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
      .constantFrom('shipped-mlp', null)
      .map((versionId) => (): Operation => ({ kind: 'model.challenge', versionId })),
  },
);
/** Some operations come again under the same id. */
const step = fc.record({
  opId: fc.integer({ min: 0, max: 120 }).map((n) => `op-number-${n}`),
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

const submit = (redis: Redis, roomId: string, { opId, by, make }: Step, sheetNow: number) =>
  appendOperation(
    redis,
    roomId,
    {
      opId,
      op: make(sheetNow),
      by: { id: by, name: by, isHost: by === 'host-000' },
      clearance: { against: DEFAULT_VERSION_ID, verdict: { passed: true, checks: [] } },
    },
    limits,
  );

async function samplesOf(redis: Redis, roomId: string): Promise<Sample[]> {
  return Object.values(await redis.hgetall(roomKeys(roomId).samples)).map((json) => JSON.parse(json) as Sample);
}

/** What holds after any operations in any order. */
async function check(roomId: string): Promise<RoomState> {
  const redis = connections[0]!;
  const state = (await readRoom(redis, roomId))!;
  const entries = (await readLog(redis, roomId, 0))!;
  // Numbers without a gap, each operation once.
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
  expect(new Set(entries.map(({ opId }) => opId)).size).toBe(entries.length);
  // The state is what the log adds up to.
  const replayed = entries.reduce(applyLogged, emptyRoom(roomId, state.title, state.createdAt));
  expect(state).toEqual(replayed);
  // Each annotation of ink of one part has its sample; counters are what can be counted; nobody is in both parts.
  const samples = await samplesOf(redis, roomId);
  const parts = await redis.hgetall(roomKeys(roomId).parts);
  const counted = emptySampleCounts();
  for (const sample of samples) {
    if (sample.label === 'not-a-digit') continue;
    counted[sample.part]++;
    if (sample.part === 'training') counted.perDigit[sample.label]!++;
  }
  expect(state.samples).toEqual(counted);
  const contributions = await redis.zrange(roomKeys(roomId).contributions, '0', '-1');
  const annotated = contributions.filter((member) => member.startsWith('annotated|'));
  expect(annotated.sort()).toEqual(samples.map(({ id, annotatedBy }) => `annotated|${annotatedBy}|${id}`).sort());
  const wrote = new Set(contributions.filter((member) => member.startsWith('written|')));
  for (const { id, authorId } of samples) expect(wrote).toContain(`written|${authorId}|${id}`);
  expect((await redis.hkeys(roomKeys(roomId).sampleFacts)).sort()).toEqual(samples.map(({ id }) => id).sort());
  const stored = await redis.hvals(roomKeys(roomId).samples);
  const bytes = Number(await redis.hget(roomKeys(roomId).meta, 'sampleBytes'));
  expect(bytes).toBe(stored.reduce((sum, json) => sum + json.length, 0));
  for (const { annotation, strokes } of Object.values(state.cells)) {
    if (!annotation) continue;
    const partsHere = new Set(strokes.map(({ authorId }) => parts[authorId]));
    if (annotation.sampleId === null) {
      expect(partsHere.size > 1 || samples.length === limits.samplesPerRoomMax).toBe(true);
      continue;
    }
    expect(partsHere.size).toBe(1);
    const sample = samples.find(({ id }) => id === annotation.sampleId)!;
    expect(sample).toMatchObject({
      label: annotation.label,
      annotatedBy: annotation.by,
      authorId: strokes[0]!.authorId,
    });
    expect(sample.strokes).toEqual(strokes.map(({ width, points }) => ({ width, points })));
  }
  for (const { authorId, part } of samples) expect(parts[authorId]).toBe(part);
  // Every stroke is known to lie where it lies.
  const places = await redis.hgetall(roomKeys(roomId).strokes(state.sheet));
  const strokes = Object.values(state.cells).flatMap((one) => one.strokes);
  expect(places).toEqual(Object.fromEntries(strokes.map(({ id, cell: at, authorId }) => [id, `${at}|${authorId}`])));
  return state;
}

let rooms = 0;
async function newRoom(): Promise<string> {
  const roomId = `propertyroom${rooms++}`;
  await createRoom(connections[0]!, { roomId, title: 'Property', hostKeyHash: '' });
  return roomId;
}

describe('the room log', () => {
  it('R3 whatever is done, the state is what its log adds up to, and samples agree with annotations', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const roomId = await newRoom();
        let sheetNow = 1;
        const partOf = new Map<string, string>();
        for (const one of steps) {
          const before = await connections[0]!.hget(roomKeys(roomId).meta, 'seq');
          const result = await submit(connections[0]!, roomId, one, sheetNow);
          const after = await connections[0]!.hget(roomKeys(roomId).meta, 'seq');
          const isNew = result.ok && !result.value.repeated;
          expect(Number(after)).toBe(Number(before) + (isNew ? 1 : 0));
          sheetNow = Number(await connections[0]!.hget(roomKeys(roomId).meta, 'sheet'));
          // A run may have learnt from it or been measured on it by now.
          for (const { id, part } of await samplesOf(connections[0]!, roomId)) {
            expect(partOf.get(id) ?? part).toBe(part);
            partOf.set(id, part);
          }
        }
        await check(roomId);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('R2 R3 holds the same when operations come from several connections at once, some of them twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const roomId = await newRoom();
        const twice = [...steps, ...steps.filter((_, index) => index % 3 === 0)];
        const results = await Promise.all(
          twice.map((one, index) => submit(connections[index % connections.length]!, roomId, one, 1)),
        );
        const state = await check(roomId);
        const applied = results.filter((result) => result.ok && !result.value.repeated);
        expect(applied).toHaveLength(state.seq);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
