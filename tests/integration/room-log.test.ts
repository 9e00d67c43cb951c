import {
  applyLogged,
  DEFAULT_LIMITS,
  DEFAULT_VERSION_ID,
  emptyRoom,
  type GateVerdict,
  type Label,
  type LogEntry,
  type Operation,
  POINT_STRIDE,
  PROMOTIONS_KEPT,
  readLimits,
  renderStrokes,
  type Sample,
  type SampleRole,
  STROKE_POINTS_READ,
  supersedes,
} from '@inkroom/shared';
import {
  appendOperation,
  connectRedis,
  createRoom,
  hashKey,
  publishPredictions,
  readCells,
  readDigitSamples,
  readLog,
  readRoom,
  roomChannel,
  roomKeys,
  writeLiveInk,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis.ts';
import { addStroke, ink } from '../support/ink.ts';
import { until } from '../support/until.ts';

const ANN = { id: 'ann-0000', name: 'Ann', isHost: false };
const BOB = { id: 'bob-0000', name: 'Bob', isHost: false };
const HOST = { id: 'host-000', name: 'Host', isHost: true };

let server: PrivateRedis;
let redis: Redis;
let roomId: string;

beforeAll(async () => {
  server = await startPrivateRedis();
  redis = connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS });
});
afterAll(async () => {
  redis?.disconnect();
  await server?.stop();
});
beforeEach(async () => {
  roomId = nanoid(12)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, 'x');
  await createRoom(redis, { roomId, title: 'Test', hostKeyHash: hashKey('key') });
});

const submit = (op: Operation, by = ANN, opId = nanoid(), limits = readLimits()) =>
  appendOperation(redis, roomId, { opId, op, by }, limits);
const seqOf = async (op: Operation, by = ANN) => {
  const result = await submit(op, by);
  if (!result.ok) throw new Error(result.error.code);
  return result.value.seq;
};
const codeOf = async (op: Operation, by = ANN, limits = readLimits()) => {
  const result = await submit(op, by, nanoid(), limits);
  return result.ok ? 'ok' : result.error.code;
};
const state = async () => (await readRoom(redis, roomId))!;
const samples = async () =>
  Object.values(await redis.hgetall(roomKeys(roomId).samples)).map((json) => JSON.parse(json) as Sample);
/** Everything of the room in Redis but the times to live. */
const dump = async () => {
  const keys = (await redis.keys(`${roomKeys(roomId).prefix}:*`)).sort();
  return Promise.all(keys.map(async (key) => [key, (await redis.dumpBuffer(key))?.toString('hex')]));
};

