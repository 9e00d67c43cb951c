import {
  applyEntry,
  authorOf,
  DEFAULT_LIMITS,
  DEFAULT_VERSION_ID,
  emptyRoom,
  emptySampleCounts,
  type GateVerdict,
  type InkById,
  type Label,
  type LogEntry,
  type Operation,
  POINT_STRIDE,
  pageOf,
  readLimits,
  renderStrokes,
  type SampleFacts,
  STROKE_POINTS_READ,
  storedInk,
  strokeIdOf,
  supersedes,
  withoutFacts,
} from '@inkroom/shared';
import {
  connectRedis,
  createRoom,
  findOperation,
  hashKey,
  keepRoom,
  keepScore,
  parseRoomMessage,
  publishPredictions,
  type RoomMessage,
  readCellInputs,
  readEntries,
  readInk,
  readPartSamples,
  readScores,
  roomChannel,
  roomKeys,
  SCORE_POINT_MS,
  writeLiveInk,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { addStroke, ink } from '../support/ink.ts';
import { readLog, readRoom } from '../support/stored-room.ts';
import { type TestPerson, TestWriter } from '../support/test-writer.ts';
import { until } from '../support/until.ts';

const ANN = { id: 'ann-0000', name: 'Ann', isHost: false };
const BOB = { id: 'bob-0000', name: 'Bob', isHost: false };
const HOST = { id: 'host-000', name: 'Host', isHost: true };
const LIMITS = readLimits();

let server: PrivateRedis;
let redis: Redis;
let roomId: string;
let writer: TestWriter;
const connections: Redis[] = [];

beforeAll(async () => {
  server = await startPrivateRedis();
  redis = connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS });
});
afterEach(() => {
  for (const connection of connections.splice(0)) connection.disconnect();
});
afterAll(async () => {
  redis?.disconnect();
  await server?.stop();
});
beforeEach(async () => {
  roomId = nanoid(12)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, 'x');
  await createRoom(redis, { roomId, title: 'Test', hostKeyHash: hashKey('key') }, LIMITS);
  writer = await TestWriter.open(redis, roomId, LIMITS);
});

/** A further gateway's part, with a connection of its own. */
async function another(limits = LIMITS): Promise<TestWriter> {
  const connection = connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS });
  connections.push(connection);
  return TestWriter.open(connection, roomId, limits);
}

const submit = (op: Operation, by: TestPerson = ANN, opId = nanoid(), through = writer) =>
  through.submit(op, by, { opId });
const codeOf = async (op: Operation, by: TestPerson = ANN, through = writer) => {
  const result = await submit(op, by, nanoid(), through);
  return result.ok ? 'ok' : result.error.code;
};
const labelCell = (cell: number, label: Label | null, by: TestPerson = ANN) =>
  submit({ kind: 'cell.label', page: 1, cell, label }, by);
const remove = (cell: number, ids: string[], by: TestPerson = ANN) =>
  submit({ kind: 'stroke.remove', page: 1, cell, ids }, by);
const clear = (cell: number, by: TestPerson = ANN) => submit({ kind: 'ink.clear', page: 1, cell }, by);
const strokeOf = (given: string, { id }: TestPerson = ANN) => strokeIdOf(id, given);

const state = async () => (await readRoom(redis, roomId, LIMITS))!;
const cells = async () => pageOf(await state(), 1).cells;
const log = async () => readLog(redis, roomId);
const samples = async () =>
  Object.entries(await redis.hgetall(roomKeys(roomId).samples)).map(([id, json]) => ({
    id,
    ...(JSON.parse(json) as SampleFacts),
  }));
const keptInk = async () => (await redis.hkeys(roomKeys(roomId).ink)).sort();
/** Everything of the room in Redis but the times to live. */
const dump = async () => {
  const keys = (await redis.keys(`${roomKeys(roomId).prefix}:*`)).sort();
  return Promise.all(keys.map(async (key) => [key, (await redis.dumpBuffer(key))?.toString('hex')]));
};

/** What the room's channel says of the log from now on. */
async function listen(): Promise<{ entries: LogEntry[]; ink: InkById; messages: RoomMessage[] }> {
  const subscriber = connectRedis(server.url, 'subscriber', 'test-subscriber', { limits: DEFAULT_LIMITS });
  connections.push(subscriber);
  const told = { entries: [] as LogEntry[], ink: {} as InkById, messages: [] as RoomMessage[] };
  subscriber.on('message', (_, text: string) => {
    const message = parseRoomMessage(text) as RoomMessage;
    told.messages.push(message);
    if (message.event !== 'log.entries') return;
    told.entries.push(...message.payload.entries);
    Object.assign(told.ink, message.payload.ink);
  });
  await subscriber.subscribe(roomChannel(roomId));
  return told;
}

