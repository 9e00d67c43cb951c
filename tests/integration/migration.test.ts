import { storedInk } from '@inkroom/shared';
import { hashKey, migrateRoom, readPartSamples, roomKeys, SCHEMA_VERSION } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { beforeEach, describe, expect, it } from 'vitest';
import { addStroke, ink } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';

const room = useRoom();

describe('a room of an earlier version', () => {
  const roomId = 'earlier234';
  const keys = roomKeys(roomId);
  const label = { by: 'ann-0000', at: 5, sampleId: 'label-op-1' };
  const prediction = {
    ...{ cell: 3, generation: 0, revision: 1, live: 0, digit: 7, scores: Array(10).fill(0.1) },
    ...{ modelVersion: 'shipped-drawn', insteadOf: null, framing: 'mnist', batch: 1, workerId: 'cpu-1' },
    times: { queueMs: 1, rasteriseMs: 1, inferMs: 1, totalMs: 3 },
  };

  const former = formerKeys(roomId, 2);

  /** As version 1 wrote it under its first names: two strokes on page 2, one of them labelled, and one taken back from page 1. */
  beforeEach(async () => {
    await room.redis.del(...Object.values({ ...keys, ...former }).filter((key) => typeof key === 'string'));
    await room.redis.hset(keys.meta, {
      ...{ schema: 1, hostKeyHash: hashKey('host'), title: 'Class 3b', framing: 'mnist', champion: 'shipped-drawn' },
      ...{ createdAt: 1, seq: 6, at: 6, sheet: 2, rows: 5, championForced: false, previousForced: false },
      ...{ promotions: JSON.stringify([{ versionId: 'shipped-drawn', by: { id: 'ann-0000', name: 'Ann' } }]) },
      ...{ generation: 0, roles: '{}' },
      samples: JSON.stringify({ training: 1, holdout: 0, perDigit: [0, 0, 0, 0, 0, 0, 0, 1, 0, 0] }),
    });
    await room.redis.hset(keys.ink, { 'ann-0000/stroke-1': storedInk(ink(1)), 'ann-0000/stroke-2': storedInk(ink(2)) });
    await room.redis.hset(keys.parts, { 'ann-0000': 'training' });
    await room.redis.hset(former.cells, {
      3: JSON.stringify({ revision: 1, strokes: ['ann-0000/stroke-1'], annotation: { label: 7, ...label } }),
      4: JSON.stringify({ revision: 3, strokes: ['ann-0000/stroke-2'], annotation: null }),
    });
    await room.redis.hset(
      former.predictions,
      3,
      JSON.stringify({ ...prediction, sheet: 2, shadow: null, shadowError: null }),
    );
    await room.redis.hset(former.counts, 3, 2);
    const sample = { label: 7, part: 'training', annotatedBy: 'ann-0000', at: 5, sheet: 2, cell: 3, bytes: 60 };
    await room.redis.hset(keys.samples, 'label-op-1', JSON.stringify({ ...sample, strokes: ['ann-0000/stroke-1'] }));
    const none = { ...sample, label: 'not-a-digit', cell: 4, strokes: ['ann-0000/stroke-2'] };
    await room.redis.hset(keys.samples, 'label-op-2', JSON.stringify(none));
    await room.redis.xadd(keys.log, '6-0', 'e', JSON.stringify({ seq: 6, opId: 'label-op-1', effect: 'of old' }));
    await room.redis.zadd(keys.ops, 6, 'label-op-1');
  });

  it('R1 R2 comes through with its ink, labels and corrections, and nothing is applied twice', async () => {
    const ann = room.connect();
    await ann.join(roomId);
    expect(ann.state).toMatchObject({ title: 'Class 3b', page: 2, seq: 6, samples: { training: 1, notDigits: 1 } });
    expect(ann.state!.promotions).toEqual([{ versionId: 'shipped-drawn', by: 'ann-0000' }]);
    expect(ann.state).toMatchObject({ names: {}, locked: false, paused: false, namesHidden: false });
    expect(Object.keys(ann.state!.pages)).toEqual(['2']);
    expect(ann.state!.pages[2]).toMatchObject({ columns: 8, rows: 5, cleared: [] });
    expect(ann.state!.pages[2]!.cells).toMatchObject({
      3: { strokes: ['ann-0000/stroke-1'], label: { value: 7, ...label } },
      4: { revision: 3, strokes: ['ann-0000/stroke-2'], label: null },
    });
    await ann.hears('predictions', (list) =>
      list.some(({ page, cell, digit }) => page === 2 && cell === 3 && digit === 7),
    );
    expect(ann.ink['ann-0000/stroke-1']).toMatchObject({ points: ink(1).points });
    expect(await readPartSamples(room.redis, roomId, ['training'])).toMatchObject([
      { id: 'label-op-1', label: 7, labelledBy: 'ann-0000', strokes: [{}] },
      { id: 'label-op-2', label: 'not-a-digit', labelledBy: 'ann-0000', strokes: [{}] },
    ]);
    expect(await ann.submit({ kind: 'cell.label', page: 2, cell: 3, label: 7 }, 'label-op-1')).toMatchObject({
      value: { seq: 6 },
    });
    expect(await ann.submit(addStroke(5, { page: 2 }))).toMatchObject({ value: { seq: 7 } });
    expect(await room.redis.hmget(keys.meta, 'schema', 'sheet', 'rows')).toEqual([`${SCHEMA_VERSION}`, null, null]);
    expect(await room.redis.exists(...Object.values(former))).toBe(0);
    const [[, [, entry]]] = (await room.redis.xrange(keys.log, '-', '+')) as [[string, [string, string]]];
    expect(await room.redis.hget(keys.meta, 'logBytes')).toBe(`${entry.length}`);
  });

  it('R3 is brought up to date once, however many gateways open it', async () => {
    const others = await Promise.all([room.another(), room.another(), room.another()]);
    const people = others.map(({ url }) => room.connect(url));
    await Promise.all(people.map((person) => person.join(roomId)));
    for (const [i, person] of people.entries())
      expect(await person.submit(addStroke(10 + i, { page: 2 }))).toMatchObject({ value: { seq: 7 + i } });
    for (const person of people) await person.hears('log.entry', ({ seq }) => seq === 9);
    for (const { state } of people) expect(state).toEqual(people[0]!.state);
  });

  it.each([
    ['first', 0],
    ['second', 1],
  ])('R1 keeps what is written while a slower gateway is at the %s of its versions', async (_, nth) => {
    const slow = room.redis.duplicate();
    const read = slow.hgetall.bind(slow);
    const ann = room.connect();
    let seen = 0;
    slow.hgetall = (async (key: string) => {
      const cells = await read(key);
      if (key !== former.cells || seen++ !== nth) return cells;
      await ann.join(roomId);
      await ann.submit(addStroke(4, { page: 2 }));
      return cells;
    }) as typeof slow.hgetall;
    await migrateRoom(slow, roomId);
    slow.disconnect();
    const late = room.connect((await room.another()).url);
    await late.join(roomId);
    expect(late.state!.pages[2]!.cells[4]!.strokes).toHaveLength(2);
    expect(await room.redis.xlen(keys.log)).toBe(1);
  });

  it('is trained on by whoever reads its corrections first', async () => {
    expect(await readPartSamples(room.redis, roomId, ['training'])).toMatchObject([
      { labelledBy: 'ann-0000', label: 7 },
      { labelledBy: 'ann-0000', label: 'not-a-digit' },
    ]);
  });

  it.each([1, 2])('of version %i under the names that are still in use keeps all that it holds', async (version) => {
    const person = await room.join();
    await person.submit(addStroke(3));
    await person.submit({ kind: 'page.grow', page: 1 });
    await person.submit({ kind: 'cell.label', page: 1, cell: 3, label: 5 });
    await until('it is there', () => person.state!.seq === 3);
    const { meta, cells } = roomKeys(room.roomId);
    const written = await room.redis.hgetall(cells);
    await writeAsVersion2(room.redis, room.roomId);
    await room.redis.hset(meta, 'schema', version);
    const { logBytes: _, rows, ...before } = await room.redis.hgetall(meta);
    expect(rows).toBe('6');
    const late = await room.join({}, (await room.another()).url);
    expect(await room.redis.hgetall(meta)).toEqual({ ...before, schema: `${SCHEMA_VERSION}` });
    expect(await room.redis.hgetall(cells)).toEqual(written);
    expect(late.state).toEqual(person.state);
  });
});