describe('an operation', () => {
  it('R2 is applied once, however often and from wherever it is sent', async () => {
    const op = addStroke(3);
    const answers = await Promise.all(Array.from({ length: 8 }, () => submit(op, ANN, 'op-same-id')));
    expect(answers.map((answer) => answer.ok && answer.value.seq)).toEqual(Array(8).fill(1));
    expect(answers.filter((answer) => answer.ok && !answer.value.repeated)).toHaveLength(1);
    expect((await state()).cells[3]!.strokes).toHaveLength(1);
    expect(await readLog(redis, roomId, 0)).toHaveLength(1);
  });

  it('gets the next number, and is told on the channel in that order', async () => {
    const subscriber = connectRedis(server.url, 'subscriber', 'test-subscriber', { limits: DEFAULT_LIMITS });
    const told: LogEntry[] = [];
    subscriber.on('message', (_, text: string) => {
      const message = JSON.parse(text);
      if (message.event === 'log.entry') told.push(message.payload);
    });
    await subscriber.subscribe(roomChannel(roomId));
    const others = Array.from({ length: 4 }, (_, i) =>
      connectRedis(server.url, 'command', `test-${i}`, { limits: DEFAULT_LIMITS }),
    );
    try {
      await Promise.all(
        Array.from({ length: 200 }, (_, i) =>
          appendOperation(others[i % 4]!, roomId, { opId: nanoid(), op: addStroke(i % 40), by: ANN }),
        ),
      );
      await until('all are told', () => told.length === 200);
      expect(told.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
      expect(await readLog(redis, roomId, 0)).toEqual(told);
    } finally {
      for (const connection of [subscriber, ...others]) connection.disconnect();
    }
  });

  it('keeps a stroke to the last digit of its numbers', async () => {
    const points = [0.1, -279.9, 0.07, 0, 123456.7 % 280, 1e-7, 1, 2 ** 40];
    await submit({ kind: 'stroke.add', sheet: 1, stroke: { id: 'exact-00', cell: 0, width: 22.7, points } });
    expect((await state()).cells[0]!.strokes[0]).toEqual({
      id: 'exact-00',
      authorId: ANN.id,
      cell: 0,
      width: 22.7,
      points,
    });
    expect((await readLog(redis, roomId, 0))![0]!.effect).toMatchObject({ stroke: { points } });
  });

  it('is refused in a room that does not exist', async () => {
    const result = await appendOperation(redis, 'nosuchroom', { opId: nanoid(), op: addStroke(0), by: ANN });
    expect(result).toMatchObject({ ok: false, error: { code: 'room_not_found' } });
    expect(await redis.keys('*nosuchroom*')).toEqual([]);
  });

  it('R8 stores nothing when it is refused', async () => {
    await submit(addStroke(0, { id: 'stroke-1' }), BOB);
    await submit({ kind: 'cell.annotate', sheet: 1, cell: 0, label: 4 }, BOB);
    const before = await dump();
    const refused: [Operation, string][] = [
      [addStroke(0, { id: 'stroke-1' }), 'stroke_exists'],
      [addStroke(40), 'cell_out_of_range'],
      [addStroke(0, { sheet: 2 }), 'sheet_outdated'],
      [{ kind: 'stroke.remove', sheet: 1, ids: ['stroke-1'] }, 'not_your_stroke'],
      [{ kind: 'stroke.remove', sheet: 1, ids: ['nothing-1'] }, 'stroke_not_found'],
      [{ kind: 'stroke.remove', sheet: 7, ids: ['stroke-1'] }, 'sheet_outdated'],
      [{ kind: 'cell.clear', sheet: 1, cell: 0 }, 'not_your_stroke'],
      [{ kind: 'cell.clear', sheet: 1, cell: 1 }, 'cell_empty'],
      [{ kind: 'cell.annotate', sheet: 1, cell: 1, label: 3 }, 'cell_empty'],
      [{ kind: 'cell.annotate', sheet: 1, cell: 300, label: 3 }, 'cell_out_of_range'],
      [{ kind: 'sheet.turn', sheet: 1 }, 'sheet_not_full'],
    ];
    for (const [op, code] of refused) expect(await codeOf(op), JSON.stringify(op)).toBe(code);
    expect(await dump()).toEqual(before);
  });

  it('is held to the limits of cell, sheet and samples', async () => {
    const tight = { ...readLimits(), cellStrokesMax: 2, sheetRowsMax: 6, samplesPerRoomMax: 1 };
    for (const cell of [0, 0, 1]) await submit(addStroke(cell));
    expect(await codeOf(addStroke(0), ANN, tight)).toBe('cell_full');
    expect(await codeOf({ kind: 'sheet.grow' }, ANN, tight)).toBe('ok');
    expect(await codeOf({ kind: 'sheet.grow' }, ANN, tight)).toBe('sheet_too_tall');
    expect(await codeOf({ kind: 'cell.annotate', sheet: 1, cell: 0, label: 1 }, ANN, tight)).toBe('ok');
    expect(await codeOf({ kind: 'cell.annotate', sheet: 1, cell: 1, label: 1 }, ANN, tight)).toBe('too_many_samples');
    expect(await codeOf({ kind: 'cell.annotate', sheet: 1, cell: 0, label: 2 }, ANN, tight)).toBe('ok');
  });

  it('is recognised as repeated for as long as its entry is kept, and the log and ids are trimmed', async () => {
    const short = { ...readLimits(), logLengthMax: 5, opIdsKept: 5 };
    for (let i = 0; i < 12; i++) await submit(addStroke(i), ANN, `op-number-${i}`, short);
    expect(await redis.xlen(roomKeys(roomId).log)).toBe(5);
    expect(await redis.zcard(roomKeys(roomId).ops)).toBe(5);
    expect(await submit(addStroke(7), ANN, 'op-number-7')).toMatchObject({
      ok: true,
      value: { seq: 8, repeated: true },
    });
    expect(await readLog(redis, roomId, 7)).toHaveLength(5);
    expect(await readLog(redis, roomId, 6)).toBeNull();
    expect(await readLog(redis, roomId, 12)).toEqual([]);
    expect(await readLog(redis, roomId, 13)).toBeNull();
  });

  it('is replayed from the log up to logReplayMax', async () => {
    for (let i = 0; i < 4; i++) await submit(addStroke(i));
    const few = { ...readLimits(), logReplayMax: 3 };
    expect(await readLog(redis, roomId, 1, few)).toHaveLength(3);
    expect(await readLog(redis, roomId, 0, few)).toBeNull();
  });
});

describe('strokes', () => {
  it('R9 are taken back by their author or a host, by nobody else', async () => {
    for (const id of ['stroke-1', 'stroke-2', 'stroke-3']) await submit(addStroke(5, { id }));
    expect(await codeOf({ kind: 'stroke.remove', sheet: 1, ids: ['stroke-1'] }, BOB)).toBe('not_your_stroke');
    expect(await codeOf({ kind: 'stroke.remove', sheet: 1, ids: ['stroke-1'] }, ANN)).toBe('ok');
    expect(await codeOf({ kind: 'stroke.remove', sheet: 1, ids: ['stroke-2'] }, HOST)).toBe('ok');
    expect((await state()).cells[5]!.strokes.map(({ id }) => id)).toEqual(['stroke-3']);
  });

  it('taken back together all stay when one of them is somebody else’s', async () => {
    await submit(addStroke(5, { id: 'anns-000' }));
    await submit(addStroke(5, { id: 'bobs-000' }), BOB);
    expect(await codeOf({ kind: 'stroke.remove', sheet: 1, ids: ['anns-000', 'bobs-000'] })).toBe('not_your_stroke');
    expect((await state()).cells[5]!.strokes).toHaveLength(2);
  });

  it('that are gone already are passed over', async () => {
    await submit(addStroke(5, { id: 'anns-000' }));
    expect(await codeOf({ kind: 'stroke.remove', sheet: 1, ids: ['anns-000', 'gone-000'] })).toBe('ok');
  });

  it('of several cells are not one operation', async () => {
    await submit(addStroke(5, { id: 'here-000' }));
    await submit(addStroke(6, { id: 'there-00' }));
    expect(await codeOf({ kind: 'stroke.remove', sheet: 1, ids: ['here-000', 'there-00'] })).toBe('invalid_payload');
  });

  it('keep the order of the log within a cell', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `stroke-${(i * 7) % 20}`);
    for (const id of ids) await submit(addStroke(2, { id }));
    expect((await state()).cells[2]!.strokes.map(({ id }) => id)).toEqual(ids);
  });

  it('of others stay when a writer clears a cell; a host clears it all', async () => {
    await submit(addStroke(5, { id: 'anns-000' }));
    await submit(addStroke(5, { id: 'bobs-000' }), BOB);
    await submit({ kind: 'cell.clear', sheet: 1, cell: 5 });
    expect((await state()).cells[5]!.strokes.map(({ id }) => id)).toEqual(['bobs-000']);
    await submit({ kind: 'cell.clear', sheet: 1, cell: 5 }, HOST);
    expect((await state()).cells[5]!.strokes).toEqual([]);
  });
});