describe('an operation', () => {
  it('R2 is applied once, however often and from wherever it is sent at the same time', async () => {
    const gateways = await Promise.all(Array.from({ length: 4 }, () => another()));
    const op = addStroke(3);
    const answers = await Promise.all(gateways.map((through) => submit(op, ANN, 'op-same-id', through)));
    expect(answers.map((answer) => answer.ok && answer.value.seq)).toEqual(Array(4).fill(1));
    expect(answers.filter((answer) => answer.ok && !answer.value.repeated)).toHaveLength(1);
    // Again to each of them, and twice to one that it waits in.
    const again = await Promise.all(
      [...gateways, ...gateways].map((through) => submit(op, ANN, 'op-same-id', through)),
    );
    expect(again).toEqual(Array(8).fill({ ok: true, value: { seq: 1, repeated: true } }));
    expect((await cells())[3]!.strokes).toHaveLength(1);
    expect((await log()).entries).toHaveLength(1);
  });

  it('R2 sent twice before the first is answered shares its answer', async () => {
    const op = addStroke(3);
    const [first, second] = [submit(op, ANN, 'op-same-id'), submit(op, ANN, 'op-same-id')];
    expect(await first).toEqual(await second);
    expect((await log()).entries).toHaveLength(1);
  });

  it('gets the next number, and is told on the channel in that order, with its ink', async () => {
    const told = await listen();
    const gateways = await Promise.all(Array.from({ length: 4 }, () => another()));
    const ops = Array.from({ length: 200 }, (_, i) => addStroke(i % 30, { x: i }));
    const answers = await Promise.all(ops.map((op, i) => submit(op, ANN, nanoid(), gateways[i % 4]!)));
    await until('all are told', () => told.entries.length === 200);
    expect(told.entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    expect(answers.map((answer) => answer.ok && answer.value.seq).sort((a, b) => Number(a) - Number(b))).toEqual(
      told.entries.map(({ seq }) => seq),
    );
    const { entries, ink: logged } = await log();
    expect(entries).toEqual(told.entries.map(withoutFacts));
    const sent = Object.fromEntries(ops.map(({ stroke: { id, width, points } }) => [strokeOf(id), { width, points }]));
    expect(told.ink).toEqual(sent);
    expect(logged).toEqual(sent);
    for (const [index, answer] of answers.entries())
      expect(entries.find(({ seq }) => answer.ok && seq === answer.value.seq)!.effect).toMatchObject({
        id: strokeOf(ops[index]!.stroke.id),
      });
  });

  it('keeps a stroke to the last digit of its numbers, wherever it is read', async () => {
    const told = await listen();
    const points = [0.1, -279.9, 0.07, 0, 123456.7 % 280, 1e-7, 1, 2 ** 40];
    await submit({ kind: 'stroke.add', page: 1, stroke: { id: 'exact-00', cell: 0, width: 22.7, points } });
    const id = strokeOf('exact-00');
    expect((await cells())[0]!.strokes).toEqual([id]);
    const exact = { [id]: { width: 22.7, points } };
    expect(await readInk(redis, roomId, [id])).toEqual(exact);
    expect((await log()).ink).toEqual(exact);
    await until('it is told', () => told.entries.length === 1);
    expect(told.ink).toEqual(exact);
  });

  it('is told to people without what only gateways know', async () => {
    await submit(addStroke(0));
    await labelCell(0, 7);
    const { entries: stored } = await readEntries(redis, roomId, 0, 10);
    expect(stored.map(({ effect }) => effect.facts !== undefined)).toEqual([true, true]);
    expect((await log()).entries).toEqual(stored.map(withoutFacts));
    expect(JSON.stringify((await log()).entries)).not.toContain('"facts"');
  });

  it('is refused in a room that is gone, and leaves nothing behind', async () => {
    await submit(addStroke(0));
    await redis.del(await redis.keys(`${roomKeys(roomId).prefix}:*`));
    expect(await codeOf(addStroke(0))).toBe('room_not_found');
    expect(await redis.keys(`*${roomId}*`)).toEqual([]);
    expect(await (await another()).copy.load()).toBe(false);
  });

  it('R8 R9 stores nothing and tells nobody when it is refused', async () => {
    await submit(addStroke(0, { id: 'stroke-1' }), BOB);
    await submit(addStroke(1, { id: 'stroke-1' }));
    await submit({ kind: 'cell.label', page: 1, cell: 0, label: 4 }, BOB);
    await submit({ kind: 'room.title', title: 'Test' }, HOST);
    const tight = await another({ ...LIMITS, cellStrokesMax: 1, pageRowsMax: 5, samplesPerRoomMax: 1 });
    const [anns, bobs] = [strokeOf('stroke-1'), strokeOf('stroke-1', BOB)];
    const versionId = '0123456789abcdef';
    const before = await dump();
    const told = await listen();
    const refused: [Operation, TestPerson, string][] = [
      [addStroke(0, { id: 'stroke-1' }), BOB, 'stroke_exists'],
      [addStroke(40), ANN, 'cell_out_of_range'],
      [addStroke(0, { page: 2 }), ANN, 'page_not_found'],
      [addStroke(1), ANN, 'cell_full'],
      [{ kind: 'stroke.remove', page: 1, cell: 0, ids: [bobs] }, ANN, 'not_your_stroke'],
      [{ kind: 'stroke.remove', page: 1, cell: 0, ids: [anns] }, ANN, 'stroke_not_found'],
      [{ kind: 'stroke.remove', page: 7, cell: 0, ids: [bobs] }, BOB, 'page_not_found'],
      [{ kind: 'ink.clear', page: 1, cell: 0 }, ANN, 'not_your_stroke'],
      [{ kind: 'ink.clear', page: 1, cell: 2 }, ANN, 'cell_empty'],
      [{ kind: 'ink.clear', page: 1, personId: BOB.id }, ANN, 'not_your_stroke'],
      [{ kind: 'ink.clear', page: 2 }, ANN, 'page_not_found'],
      [{ kind: 'ink.clear', page: 1, cell: 40 }, ANN, 'cell_out_of_range'],
      [{ kind: 'ink.restore', page: 1, clearing: 'op-of-nobody' }, ANN, 'nothing_to_restore'],
      [{ kind: 'cell.label', page: 1, cell: 2, label: 3 }, ANN, 'cell_empty'],
      [{ kind: 'cell.label', page: 1, cell: 300, label: 3 }, ANN, 'cell_out_of_range'],
      [{ kind: 'cell.label', page: 1, cell: 1, label: 3 }, ANN, 'too_many_samples'],
      [{ kind: 'samples.withdraw', personId: BOB.id, role: 'labelled' }, ANN, 'host_only'],
      [{ kind: 'samples.withdraw', personId: ANN.id, role: 'labelled' }, ANN, 'samples_not_found'],
      [{ kind: 'page.grow', page: 1 }, ANN, 'page_too_tall'],
      [{ kind: 'page.grow', page: 2 }, ANN, 'page_not_found'],
      [{ kind: 'page.begin', columns: 8 }, ANN, 'host_only'],
      [{ kind: 'page.suggest', page: 3 }, ANN, 'page_not_found'],
      [{ kind: 'page.turn', page: 2 }, HOST, 'page_not_found'],
      [{ kind: 'page.turn', page: 1 }, ANN, 'host_only'],
      [{ kind: 'room.title', title: 'Mine' }, ANN, 'host_only'],
      [{ kind: 'model.challenge', versionId: DEFAULT_VERSION_ID }, HOST, 'already_champion'],
      [{ kind: 'model.challenge', versionId }, HOST, 'version_not_found'],
      [{ kind: 'model.promote', versionId }, HOST, 'champion_changed'],
      [{ kind: 'host.claim' }, ANN, 'wrong_key'],
    ];
    for (const [op, by, code] of refused) expect(await codeOf(op, by, tight), JSON.stringify(op)).toBe(code);
    const watching = { id: HOST.id, name: HOST.name, watches: true };
    expect(await tight.writer.submit({ opId: nanoid(), op: { kind: 'page.grow', page: 1 } }, watching)).toMatchObject({
      error: { code: 'viewer_read_only' },
    });
    expect(await dump()).toEqual(before);
    await submit(addStroke(5));
    await until('the next one is told', () => told.entries.length > 0);
    expect(told.messages).toHaveLength(1);
  });

  it('R2 is recognised as repeated for as long as its entry is kept, and the log and ids are trimmed', async () => {
    const short = await another({ ...LIMITS, logLengthMax: 5, opIdsKept: 5 });
    for (let i = 0; i < 12; i++) await submit(addStroke(i), ANN, `op-number-${i}`, short);
    expect(await redis.xlen(roomKeys(roomId).log)).toBe(5);
    expect(await redis.zcard(roomKeys(roomId).ops)).toBe(5);
    for (const through of [short, writer])
      expect(await submit(addStroke(7), ANN, 'op-number-7', through)).toEqual({
        ok: true,
        value: { seq: 8, repeated: true },
      });
    expect(await findOperation(redis, roomId, 'op-number-7')).toBe(8);
    expect(await findOperation(redis, roomId, 'op-number-6')).toBeNull();
    expect((await readEntries(redis, roomId, 0, 20)).entries.map(({ seq }) => seq)).toEqual([8, 9, 10, 11, 12]);
  });

  it('is kept by a gateway, for those who come back and know some of it', async () => {
    for (let i = 0; i < 4; i++) await submit(addStroke(i), ANN, `op-number-${i}`);
    const { copy } = await another();
    expect(copy.entriesAfter(1)?.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(copy.entriesAfter(4)).toEqual([]);
    // As after a store was restored from an older state, or one that went another way.
    expect(copy.entriesAfter(5)).toBeNull();
    expect(copy.leadsOnFrom({ seq: 2, opId: 'op-number-1' })).toBe(true);
    expect(copy.leadsOnFrom({ seq: 2, opId: 'op-number-2' })).toBe(false);
    expect(copy.leadsOnFrom({ seq: 5, opId: 'op-number-5' })).toBe(false);
    for (const key of await redis.keys(`*${roomId}*:log`)) await redis.xtrim(key, 'MAXLEN', 2);
    const late = (await another()).copy;
    expect(late.entriesAfter(2)).toHaveLength(2);
    expect(late.entriesAfter(1)).toBeNull();
  });
});

describe('the state', () => {
  it('R3 is what the log adds up to, read by whoever comes', async () => {
    await submit(addStroke(1), BOB);
    await labelCell(1, 3);
    await submit({ kind: 'page.grow', page: 1 });
    await submit({ kind: 'room.framing', framing: 'centred' }, HOST);
    await submit({ kind: 'model.challenge', versionId: 'shipped-mlp' }, HOST);
    await submit({ kind: 'model.challenge', versionId: null }, HOST);
    await submit({ kind: 'room.title', title: '' }, HOST);
    await submit({ kind: 'page.begin', columns: 12 }, HOST);
    await submit({ kind: 'ink.clear', page: 1 }, HOST, 'op-clears-1');
    await submit({ kind: 'page.suggest', page: 1 });
    const now = await state();
    const { entries } = await log();
    expect(entries.reduce(applyEntry, emptyRoom(roomId, 'Test', now.createdAt))).toEqual(now);
    expect(now).toMatchObject({ title: '', page: 2, framing: 'centred', challenger: null, previous: null });
    expect(now).toMatchObject({ roles: { [HOST.id]: 'host' }, seq: 11, at: entries.at(-1)!.at });
    expect(now).toMatchObject({ turned: { by: HOST.id, from: 1 }, suggested: { by: ANN.id, page: 1 } });
    expect(now.pages).toMatchObject({
      1: { columns: 8, rows: 6 },
      2: { columns: 12, rows: 5, cells: {}, cleared: [] },
    });
    expect(now.pages[1]!.cleared).toMatchObject([{ id: 'op-clears-1', cells: [{ cell: 1, label: { value: 3 } }] }]);
    for (const gateway of [await another(), writer]) expect(gateway.copy.state).toEqual(now);
  });

  it.each([
    ['quotes and lines', '"\\\'\n\t|{}[]'],
    ['other scripts', '数字のノート 📝 e\u0301'],
    ['half a character', 'a\ud83d'],
  ])('R3 has a title of %s as the log has it', async (_, title) => {
    const told = await listen();
    await submit({ kind: 'room.title', title }, HOST);
    await until('it is told', () => told.entries.length === 2);
    const { entries } = await log();
    expect(entries.at(-1)!.effect).toEqual({ kind: 'room.title', title: (await state()).title });
    expect(told.entries.at(-1)!.effect).toEqual(entries.at(-1)!.effect);
    expect(writer.copy.state!.title).toBe((await state()).title);
  });

  it('has the strokes of a cell in the order of the log, those of the same id by several people too', async () => {
    const drawn = Array.from({ length: 20 }, (_, i) => {
      return { by: i % 2 ? ANN : BOB, given: `stroke-${((i >> 1) * 7) % 10}` };
    });
    for (const { by, given } of drawn) await submit(addStroke(2, { id: given }), by);
    expect((await cells())[2]!.strokes).toEqual(drawn.map(({ by, given }) => strokeOf(given, by)));
  });

  it('R10 has all of a page that is not open, as it was', async () => {
    await submit({ kind: 'page.grow', page: 1 });
    await submit(addStroke(44));
    await labelCell(44, 7);
    const before = await cells();
    await submit({ kind: 'page.begin', columns: 8 }, HOST);
    expect(await state()).toMatchObject({ page: 2, pages: { 1: { rows: 6 }, 2: { rows: 5, cells: {} } } });
    expect(await cells()).toEqual(before);
    expect(await codeOf(addStroke(44, { page: 2 }))).toBe('cell_out_of_range');
    expect(await codeOf(addStroke(44))).toBe('ok');
    await submit({ kind: 'page.turn', page: 1 }, HOST);
    expect((await state()).page).toBe(1);
    expect((await cells())[44]!.strokes).toHaveLength(2);
  });

  it('has none of the cells that a page had which is begun anew', async () => {
    await submit(addStroke(0));
    await submit({ kind: 'page.begin', columns: 16 }, HOST);
    await submit({ kind: 'page.grow', page: 2 });
    await submit({ kind: 'page.begin', columns: 8 }, HOST);
    // As many cells as before: ink may be on its way to any of them.
    expect((await state()).pages[2]).toEqual({ columns: 8, rows: 12, cells: {}, cleared: [] });
    expect((await another()).copy.state).toEqual(writer.copy.state);
  });
});

describe('ink', () => {
  it('is kept for as long as a cell names it', async () => {
    for (const [given, by] of [
      ['stroke-1', ANN],
      ['stroke-2', ANN],
      ['stroke-3', BOB],
    ] as const)
      await submit(addStroke(5, { id: given }), by);
    await submit(addStroke(6, { id: 'stroke-4' }), BOB);
    await remove(5, [strokeOf('stroke-1')]);
    expect(await keptInk()).toEqual([strokeOf('stroke-2'), strokeOf('stroke-3', BOB), strokeOf('stroke-4', BOB)]);
    await remove(5, [strokeOf('stroke-2')]);
    await remove(5, [strokeOf('stroke-3', BOB)], BOB);
    expect(await keptInk()).toEqual([strokeOf('stroke-4', BOB)]);
    await submit({ kind: 'page.begin', columns: 8 }, HOST);
    expect(await keptInk()).toEqual([strokeOf('stroke-4', BOB)]);
    await remove(6, [strokeOf('stroke-4', BOB)], BOB);
    expect(await redis.exists(roomKeys(roomId).ink)).toBe(0);
  });

  it('R10 is kept for as long as a clearing names it: others’ for good, and one’s own as often as is kept', async () => {
    const few = await another({ ...LIMITS, clearingsKept: 2 });
    const drawn = (n: number) => strokeOf(`stroke-${n}`);
    await submit(addStroke(5, { id: 'stroke-0' }), BOB, nanoid(), few);
    await submit({ kind: 'ink.clear', page: 1 }, HOST, nanoid(), few);
    const bobs = strokeOf('stroke-0', BOB);
    for (const n of [1, 2, 3, 4]) {
      await submit(addStroke(5, { id: `stroke-${n}` }), ANN, nanoid(), few);
      await submit({ kind: 'ink.clear', page: 1, cell: 5 }, ANN, nanoid(), few);
    }
    expect(await keptInk()).toEqual([drawn(3), drawn(4), bobs]);
    expect((await state()).pages[1]!.cleared.map(({ by }) => by)).toEqual([HOST.id, ANN.id, ANN.id]);
    // A host may take others' strokes back one by one: that is no different.
    await submit(addStroke(6, { id: 'stroke-5' }), BOB, nanoid(), few);
    await remove(6, [strokeOf('stroke-5', BOB)], HOST);
    expect(await keptInk()).toContain(strokeOf('stroke-5', BOB));
  });

  it('R10 that a host has cleared is brought back by its author after the room was read anew', async () => {
    for (const [id, by] of [
      ['stroke-1', ANN],
      ['stroke-2', BOB],
    ] as const)
      await submit(addStroke(5, { id, x: Number(id.at(-1)) }), by);
    await labelCell(5, 7);
    const [before] = [(await cells())[5]!];
    await submit({ kind: 'ink.clear', page: 1 }, HOST, 'op-clears-1');
    await submit(addStroke(5, { id: 'stroke-3' }), BOB);
    const fresh = await another();
    const restore = { kind: 'ink.restore', page: 1, clearing: 'op-clears-1' } as const;
    expect(await submit(restore, ANN, nanoid(), fresh)).toMatchObject({ ok: true });
    // Its cell is in use: it is in the nearest free one, and what others wrote can still be brought back.
    const at = Object.entries(await cells()).find(([, { strokes }]) => strokes.includes(strokeOf('stroke-1')))!;
    expect(at).toMatchObject(['4', { strokes: [strokeOf('stroke-1')], label: null }]);
    expect((await state()).pages[1]!.cleared).toMatchObject([{ cells: [{ strokes: [strokeOf('stroke-2', BOB)] }] }]);
    expect(await readInk(redis, roomId, before.strokes)).toEqual({
      [before.strokes[0]!]: ink(1),
      [before.strokes[1]!]: ink(2),
    });
    expect(await submit(restore, BOB, nanoid(), fresh)).toMatchObject({ ok: true });
    expect((await state()).pages[1]!.cleared).toEqual([]);
    expect(await codeOf(restore, HOST, fresh)).toBe('nothing_to_restore');
  });

  it('R10 stays as long as a sample names it, when its clearing is forgotten, and goes with the last', async () => {
    for (const cell of [1, 2]) await submit(addStroke(cell, { id: `stroke-${cell}`, x: cell }), BOB);
    for (const cell of [1, 2]) await labelCell(cell, cell as Label);
    const kept = [1, 2].map((cell) => strokeOf(`stroke-${cell}`, BOB));
    const few = await another({ ...LIMITS, clearingsKept: 1 });
    for (const cell of [1, 2, 3]) {
      if (cell === 3) await submit(addStroke(3, { id: 'stroke-3' }), BOB);
      await submit({ kind: 'ink.clear', page: 1, cell }, BOB, nanoid(), few);
    }
    await submit({ kind: 'page.begin', columns: 8 }, HOST);
    expect(await keptInk()).toEqual([...kept, strokeOf('stroke-3', BOB)]);
    expect(await readInk(redis, roomId, kept)).toEqual({ [kept[0]!]: ink(1), [kept[1]!]: ink(2) });
    await submit({ kind: 'samples.withdraw', personId: ANN.id, role: 'labelled' }, HOST);
    expect(await keptInk()).toEqual([strokeOf('stroke-3', BOB)]);
    expect(await redis.exists(roomKeys(roomId).samples)).toBe(0);
  });

  it('on the page outlives the sample that named it', async () => {
    await submit(addStroke(1, { id: 'stroke-1' }));
    await labelCell(1, 7);
    await submit({ kind: 'samples.withdraw', personId: ANN.id, role: 'labelled' });
    expect(await keptInk()).toEqual([strokeOf('stroke-1')]);
    await labelCell(1, 8);
    await labelCell(1, null);
    expect(await keptInk()).toEqual([strokeOf('stroke-1')]);
  });

  it('that is brought back is kept until cell, clearing and sample have all let it go', async () => {
    const restore = { kind: 'ink.restore', page: 1, clearing: 'op-clears-1' } as const;
    const drawn = addStroke(1, { id: 'stroke-1' });
    await submit(drawn);
    await labelCell(1, 7);
    await submit({ kind: 'ink.clear', page: 1, cell: 1 }, ANN, 'op-clears-1');
    // It is there still: it is brought back, not drawn again.
    expect(await codeOf(drawn)).toBe('stroke_exists');
    expect(await codeOf(restore)).toBe('ok');
    expect((await cells())[1]).toMatchObject({ strokes: [strokeOf('stroke-1')], label: { value: 7 } });
    await submit({ kind: 'samples.withdraw', personId: ANN.id, role: 'written' });
    expect(await keptInk()).toEqual([strokeOf('stroke-1')]);
    await submit({ kind: 'ink.clear', page: 1, cell: 1 });
    expect(await keptInk()).toEqual([strokeOf('stroke-1')]);
    const few = await another({ ...LIMITS, clearingsKept: 1 });
    await submit(addStroke(2, { id: 'stroke-2' }));
    await submit({ kind: 'ink.clear', page: 1, cell: 2 }, ANN, nanoid(), few);
    expect(await keptInk()).toEqual([strokeOf('stroke-2')]);
  });

  it('of a sample goes as the sample follows its cell', async () => {
    for (const given of ['stroke-1', 'stroke-2']) await submit(addStroke(1, { id: given }));
    await labelCell(1, 7);
    await remove(1, [strokeOf('stroke-1')]);
    expect(await keptInk()).toEqual([strokeOf('stroke-2')]);
    await remove(1, [strokeOf('stroke-2')]);
    expect(await keptInk()).toEqual([]);
    expect(await samples()).toEqual([]);
  });

  it('is handed out by the log as far as something still names it', async () => {
    await submit(addStroke(1, { id: 'stroke-1', x: 1 }));
    await submit(addStroke(1, { id: 'stroke-2', x: 2 }));
    await remove(1, [strokeOf('stroke-1')]);
    const { entries, ink: named } = await log();
    expect(entries).toHaveLength(3);
    expect(named).toEqual({ [strokeOf('stroke-2')]: ink(2) });
  });
});

describe('a sample', () => {
  /** As long a stroke as may be, all over its cell. */
  const scribble = (seed: number) => ({
    width: 23,
    points: Array.from({ length: 1_000 }, (_, i) => [(i * (seed + 37)) % 280, (i * 53) % 280, 0.5, i]).flat(),
  });

  it('names its strokes, and is read with their ink, in the order in which samples were made', async () => {
    await submit(addStroke(1, { id: 'stroke-1', x: 10 }));
    await submit(addStroke(1, { id: 'stroke-2', x: 20 }), BOB);
    await submit(addStroke(2, { id: 'stroke-3', x: 30 }), BOB);
    await submit({ kind: 'cell.label', page: 1, cell: 1, label: 7 }, BOB, 'op-labels-1');
    await submit({ kind: 'cell.label', page: 1, cell: 2, label: 2 }, ANN, 'op-labels-2');
    const strokes = [strokeOf('stroke-1'), strokeOf('stroke-2', BOB)];
    const stored = (await samples()).find(({ id }) => id === 'op-labels-1')!;
    expect(stored).toEqual({
      id: 'op-labels-1',
      label: 7,
      part: 'training',
      labelledBy: BOB.id,
      at: expect.any(Number),
      page: 1,
      cell: 1,
      strokes,
      bytes: storedInk(ink(10)).length + storedInk(ink(20)).length,
    });
    expect((await cells())[1]!.label).toEqual({
      value: 7,
      by: BOB.id,
      at: stored.at,
      sampleId: 'op-labels-1',
    });
    const read = await readPartSamples(redis, roomId, ['training', 'holdout']);
    expect(read[0]).toEqual({
      id: 'op-labels-1',
      label: 7,
      part: 'training',
      labelledBy: BOB.id,
      at: stored.at,
      authorId: ANN.id,
      strokes: [ink(10), ink(20)],
    });
    expect(read.map(({ id }) => id)).toEqual(['op-labels-1', 'op-labels-2']);
  });

  it('of a page that was turned or a cell that was cleared is read as ever', async () => {
    for (const cell of [1, 2]) {
      await submit(addStroke(cell, { x: cell }));
      await submit({ kind: 'cell.label', page: 1, cell, label: cell as Label }, ANN, `op-labels-${cell}`);
    }
    await clear(1);
    await submit({ kind: 'page.begin', columns: 8 }, HOST);
    await submit(addStroke(1, { page: 2, x: 5 }));
    await submit({ kind: 'cell.label', page: 2, cell: 1, label: 5 });
    const read = await readPartSamples(redis, roomId, ['training']);
    expect(read.map(({ label, strokes }) => [label, strokes])).toEqual([
      [1, [ink(1)]],
      [2, [ink(2)]],
      [5, [ink(5)]],
    ]);
    expect((await state()).samples).toMatchObject({ training: 3, perDigit: [0, 1, 1, 0, 0, 1, 0, 0, 0, 0] });
  });

  it('follows its cell as long as the cell is labelled, and is withdrawn by taking that back', async () => {
    const read = () => readPartSamples(redis, roomId, ['training']);
    await submit(addStroke(1, { id: 'stroke-1', x: 10 }));
    await labelCell(1, 7);
    const { id } = (await samples())[0]!;
    await submit(addStroke(1, { id: 'stroke-2', x: 20 }), BOB);
    expect(await read()).toMatchObject([{ id, strokes: [ink(10), ink(20)] }]);
    await remove(1, [strokeOf('stroke-1')]);
    expect(await read()).toMatchObject([{ id, authorId: BOB.id, strokes: [ink(20)] }]);
    await labelCell(1, 2, BOB);
    expect(await read()).toMatchObject([{ id, label: 2, labelledBy: BOB.id }]);
    for (const who of [BOB, ANN]) await labelCell(1, null, who);
    expect(await samples()).toEqual([]);
    expect((await state()).samples).toEqual(emptySampleCounts());
  });

  it('of many points is read thinned, and so is what waits to be read; both show the same image', async () => {
    const strokes = Array.from({ length: 20 }, (_, nth) => ({ id: `scribble-${nth}`, ...scribble(nth) }));
    for (const stroke of strokes) await submit({ kind: 'stroke.add', page: 1, stroke: { cell: 1, ...stroke } });
    const live = scribble(99);
    const unfinished = new Map([[strokeOf('live-000'), live]]);
    await writeLiveInk(redis, [{ roomId, page: 1, cell: 1, strokes: unfinished }], LIMITS);
    await labelCell(1, 7);
    // Screens get all of it.
    const whole = await readInk(redis, roomId, (await cells())[1]!.strokes);
    expect(Object.values(whole).map(({ points }) => points)).toEqual(strokes.map(({ points }) => points));
    const [sample] = await readPartSamples(redis, roomId, ['training']);
    for (const { points } of sample!.strokes) expect(points).toHaveLength(STROKE_POINTS_READ * POINT_STRIDE);
    expect(renderStrokes(sample!.strokes, 'mnist')).toEqual(renderStrokes(strokes, 'mnist'));
    const [reading] = await readCellInputs(redis, [{ roomId, page: 1, cell: 1 }]);
    for (const { points } of reading!.strokes) expect(points).toHaveLength(STROKE_POINTS_READ * POINT_STRIDE);
    expect(renderStrokes(reading!.strokes, 'mnist')).toEqual(renderStrokes([...strokes, live], 'mnist'));
  });

  it('counts as many bytes as the store keeps of its ink', async () => {
    for (const cell of [1, 2]) await submit(addStroke(cell));
    await submit({ kind: 'stroke.add', page: 1, stroke: { cell: 1, id: 'scribble', ...scribble(1) } });
    await labelCell(1, 7);
    const { ink: inkKey } = roomKeys(roomId);
    const { strokes, bytes } = (await samples())[0]!;
    const lengths = await Promise.all(strokes.map((id) => redis.hstrlen(inkKey, id)));
    expect(bytes).toBe(lengths.reduce((sum, length) => sum + length, 0));
    // So a gateway that has just read the room holds it to the same limit as the one that wrote it.
    const narrow = await another({ ...LIMITS, samplesBytesMax: bytes });
    const other = { kind: 'cell.label', page: 1, cell: 2, label: 3 } as const;
    expect(await narrow.submit(other, ANN)).toMatchObject({
      error: { code: 'too_many_samples', details: { maxBytes: bytes } },
    });
    await labelCell(1, null);
    expect(await codeOf(other, ANN, narrow)).toBe('ok');
  });

  it('that is no digit is kept, counted apart, and learnt from by models that know it', async () => {
    await submit(addStroke(1));
    await labelCell(1, 'not-a-digit');
    expect(await samples()).toMatchObject([{ label: 'not-a-digit' }]);
    expect((await state()).samples).toEqual({ ...emptySampleCounts(), notDigits: 1 });
    expect(await readPartSamples(redis, roomId, ['training'])).toMatchObject([{ label: 'not-a-digit' }]);
  });

  it('is in the part that its author was drawn into, for good and for every gateway', async () => {
    const everybodyElse = await another({ ...LIMITS, holdoutShare: 1 });
    for (const [cell, by] of [ANN, BOB].entries()) {
      await submit(addStroke(cell, { x: cell }), by);
      await submit({ kind: 'cell.label', page: 1, cell, label: 1 }, HOST, nanoid(), everybodyElse);
    }
    const parts = { [ANN.id]: 'training', [BOB.id]: 'holdout' };
    expect(await redis.hgetall(roomKeys(roomId).parts)).toEqual(parts);
    expect((await state()).samples).toMatchObject({ training: 1, holdout: 1 });
    // Drawn again under another share, Bob would train; and he is drawn in a room without samples as well.
    for (const role of ['labelled', 'written'] as const)
      await submit({ kind: 'samples.withdraw', personId: role === 'labelled' ? HOST.id : BOB.id, role }, HOST);
    const nobody = await another({ ...LIMITS, holdoutShare: 1e-9 });
    await submit(addStroke(2, { x: 2 }), BOB);
    await submit({ kind: 'cell.label', page: 1, cell: 2, label: 2 }, HOST, nanoid(), nobody);
    expect(await redis.hgetall(roomKeys(roomId).parts)).toEqual(parts);
    expect(await readPartSamples(redis, roomId, ['training'])).toEqual([]);
    expect(await readPartSamples(redis, roomId, ['holdout'])).toMatchObject([{ label: 2, authorId: BOB.id }]);
  });

  it('whose ink people of both parts wrote is none, and comes again when it is of one part', async () => {
    const everybodyElse = await another({ ...LIMITS, holdoutShare: 1 });
    const say = (cell: number, label: Label | null) =>
      submit({ kind: 'cell.label', page: 1, cell, label }, HOST, nanoid(), everybodyElse);
    for (const [cell, by] of [ANN, BOB].entries()) {
      await submit(addStroke(cell), by);
      await say(cell, 1);
      await say(cell, null);
    }
    await submit(addStroke(2, { id: 'stroke-1', x: 10 }));
    await submit(addStroke(2, { id: 'stroke-2', x: 20 }), BOB);
    await say(2, 7);
    expect(await samples()).toEqual([]);
    expect((await cells())[2]!.label).toMatchObject({ value: 7, sampleId: null });
    await remove(2, [strokeOf('stroke-1')]);
    const read = await readPartSamples(redis, roomId, ['training', 'holdout']);
    expect(read).toMatchObject([{ part: 'holdout', authorId: BOB.id, label: 7, strokes: [ink(20)] }]);
    expect((await cells())[2]!.label).toMatchObject({ sampleId: read[0]!.id });
  });

  it('that somebody withdraws is gone for models, wherever it was made', async () => {
    for (const [cell, by] of [ANN, BOB, ANN].entries()) await submit(addStroke(cell, { x: cell }), by);
    await labelCell(0, 7, BOB);
    await labelCell(1, 'not-a-digit', BOB);
    await labelCell(2, 3, ANN);
    await clear(0, HOST);
    await submit({ kind: 'samples.withdraw', personId: BOB.id, role: 'labelled' }, HOST);
    expect((await samples()).map(({ label }) => label)).toEqual([3]);
    expect(await readPartSamples(redis, roomId, ['training'])).toMatchObject([{ label: 3, strokes: [ink(2)] }]);
    expect((await state()).samples).toMatchObject({ training: 1 });
    expect((await log()).entries.at(-1)!.effect).toMatchObject({ count: 2, cells: [[1, 1]] });
    await submit({ kind: 'samples.withdraw', personId: ANN.id, role: 'written' }, ANN);
    expect(await samples()).toEqual([]);
  });
});

describe('the model line', () => {
  const PASSED: GateVerdict = { passed: true, checks: [] };
  const FAILED: GateVerdict = {
    passed: false,
    checks: [{ name: 'test', passed: false, candidate: 0.9, champion: 0.99, floor: 0.987 }],
  };
  const promote = (versionId: string, verdict?: GateVerdict, over: { override?: boolean; against?: string } = {}) => {
    const { override = false, against = DEFAULT_VERSION_ID } = over;
    const evidence = verdict ? { clearance: { against, best: DEFAULT_VERSION_ID, verdict } } : {};
    return writer.submit({ kind: 'model.promote', versionId, override }, HOST, { evidence });
  };

  it('R6 keeps what went live, by whom and on what ground, in the log and in the state', async () => {
    await promote('shipped-mlp', FAILED, { override: true });
    await promote(DEFAULT_VERSION_ID);
    await redis.hset(roomKeys(roomId).versions, '0123456789abcdef', '{}');
    await promote('0123456789abcdef', PASSED, { override: true });
    const by = HOST.id;
    const at = expect.any(Number);
    const expected = [
      { versionId: 'shipped-mlp', by, at, verdict: FAILED, override: true },
      { versionId: DEFAULT_VERSION_ID, by, at, verdict: null, override: false },
      { versionId: '0123456789abcdef', by, at, verdict: PASSED, override: false },
    ];
    expect((await state()).promotions).toEqual(expected);
    expect((await log()).entries.reduce(applyEntry, emptyRoom(roomId)).promotions).toEqual(expected);
  });

  it('R6 keeps in mind for every gateway that a version was live by an override only', async () => {
    await promote('shipped-mlp', FAILED, { override: true });
    await promote(DEFAULT_VERSION_ID);
    const other = await another();
    expect(await other.submit({ kind: 'model.promote', versionId: 'shipped-mlp' }, HOST)).toMatchObject({
      error: { code: 'champion_changed' },
    });
    expect(await state()).toMatchObject({
      champion: DEFAULT_VERSION_ID,
      previous: 'shipped-mlp',
      previousForced: true,
    });
  });

  it('names no version that the room does not have; shipped ones are everybody’s', async () => {
    const gone = { ok: false, error: { code: 'version_not_found', details: { versionId: '0123456789abcdef' } } };
    expect(await promote('0123456789abcdef', PASSED)).toMatchObject(gone);
    expect(await submit({ kind: 'model.challenge', versionId: '0123456789abcdef' }, HOST)).toMatchObject(gone);
    expect(await submit({ kind: 'model.challenge', versionId: 'shipped-mlp' }, HOST)).toMatchObject({ ok: true });
  });

  it('comes to those who read cells', async () => {
    await submit(addStroke(1));
    const read = async () => (await readCellInputs(redis, [{ roomId, page: 1, cell: 1 }]))[0];
    await submit({ kind: 'room.framing', framing: 'as-drawn' }, HOST);
    await submit({ kind: 'model.challenge', versionId: 'shipped-cnn' }, HOST);
    await promote('shipped-mlp', PASSED);
    expect(await read()).toMatchObject({
      modelVersion: 'shipped-mlp',
      previous: DEFAULT_VERSION_ID,
      challenger: 'shipped-cnn',
      framing: 'as-drawn',
      generation: 3,
    });
    await submit({ kind: 'model.challenge', versionId: null }, HOST);
    expect(await read()).toMatchObject({ challenger: null, generation: 4 });
  });
});

describe('a prediction', () => {
  const read = async (cell: number) => (await readCellInputs(redis, [{ roomId, page: 1, cell }]))[0];
  const writeLive = (cell: number, strokes: [string, ReturnType<typeof ink> | null][]) =>
    writeLiveInk(
      redis,
      [{ roomId, page: 1, cell, strokes: new Map(strokes.map(([given, drawn]) => [strokeOf(given), drawn])) }],
      LIMITS,
    );
  const predict = async (cell: number, over: object = {}) => {
    const { strokes: _, roomId: __, ...reading } = (await read(cell))!;
    const prediction = {
      ...reading,
      digit: 3,
      scores: [],
      times: {},
      batch: 1,
      workerId: 'w',
      insteadOf: null,
      ...over,
    } as never;
    return { prediction, publish: () => publishPredictions(redis, new Map([[roomId, [prediction]]]), LIMITS) };
  };

  it('is of the durable strokes and the unfinished ones, under the room’s model and framing', async () => {
    await submit(addStroke(1, { x: 10 }));
    await writeLive(1, [['live-000', ink(20)]]);
    expect(await read(1)).toEqual({
      roomId,
      page: 1,
      cell: 1,
      revision: 1,
      live: 1,
      generation: 0,
      modelVersion: 'shipped-drawn',
      previous: null,
      challenger: null,
      framing: 'mnist',
      strokes: [ink(10), ink(20)],
    });
    expect(
      await readCellInputs(redis, [
        { roomId, page: 1, cell: 2 },
        { roomId, page: 2, cell: 1 },
        { roomId: 'nosuchroom', page: 1, cell: 1 },
      ]),
    ).toEqual([null, null, null]);
  });

  it('has the strokes of a cell in the order of the log', async () => {
    for (let i = 0; i < 12; i++) await submit(addStroke(1, { id: `stroke-${(i * 5) % 12}`, x: i }), i % 2 ? ANN : BOB);
    expect((await read(1))!.strokes).toEqual(Array.from({ length: 12 }, (_, i) => ink(i)));
  });

  it('of an unfinished stroke ends when the stroke becomes durable, and a late write does not bring it back', async () => {
    await writeLive(1, [['stroke-1', ink()]]);
    await submit(addStroke(1, { id: 'stroke-1' }));
    expect(await writeLive(1, [['stroke-1', ink()]])).toEqual([false]);
    expect(await read(1)).toMatchObject({ revision: 1, live: 0, strokes: [ink()] });
    expect(await writeLive(1, [['stroke-2', ink()]])).toEqual([true]);
    await read(1);
    expect(await writeLive(1, [['stroke-2', null]])).toEqual([true]);
    await read(1);
    expect(await writeLive(1, [['stroke-2', null]])).toEqual([false]);
    expect(await read(1)).toMatchObject({ revision: 1, live: 2, strokes: [ink()] });
  });

  it('R9 of an unfinished stroke outlives somebody else’s stroke of the same given id', async () => {
    await writeLive(1, [['stroke-1', ink(1)]]);
    await submit(addStroke(1, { id: 'stroke-1', x: 2 }), BOB);
    await read(1);
    expect(await writeLive(1, [['stroke-1', ink(3)]])).toEqual([true]);
    expect(await read(1)).toMatchObject({ strokes: [ink(2), ink(3)] });
  });

  it('of unfinished strokes alone goes with the last of them, and what was predicted too', async () => {
    await writeLive(1, [['stroke-1', ink(1)]]);
    expect(await (await predict(1)).publish()).toBe(1);
    const late = await predict(1);
    await writeLive(1, [['stroke-1', null]]);
    expect(await read(1)).toBeNull();
    expect(await redis.hlen(roomKeys(roomId).predictions)).toBe(0);
    expect(await late.publish()).toBe(0);
  });

  it('R4 is dropped when the cell, the model or the framing has moved on, on whichever page it is', async () => {
    await submit(addStroke(1));
    const { publish } = await predict(1);
    expect(await publish()).toBe(1);
    const old = await predict(1);
    await submit(addStroke(1));
    expect(await old.publish()).toBe(0);
    const beforeFraming = await predict(1);
    await submit({ kind: 'room.framing', framing: 'centred' }, HOST);
    expect(await beforeFraming.publish()).toBe(0);
    const beforeClear = await predict(1);
    await clear(1, HOST);
    expect(await beforeClear.publish()).toBe(0);
    expect((await cells())[1]!.prediction).toBeNull();
    await submit(addStroke(1));
    const beforeTurn = await predict(1);
    await submit({ kind: 'page.begin', columns: 8 }, HOST);
    expect(await beforeTurn.publish()).toBe(1);
    const elsewhere = await predict(1);
    await submit(addStroke(1));
    expect(await elsewhere.publish()).toBe(0);
  });

  it('R4 of a cell whose last stroke is taken back leaves no prediction', async () => {
    await submit(addStroke(1, { id: 'stroke-1' }));
    expect(await (await predict(1)).publish()).toBe(1);
    expect((await cells())[1]!.prediction).toMatchObject({ digit: 3 });
    const late = await predict(1);
    await remove(1, [strokeOf('stroke-1')]);
    expect((await cells())[1]!.prediction).toBeNull();
    expect(await late.publish()).toBe(0);
  });

  it('R4 in whatever order predictions are published, what is kept is what supersedes all others', async () => {
    await submit(addStroke(1));
    const predictions = [];
    for (let i = 0; i < 6; i++) {
      predictions.push(await predict(1, { digit: i }));
      await writeLive(1, [['live-000', ink(i)]]);
    }
    for (const index of [2, 0, 5, 1, 4, 3]) await predictions[index]!.publish();
    const { prediction } = (await cells())[1]!;
    expect(prediction!.digit).toBe(5);
    for (const other of predictions) expect(supersedes(prediction!, other.prediction)).toBe(true);
  });

  it('R4 by another model in the champion’s place gives way to the champion’s own, and never replaces it', async () => {
    await submit(addStroke(1));
    const standIn = await predict(1, { digit: 4, insteadOf: { modelVersion: 'champion', error: null } });
    const own = await predict(1, { digit: 5 });
    expect(await standIn.publish()).toBe(1);
    expect(await own.publish()).toBe(1);
    expect(await standIn.publish()).toBe(0);
    expect((await cells())[1]!.prediction).toMatchObject({ digit: 5, insteadOf: null });
    await submit(addStroke(1, { x: 20 }));
    const newer = await predict(1, { digit: 6, insteadOf: { modelVersion: 'champion', error: null } });
    expect(await newer.publish()).toBe(1);
  });

  it('is told to the room', async () => {
    const told = await listen();
    await submit(addStroke(1));
    const { prediction, publish } = await predict(1);
    await publish();
    await until('it is told', () => told.messages.some(({ event }) => event === 'predictions'));
    expect(told.messages.at(-1)).toEqual({ event: 'predictions', payload: [prediction] });
  });
});

describe('a room', () => {
  /** All that a room may have, but for runs and versions. */
  async function use(through = writer, limits = LIMITS): Promise<void> {
    for (const cell of [1, 2]) await submit(addStroke(cell, { id: `stroke-${cell}` }), ANN, nanoid(), through);
    await submit({ kind: 'cell.label', page: 1, cell: 1, label: 1 }, BOB, nanoid(), through);
    const strokes = new Map([[strokeOf('live-000'), ink()]]);
    await writeLiveInk(redis, [{ roomId, page: 1, cell: 3, strokes }], limits);
    const [reading] = await readCellInputs(redis, [{ roomId, page: 1, cell: 2 }]);
    const { strokes: _, roomId: __, ...read } = reading!;
    const prediction = { ...read, digit: 3, scores: [], times: {}, insteadOf: null } as never;
    await publishPredictions(redis, new Map([[roomId, [prediction]]]), limits);
  }
  const keys = () => redis.keys(`${roomKeys(roomId).prefix}:*`);
  /** Unfinished strokes live for moments, and so does what is asked of workers. */
  const lasting = async () => (await keys()).filter((key) => !key.includes(':live:') && !key.endsWith(':asked'));

  it('has a time to live on each of its keys', async () => {
    await use();
    const { meta, log: logKey, ops, ink: inkKey, samples: samplesKey, parts, ...of } = roomKeys(roomId);
    const page = [of.pages, of.cells, of.counts, of.predictions, of.live(1, 3), of.asked];
    expect((await keys()).sort()).toEqual([meta, logKey, ops, inkKey, samplesKey, parts, ...page].sort());
    for (const key of await keys()) expect(await redis.ttl(key), key).toBeGreaterThan(0);
    for (const key of await lasting())
      expect(await redis.ttl(key), key).toBeGreaterThan(0.9 * LIMITS.roomIdleTtlSeconds - 1);
  });

  describe.each([
    ['looked at', async () => keepRoom(redis, roomId, LIMITS)],
    ['written in', async () => void (await submit(addStroke(9)))],
    ['opened by a gateway', async () => void (await another())],
  ])('that is %s', (_, touch) => {
    const renewed = async () => {
      await use();
      const { runs, versions, cards } = roomKeys(roomId);
      await Promise.all([redis.zadd(runs, 1, 'run'), redis.hset(versions, 'v', '{}'), redis.hset(cards, 'v', '{}')]);
      for (const key of await lasting()) await redis.expire(key, 1000);
      await touch();
      const left = new Map<string, number>();
      for (const key of await lasting()) left.set(key, await redis.ttl(key));
      return left;
    };

    it('is kept, with all that is remembered of it', async () => {
      const { counts } = roomKeys(roomId);
      for (const [key, ttl] of await renewed()) if (key !== counts) expect(ttl, key).toBeGreaterThan(1000);
    });

    it('R4 is kept with the counts of live writes: what is read later must not seem to be older', async () => {
      expect((await renewed()).get(roomKeys(roomId).counts)).toBeGreaterThan(1000);
    });
  });

  it('leaves Redis some time after its last use, all of it', async () => {
    const brief = { ...LIMITS, roomIdleTtlSeconds: 1, liveExpiryMs: 500 };
    roomId = `brief${nanoid(8)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, 'x')}`;
    await createRoom(redis, { roomId, title: '', hostKeyHash: '' }, brief);
    await use(await TestWriter.open(redis, roomId, brief), brief);
    expect(await keys()).not.toEqual([]);
    await until('the room is gone', async () => (await keys()).length === 0);
  });

  it('has one point of its score for each span of time, whichever gateway tells it', async () => {
    const score = (right: number) => ({ inked: 9, written: 4, read: 4, right });
    const at = (spans: number) => 1e12 + spans * SCORE_POINT_MS;
    const times = [at(0), at(0) + 1, at(1), at(1) - 1, at(2)];
    for (const [i, now] of times.entries()) await keepScore(redis, roomId, score(i), now, LIMITS);
    expect((await readScores(redis, roomId)).map(({ at, right }) => [at, right])).toEqual([
      [at(0), 0],
      [at(1), 2],
      [at(2), 4],
    ]);
    expect(await redis.ttl(roomKeys(roomId).scores)).toBeGreaterThan(0);
  });

  it('is opened once', async () => {
    await submit(addStroke(1));
    expect(await createRoom(redis, { roomId, title: 'Mine', hostKeyHash: hashKey('mine') }, LIMITS)).toBe(false);
    expect(await state()).toMatchObject({ title: 'Test', seq: 1 });
  });

  it('names the author of each stroke in its id', async () => {
    await submit(addStroke(1), BOB);
    expect((await cells())[1]!.strokes.map(authorOf)).toEqual([BOB.id]);
  });
});