/** What was on a page, as keys were called up to version 2. */
function formerKeys(roomId: string, page: number) {
  const { prefix } = roomKeys(roomId);
  return {
    cells: `${prefix}:cells:${page}`,
    counts: `${prefix}:counts:${page}`,
    predictions: `${prefix}:predictions:${page}`,
  };
}

/** Writes a room with one page as version 2 did: its rows beside its title, what is on it under keys that name it. */
async function writeAsVersion2(redis: Redis, roomId: string): Promise<void> {
  const { meta, pages, ...keys } = roomKeys(roomId);
  const former = formerKeys(roomId, 1);
  const { rows } = JSON.parse((await redis.hget(pages, '1'))!);
  for (const what of ['cells', 'counts', 'predictions'] as const) {
    for (const [field, text] of Object.entries(await redis.hgetall(keys[what])))
      await redis.hset(former[what], field.replace('1/', ''), text);
    await redis.del(keys[what]);
  }
  await redis.hset(meta, 'rows', rows);
  await redis.del(pages);
}

it('a room that a newer inkroom has written lets nobody in by an older one', async () => {
  await room.redis.hset(roomKeys(room.roomId).meta, 'schema', SCHEMA_VERSION + 1);
  expect(await room.connect().codeOf('room.join', { roomId: room.roomId, key: room.writeKey, name: 'Ann' })).toBe(
    'server_outdated',
  );
});