describe('a sample', () => {
  /** As long a stroke as may be, all over its cell. */
  const scribble = (seed: number) => ({
    width: 23,
    points: Array.from({ length: 1_000 }, (_, i) => [(i * (seed + 37)) % 280, (i * 53) % 280, 0.5, i]).flat(),
  });
  const annotate = (cell: number, label: number | 'not-a-digit' | null, by = ANN) =>
    submit({ kind: 'cell.annotate', sheet: 1, cell, label: label as never }, by);

  it('is the strokes of its cell, frozen with who wrote and who annotated them', async () => {
    await submit(addStroke(1, { x: 10 }));
    await submit(addStroke(1, { x: 20 }), BOB);
    await annotate(1, 7, BOB);
    const [sample] = await samples();
    expect(sample).toMatchObject({ authorId: ANN.id, annotatedBy: BOB.id, label: 7, part: 'training' });
    expect(sample!.strokes).toEqual([ink(10), ink(20)]);
    const { annotation } = (await state()).cells[1]!;
    expect(annotation).toEqual({ label: 7, by: BOB.id, at: sample!.at, sampleId: sample!.id });
  });

  it('follows its cell as long as the cell is annotated', async () => {
    await submit(addStroke(1, { id: 'stroke-1', x: 10 }));
    await annotate(1, 7);
    await submit(addStroke(1, { id: 'stroke-2', x: 20 }), BOB);
    expect((await samples())[0]!.strokes).toEqual([ink(10), ink(20)]);
    await submit({ kind: 'stroke.remove', sheet: 1, ids: ['stroke-1'] });
    expect((await samples())[0]).toMatchObject({ authorId: BOB.id, strokes: [ink(20)] });
    await submit({ kind: 'stroke.remove', sheet: 1, ids: ['stroke-2'] }, BOB);
    expect(await samples()).toEqual([]);
    expect((await state()).samples).toEqual({ training: 0, holdout: 0, perDigit: Array(10).fill(0) });
    expect((await state()).cells[1]).toMatchObject({ annotation: null, revision: 4 });
  });

  it('is replaced by a new annotation of its cell and withdrawn by taking it back', async () => {
    await submit(addStroke(1));
    await annotate(1, 7);
    const [first] = await samples();
    await annotate(1, 2, BOB);
    expect(await samples()).toEqual([{ ...first, label: 2, annotatedBy: BOB.id, at: expect.any(Number) }]);
    expect((await state()).samples.perDigit).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    await annotate(1, null);
    expect(await samples()).toEqual([]);
    expect((await state()).samples.training).toBe(0);
    await annotate(1, 3);
    expect((await samples())[0]!.id).not.toBe(first!.id);
  });

  it('stays for good when its cell is cleared or its page turned', async () => {
    for (const cell of [1, 2]) {
      await submit(addStroke(cell));
      await annotate(cell, cell as never);
    }
    await submit({ kind: 'cell.clear', sheet: 1, cell: 1 });
    await submit({ kind: 'sheet.turn', sheet: 1 }, HOST);
    expect((await samples()).map(({ label }) => label).sort()).toEqual([1, 2]);
    expect(await state()).toMatchObject({ sheet: 2, cells: {}, samples: { training: 2 } });
    await submit(addStroke(1, { sheet: 2 }));
    await submit({ kind: 'cell.annotate', sheet: 2, cell: 1, label: 5 });
    expect(await samples()).toHaveLength(3);
  });

  it('follows what is left when a writer clears only their own strokes', async () => {
    await submit(addStroke(1, { x: 10 }));
    await submit(addStroke(1, { x: 20 }), BOB);
    await annotate(1, 7);
    await submit({ kind: 'cell.clear', sheet: 1, cell: 1 });
    expect(await samples()).toMatchObject([{ authorId: BOB.id, strokes: [ink(20)] }]);
    expect((await readLog(redis, roomId, 3))![0]!.effect.kind).toBe('stroke.remove');
  });

  it('of many points is frozen as models read it, and so is what they read', async () => {
    const strokes = Array.from({ length: 20 }, (_, nth) => ({ id: `scribble-${nth}`, ...scribble(nth) }));
    for (const stroke of strokes) await submit({ kind: 'stroke.add', sheet: 1, stroke: { cell: 1, ...stroke } });
    const live = scribble(99);
    await writeLiveInk(redis, [{ roomId, sheet: 1, cell: 1, strokes: new Map([['live-000', live]]) }]);
    await annotate(1, 7);
    expect((await state()).cells[1]!.strokes.map(({ points }) => points)).toEqual(strokes.map(({ points }) => points));
    const [sample] = await samples();
    expect(JSON.stringify(sample).length).toBeLessThan(20 * STROKE_POINTS_READ * 30);
    expect(renderStrokes(sample!.strokes, 'mnist')).toEqual(renderStrokes(strokes, 'mnist'));
    const [reading] = await readCells(redis, [{ roomId, sheet: 1, cell: 1 }]);
    for (const { points } of reading!.strokes) expect(points).toHaveLength(STROKE_POINTS_READ * POINT_STRIDE);
    expect(renderStrokes(reading!.strokes, 'mnist')).toEqual(renderStrokes([...strokes, live], 'mnist'));
  });

  it('is refused where all of them would take too many bytes, until some are taken back', async () => {
    for (const cell of [1, 2]) await submit(addStroke(cell));
    await annotate(1, 7);
    const bytes = Number(await redis.hget(roomKeys(roomId).meta, 'sampleBytes'));
    const narrow = { ...readLimits(), samplesBytesMax: bytes };
    const other: Operation = { kind: 'cell.annotate', sheet: 1, cell: 2, label: 3 };
    expect(await submit(other, ANN, nanoid(), narrow)).toMatchObject({
      error: { code: 'too_many_samples', details: { maxBytes: bytes } },
    });
    expect(await codeOf({ ...other, cell: 1 }, ANN, narrow)).toBe('ok');
    await annotate(1, null);
    expect(await codeOf(other, ANN, narrow)).toBe('ok');
  });

  it('that is no digit is kept, but neither counted nor trained on', async () => {
    await submit(addStroke(1));
    await annotate(1, 'not-a-digit');
    expect(await samples()).toMatchObject([{ label: 'not-a-digit' }]);
    expect((await state()).samples).toEqual({ training: 0, holdout: 0, perDigit: Array(10).fill(0) });
    expect(await readDigitSamples(redis, roomId, ['training'])).toEqual([]);
    await annotate(1, 0);
    expect((await state()).samples).toMatchObject({ training: 1, perDigit: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0] });
  });

  it('is in the part of its author: the first trains, of the others a share is held out, each for good', async () => {
    const authors = Array.from({ length: 160 }, (_, i) => ({ id: `author-${i}`, name: 'Author', isHost: false }));
    const limits = { ...readLimits(), sheetRowsMax: 100 };
    while ((await state()).rows < 21) await submit({ kind: 'sheet.grow' }, ANN, nanoid(), limits);
    for (const [cell, author] of authors.entries()) {
      await submit(addStroke(cell), author);
      await annotate(cell, 1, HOST);
    }
    const parts = await redis.hgetall(roomKeys(roomId).parts);
    expect(parts['author-0']).toBe('training');
    const heldOut = Object.values(parts).filter((part) => part === 'holdout').length;
    expect(heldOut).toBeGreaterThan(160 * 0.1);
    expect(heldOut).toBeLessThan(160 * 0.3);
    expect((await state()).samples).toMatchObject({ training: 160 - heldOut, holdout: heldOut });
    // Drawn again under another share, they would fall otherwise.
    const author = authors.find(({ id }) => parts[id] === 'holdout')!;
    await submit(addStroke(164), author);
    await submit({ kind: 'cell.annotate', sheet: 1, cell: 164, label: 2 }, HOST, nanoid(), {
      ...limits,
      holdoutShare: 1e-9,
    });
    expect((await samples()).find(({ label }) => label === 2)!.part).toBe('holdout');
  });
});

describe('withdrawing samples', () => {
  const CLEO = { id: 'cleo-000', name: 'Cleo', isHost: false };
  const withdraw = (personId: string, role: SampleRole, by = HOST) =>
    submit({ kind: 'samples.withdraw', personId, role }, by);
  const annotate = (cell: number, label: Label, by = ANN) =>
    submit({ kind: 'cell.annotate', sheet: 1, cell, label }, by);
  const labels = async () => (await samples()).map(({ label }) => label).sort();

  it('takes all that somebody annotated, wherever it was made, and moves the counters', async () => {
    for (const cell of [0, 1, 2, 3]) await submit(addStroke(cell), CLEO);
    await annotate(0, 7, BOB);
    await submit({ kind: 'cell.clear', sheet: 1, cell: 0 }, HOST);
    await annotate(1, 7, BOB);
    await annotate(2, 'not-a-digit', BOB);
    await annotate(3, 3, ANN);
    expect(await withdraw(BOB.id, 'annotated')).toMatchObject({ ok: true });
    expect(await labels()).toEqual([3]);
    const { samples: counts, cells } = await state();
    expect(counts).toEqual({ training: 1, holdout: 0, perDigit: [0, 0, 0, 1, 0, 0, 0, 0, 0, 0] });
    expect([1, 2, 3].map((cell) => cells[cell]!.annotation?.label)).toEqual([undefined, undefined, 3]);
    expect((await readLog(redis, roomId, 0))!.at(-1)!.effect).toMatchObject({ count: 3, cells: [1, 2] });
    // Nothing of it comes again with the next stroke.
    await submit(addStroke(1), CLEO);
    expect(await labels()).toEqual([3]);
  });

  it('takes all that holds somebody’s writing, also beside that of others', async () => {
    await submit(addStroke(0), ANN);
    await submit(addStroke(1), ANN);
    await submit(addStroke(1), BOB);
    await submit(addStroke(2), BOB);
    for (const cell of [0, 1, 2]) await annotate(cell, cell as Label, HOST);
    const parts = await redis.hgetall(roomKeys(roomId).parts);
    expect(parts).toEqual({ [ANN.id]: 'training', [BOB.id]: 'training' });
    expect(await withdraw(BOB.id, 'written')).toMatchObject({ ok: true });
    expect(await labels()).toEqual([0]);
  });

  it('takes nothing of people whose id begins alike', async () => {
    for (const [cell, id] of ['bob-0000', 'bob-00001', 'bob-0000-x'].entries()) {
      await submit(addStroke(cell), ANN);
      await annotate(cell, cell as Label, { ...BOB, id });
    }
    await withdraw('bob-0000', 'annotated');
    expect(await labels()).toEqual([1, 2]);
  });

  it('takes back an annotation that made no sample, and says when there is nothing to take', async () => {
    const narrow = { ...readLimits(), samplesPerRoomMax: 1 };
    expect(await withdraw(BOB.id, 'annotated')).toMatchObject({ error: { code: 'samples_not_found' } });
    await submit(addStroke(0));
    await annotate(0, 1, BOB);
    await withdraw(BOB.id, 'annotated');
    expect(await withdraw(BOB.id, 'annotated')).toMatchObject({ error: { code: 'samples_not_found' } });
    expect(await codeOf({ kind: 'cell.annotate', sheet: 1, cell: 0, label: 5 }, HOST, narrow)).toBe('ok');
  });

  it('makes room again in a room that somebody filled', async () => {
    const narrow = { ...readLimits(), samplesPerRoomMax: 2 };
    for (const cell of [0, 1, 2]) await submit(addStroke(cell));
    for (const cell of [0, 1]) await annotate(cell, 7, BOB);
    const correct: Operation = { kind: 'cell.annotate', sheet: 1, cell: 2, label: 2 };
    expect(await codeOf(correct, HOST, narrow)).toBe('too_many_samples');
    await withdraw(BOB.id, 'annotated');
    expect(await codeOf(correct, HOST, narrow)).toBe('ok');
    expect(await redis.zcard(roomKeys(roomId).contributions)).toBe(2);
    expect(await redis.hlen(roomKeys(roomId).sampleFacts)).toBe(1);
  });
});

describe('a cell in which people of both parts wrote', () => {
  const everybodyElseHeldOut = { ...readLimits(), holdoutShare: 1 };
  const stroke = (id: string, x: number, by: typeof ANN) => submit(addStroke(1, { id, x }), by);
  const label = (digit: 7 | 2, by = BOB) =>
    submit({ kind: 'cell.annotate', sheet: 1, cell: 1, label: digit }, by, nanoid(), everybodyElseHeldOut);
  const cell = async () => (await state()).cells[1]!;
  const none = { training: 0, holdout: 0 };

  // Ann is the room's first author and trains; Bob's part is drawn with his ink, and everybody's after the first is the holdout.
  beforeEach(async () => {
    await submit(addStroke(0));
    await submit({ kind: 'cell.annotate', sheet: 1, cell: 0, label: 1 }, ANN, nanoid(), everybodyElseHeldOut);
    await submit({ kind: 'cell.annotate', sheet: 1, cell: 0, label: null });
    await submit(addStroke(2), BOB);
    await submit({ kind: 'cell.annotate', sheet: 1, cell: 2, label: 1 }, ANN, nanoid(), everybodyElseHeldOut);
    await submit({ kind: 'cell.annotate', sheet: 1, cell: 2, label: null });
    expect(await redis.hgetall(roomKeys(roomId).parts)).toEqual({ [ANN.id]: 'training', [BOB.id]: 'holdout' });
  });

  it('is annotated without a sample, and the annotation says so', async () => {
    await stroke('anns-000', 10, ANN);
    await stroke('bobs-000', 20, BOB);
    expect(await label(7)).toMatchObject({ ok: true });
    expect(await samples()).toEqual([]);
    expect(await cell()).toMatchObject({ annotation: { label: 7, by: BOB.id, sampleId: null } });
    expect((await state()).samples).toMatchObject(none);
  });

  it('has its sample withdrawn when the ink of the other part comes, whoever comes first', async () => {
    for (const [first, second] of [
      [ANN, BOB],
      [BOB, ANN],
    ] as const) {
      await stroke('first-00', 10, first);
      await label(7);
      expect(await samples()).toMatchObject([{ part: first === ANN ? 'training' : 'holdout', authorId: first.id }]);
      await stroke('second-0', 20, second);
      expect(await samples()).toEqual([]);
      expect((await cell()).annotation).toMatchObject({ label: 7, sampleId: null });
      expect((await state()).samples).toMatchObject(none);
      await submit({ kind: 'cell.clear', sheet: 1, cell: 1 }, HOST);
    }
  });

  it('never has a sample in another part than it was: what is left of the ink is another sample', async () => {
    await stroke('anns-000', 10, ANN);
    await label(7);
    const [trained] = await samples();
    await stroke('bobs-000', 20, BOB);
    await submit({ kind: 'stroke.remove', sheet: 1, ids: ['anns-000'] }, ANN);
    const [left] = await samples();
    expect(left).toMatchObject({ part: 'holdout', authorId: BOB.id, label: 7, strokes: [ink(20)] });
    expect(left!.id).not.toBe(trained!.id);
    expect((await cell()).annotation).toMatchObject({ sampleId: left!.id });
    expect((await state()).samples).toMatchObject({ training: 0, holdout: 1 });
  });

  it('is told to everybody by the log', async () => {
    await stroke('anns-000', 10, ANN);
    await label(2);
    await stroke('bobs-000', 20, BOB);
    await submit({ kind: 'stroke.remove', sheet: 1, ids: ['bobs-000'] }, BOB);
    const entries = (await readLog(redis, roomId, 0))!;
    const { createdAt, title } = await state();
    expect(entries.reduce(applyLogged, emptyRoom(roomId, title, createdAt))).toEqual(await state());
    expect(entries.at(-2)!.effect).toMatchObject({ annotation: { sampleId: null }, samples: none });
    expect(entries.at(-1)!.effect).toMatchObject({
      annotation: { sampleId: expect.any(String) },
      samples: { training: 1 },
    });
  });

  it('makes no sample again where the room is full of them by now', async () => {
    await stroke('anns-000', 10, ANN);
    await label(2);
    await stroke('bobs-000', 20, BOB);
    const removal: Operation = { kind: 'stroke.remove', sheet: 1, ids: ['bobs-000'] };
    await submit(addStroke(3));
    await submit({ kind: 'cell.annotate', sheet: 1, cell: 3, label: 5 });
    await submit(removal, BOB, nanoid(), { ...readLimits(), samplesPerRoomMax: 1 });
    expect(await samples()).toMatchObject([{ label: 5 }]);
    expect((await cell()).annotation).toMatchObject({ sampleId: null });
  });
});

describe('the page', () => {
  it('is turned by a host at any time, by a writer when no cell is empty, once', async () => {
    for (let cell = 0; cell < 39; cell++) await submit(addStroke(cell));
    expect(await codeOf({ kind: 'sheet.turn', sheet: 1 })).toBe('sheet_not_full');
    await submit(addStroke(39));
    expect(await codeOf({ kind: 'sheet.turn', sheet: 1 })).toBe('ok');
    expect(await codeOf({ kind: 'sheet.turn', sheet: 1 })).toBe('sheet_outdated');
    expect(await codeOf({ kind: 'sheet.turn', sheet: 2 }, HOST)).toBe('ok');
    expect(await state()).toMatchObject({ sheet: 3, rows: 5 });
  });

  it('leaves nothing of itself behind when it is turned', async () => {
    await submit({ kind: 'sheet.grow' });
    await submit(addStroke(44));
    await writeLiveInk(redis, [{ roomId, sheet: 1, cell: 44, strokes: new Map([['live-000', ink()]]) }]);
    await submit({ kind: 'sheet.turn', sheet: 1 }, HOST);
    expect(await redis.keys(`${roomKeys(roomId).prefix}:*:1*`)).toEqual([]);
  });
});

describe('the model and framing', () => {
  it('change with a new generation, and the champion so far becomes the previous one', async () => {
    await seqOf({ kind: 'room.framing', framing: 'centred' }, HOST);
    await promote('shipped-mlp', PASSED);
    expect(await state()).toMatchObject({
      framing: 'centred',
      champion: 'shipped-mlp',
      previous: 'shipped-drawn',
      generation: 2,
    });
    await seqOf({ kind: 'model.promote', versionId: 'shipped-mlp' }, HOST);
    expect(await state()).toMatchObject({ champion: 'shipped-mlp', previous: 'shipped-drawn', generation: 3 });
    await seqOf({ kind: 'model.promote', versionId: 'shipped-drawn' }, HOST);
    expect(await state()).toMatchObject({ champion: 'shipped-drawn', previous: 'shipped-mlp', generation: 4 });
  });

  it('R6 no version goes live that the gate has not let pass, unless it was live before', async () => {
    const wanted: Operation = { kind: 'model.promote', versionId: 'shipped-mlp' };
    expect(await submit(wanted, HOST)).toMatchObject({ error: { code: 'champion_changed' } });
    expect(await promote('shipped-mlp', FAILED)).toEqual({
      ok: false,
      error: { code: 'gate_failed', message: expect.any(String), details: { verdict: FAILED } },
    });
    expect(await promote('shipped-mlp', PASSED, { against: 'some-other' })).toMatchObject({
      error: { code: 'champion_changed' },
    });
    expect(await state()).toMatchObject({ champion: DEFAULT_VERSION_ID, promotions: [], seq: 0 });
  });

  it('R6 what went live, by whom and on what ground is in the log and stays in the state', async () => {
    await promote('shipped-mlp', FAILED, { override: true });
    await promote(DEFAULT_VERSION_ID);
    await redis.hset(roomKeys(roomId).versions, '0123456789abcdef', '{}');
    await promote('0123456789abcdef', PASSED, { override: true });
    const by = { id: HOST.id, name: HOST.name };
    const at = expect.any(Number);
    const expected = [
      { versionId: 'shipped-mlp', by, at, verdict: FAILED, override: true },
      { versionId: DEFAULT_VERSION_ID, by, at, verdict: null, override: false },
      { versionId: '0123456789abcdef', by, at, verdict: PASSED, override: false },
    ];
    expect((await state()).promotions).toEqual(expected);
    const logged = (await readLog(redis, roomId, 0))!.reduce(applyLogged, emptyRoom(roomId));
    expect(logged.promotions).toEqual(expected);
  });

  it('R6 are not told as against the gate where nobody asked for that', async () => {
    await promote('shipped-mlp', PASSED);
    // It went live between its measurement and this: it needs no gate any more.
    await promote('shipped-mlp', FAILED);
    expect((await state()).promotions.at(-1)).toMatchObject({ verdict: FAILED, override: false });
  });

  it('name no version that the room does not have, or no longer', async () => {
    const gone = { ok: false, error: { code: 'version_not_found', details: { versionId: '0123456789abcdef' } } };
    expect(await promote('0123456789abcdef', PASSED)).toMatchObject(gone);
    expect(await submit({ kind: 'model.challenge', versionId: '0123456789abcdef' }, HOST)).toMatchObject(gone);
  });

  it('keeps the latest promotions only', async () => {
    for (let i = 0; i < PROMOTIONS_KEPT + 2; i++) await promote(DEFAULT_VERSION_ID);
    expect((await state()).promotions).toHaveLength(PROMOTIONS_KEPT);
  });

  it('have a challenger until it is taken back or becomes the champion', async () => {
    const challenge = (versionId: string | null) => submit({ kind: 'model.challenge', versionId }, HOST);
    expect(await challenge(DEFAULT_VERSION_ID)).toMatchObject({ error: { code: 'already_champion' } });
    await challenge('shipped-mlp');
    expect(await state()).toMatchObject({ challenger: 'shipped-mlp', generation: 1 });
    await challenge(null);
    expect(await state()).toMatchObject({ challenger: null, generation: 2 });
    await challenge('shipped-mlp');
    await promote('shipped-mlp', PASSED);
    expect(await state()).toMatchObject({ champion: 'shipped-mlp', challenger: null, generation: 4 });
  });

  const PASSED: GateVerdict = { passed: true, checks: [] };
  const FAILED: GateVerdict = {
    passed: false,
    checks: [{ name: 'test', passed: false, candidate: 0.9, champion: 0.99, floor: 0.987 }],
  };

  function promote(
    versionId: string,
    verdict?: GateVerdict,
    { override = false, against = DEFAULT_VERSION_ID }: { override?: boolean; against?: string } = {},
  ) {
    const op: Operation = { kind: 'model.promote', versionId, override };
    const clearance = verdict ? { clearance: { against, verdict } } : {};
    return appendOperation(redis, roomId, { opId: nanoid(), op, by: HOST, ...clearance });
  }
});

describe('a reading', () => {
  const read = async (cell: number) => (await readCells(redis, [{ roomId, sheet: 1, cell }]))[0];
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
    return { prediction, publish: () => publishPredictions(redis, new Map([[roomId, [prediction]]])) };
  };

  it('is of the durable strokes and the unfinished ones, under the room’s model and framing', async () => {
    await submit(addStroke(1, { x: 10 }));
    await writeLiveInk(redis, [{ roomId, sheet: 1, cell: 1, strokes: new Map([['live-000', ink(20)]]) }]);
    expect(await read(1)).toEqual({
      roomId,
      sheet: 1,
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
      await readCells(redis, [
        { roomId, sheet: 1, cell: 2 },
        { roomId, sheet: 2, cell: 1 },
        { roomId: 'nosuchroom', sheet: 1, cell: 1 },
      ]),
    ).toEqual([null, null, null]);
  });

  it('of an unfinished stroke ends when the stroke becomes durable, and a late write does not bring it back', async () => {
    const live = (strokes: Map<string, ReturnType<typeof ink> | null>) =>
      writeLiveInk(redis, [{ roomId, sheet: 1, cell: 1, strokes }]);
    await live(new Map([['stroke-1', ink()]]));
    await submit(addStroke(1, { id: 'stroke-1' }));
    expect(await live(new Map([['stroke-1', ink()]]))).toEqual([false]);
    expect(await read(1)).toMatchObject({ revision: 1, live: 0, strokes: [ink()] });
    expect(await live(new Map([['stroke-2', ink()]]))).toEqual([true]);
    expect(await live(new Map([['stroke-2', null]]))).toEqual([true]);
    expect(await live(new Map([['stroke-2', null]]))).toEqual([false]);
    expect(await read(1)).toMatchObject({ revision: 1, live: 2, strokes: [ink()] });
  });

  it('R4 is dropped when the cell, the model, the framing or the page has moved on', async () => {
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
    await submit({ kind: 'cell.clear', sheet: 1, cell: 1 }, HOST);
    expect(await beforeClear.publish()).toBe(0);
    expect((await state()).cells[1]!.prediction).toBeNull();
    await submit(addStroke(1));
    const beforeTurn = await predict(1);
    await submit({ kind: 'sheet.turn', sheet: 1 }, HOST);
    expect(await beforeTurn.publish()).toBe(0);
  });

  it('R4 in whatever order readings are published, what is kept is what supersedes all others', async () => {
    await submit(addStroke(1));
    const readings = [];
    for (let i = 0; i < 6; i++) {
      readings.push(await predict(1, { digit: i }));
      await writeLiveInk(redis, [{ roomId, sheet: 1, cell: 1, strokes: new Map([['live-000', ink(i)]]) }]);
    }
    for (const index of [2, 0, 5, 1, 4, 3]) await readings[index]!.publish();
    const { prediction } = (await state()).cells[1]!;
    expect(prediction!.digit).toBe(5);
    for (const other of readings) expect(supersedes(prediction!, other.prediction)).toBe(true);
  });

  it('R4 by another model in the champion’s place gives way to the champion’s own, and never replaces it', async () => {
    await submit(addStroke(1));
    const standIn = await predict(1, { digit: 4, insteadOf: { modelVersion: 'champion', error: null } });
    const own = await predict(1, { digit: 5 });
    expect(await standIn.publish()).toBe(1);
    expect(await own.publish()).toBe(1);
    expect(await standIn.publish()).toBe(0);
    expect((await state()).cells[1]!.prediction).toMatchObject({ digit: 5, insteadOf: null });
    await submit(addStroke(1, { x: 20 }));
    const newer = await predict(1, { digit: 6, insteadOf: { modelVersion: 'champion', error: null } });
    expect(await newer.publish()).toBe(1);
  });
});

describe('a room', () => {
  it('is kept for as long as it is used, with all that belongs to it', async () => {
    const { prefix, meta } = roomKeys(roomId);
    await submit(addStroke(1));
    await submit({ kind: 'cell.annotate', sheet: 1, cell: 1, label: 1 });
    for (const key of await redis.keys(`${prefix}:*`)) await redis.expire(key, 1000);
    await readRoom(redis, roomId);
    const keys = await redis.keys(`${prefix}:*`);
    expect(keys).toContain(meta);
    for (const key of keys) expect(await redis.ttl(key), key).toBeGreaterThan(1000);
  });

  it('leaves Redis some time after its last use, all of it', async () => {
    const brief = { ...readLimits(), roomIdleTtlSeconds: 1 };
    await createRoom(redis, { roomId: 'briefroom1', title: '', hostKeyHash: '' }, brief);
    for (const op of [addStroke(1), { kind: 'cell.annotate', sheet: 1, cell: 1, label: 1 }] satisfies Operation[])
      await appendOperation(redis, 'briefroom1', { opId: nanoid(), op, by: ANN }, brief);
    expect(await redis.keys('*briefroom1*')).not.toEqual([]);
    await until('the room is gone', async () => (await redis.keys('*briefroom1*')).length === 0);
  });
});
