import type { Operation } from '@inkroom/shared';
import { strokeIdOf } from '@inkroom/shared';
import { roomKeys } from '@inkroom/store';
import { nanoid } from 'nanoid';
import { describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { addStroke } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';

/** What one person does to have others wait, or to fill the store, by much rather than by many. */

const room = useRoom();

/** As many points as a stroke may have, and as many digits as they may be told by. */
function longStroke(cell: number): Operation {
  const points = Array.from({ length: 1_000 }, (_, i) => [
    100 + (i % 97) + Math.random(),
    50 + (i % 89),
    0.5,
    i,
  ]).flat();
  return { kind: 'stroke.add', page: 1, stroke: { id: nanoid(), cell, width: 23, points } };
}
const bytesOf = (op: Operation) => JSON.stringify(op).length;
const isOut = (person: BarePerson) => until('they are cut off', () => !person.socket.connected);

describe('R7 who sends more bytes than a pen makes', () => {
  it('is slowed down however few messages they are, refused ones count, and others write on', async () => {
    const { url } = await room.another({ bytesPerSecond: 20_000, bytesBurst: 200_000 });
    const ann = await room.join({}, url);
    const flooders = await Promise.all(Array.from({ length: 3 }, () => room.join({}, url)));
    const started = performance.now();
    const op = longStroke(0);
    const sent = flooders.flatMap((eve, i) => Array.from({ length: 12 }, () => eve.submit(longStroke(i))));
    for (let cell = 5; cell < 10; cell++) expect(await ann.submit(addStroke(cell))).toMatchObject({ ok: true });
    const answers = await Promise.all(sent);
    const elapsed = (performance.now() - started) / 1000;
    const taken = answers.filter(({ ok }) => ok).length;
    expect(taken * bytesOf(op)).toBeLessThan(3 * (200_000 + elapsed * 20_000));
    expect(answers).toContainEqual({
      ok: false,
      error: expect.objectContaining({ code: 'rate_limited', details: { retryAfterMs: expect.any(Number) } }),
    });
  });

  it('comes through after the time that they are told to wait', async () => {
    const { url } = await room.another({ bytesPerSecond: 200_000, bytesBurst: 130_000, messageBytesMax: 60_000 });
    const ann = await room.join({}, url);
    let refused = 0;
    for (let i = 0; i < 12; i++) {
      const op = longStroke(i);
      const opId = nanoid();
      await until('it is taken', async () => {
        const answer = await ann.submit(op, opId);
        if (answer.ok) return true;
        refused++;
        await new Promise((resolve) => setTimeout(resolve, Number(answer.error.details!.retryAfterMs)));
        return false;
      });
    }
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(12);
  });

  it('is told once of a message that is too large, and cut off when they go on', async () => {
    const ann = await room.join();
    const eve = await room.join();
    expect(await eve.codeOf('op.submit', { text: 'x'.repeat(800_000) })).toBe('payload_too_large');
    for (let i = 0; i < 3; i++) eve.socket.emit('op.submit', { text: 'x'.repeat(800_000) });
    await isOut(eve);
    await ann.hears('person.left', ({ id }) => id === eve.joined!.you.id);
    expect(await ann.submit(addStroke(0))).toMatchObject({ ok: true });
  });

  it('is cut off before they have joined, and whatever kind of packet it is', async () => {
    const stranger = room.connect();
    await until('they are connected', () => stranger.socket.connected);
    const { engine } = stranger.socket.io;
    for (let i = 0; i < 20; i++) engine.write(`0/nowhere-${i},{"text":"${'x'.repeat(100_000)}"}`);
    await isOut(stranger);
  });
});

it('R7 a stroke counts by its points, too', async () => {
  const { url } = await room.another({ messagesPerSecond: 0.01, messagesBurst: 40, heavyRequestCost: 10 });
  const ann = await room.join({}, url);
  const codes = [];
  for (let cell = 0; cell < 4; cell++)
    codes.push(await ann.codeOf('op.submit', { opId: nanoid(), op: longStroke(cell) }));
  expect(codes).toEqual(['ok', 'ok', 'rate_limited', 'rate_limited']);
  expect(await room.redis.hget(roomKeys(room.roomId).meta, 'seq')).toBe('2');
});

it('R7 strokes that one live message begins count as so many messages, and those that it goes on with as none', async () => {
  const { url } = await room.another({ messagesPerSecond: 0.01, messagesBurst: 40 });
  const eve = await room.join({}, url);
  const strokes = (from: number, name: string) =>
    Array.from({ length: 20 }, (_, i) => ({
      ...{ id: `${name}-${i}-finger`, cell: i, width: 20, from },
      points: [from, 10, 0.5, from],
    }));
  const live = (from: number, name: string) => eve.codeOf('live', { page: 1, strokes: strokes(from, name) });
  const codes = [];
  for (let from = 0; from < 10; from++) codes.push(await live(from, 'first'));
  expect(codes).toEqual(Array(10).fill('ok'));
  expect(await live(0, 'other')).toBe('rate_limited');
});

it('R7 clearing and restoring count by the strokes that they take away or bring back', async () => {
  const costs = { heavyRequestCost: 10, strokesPerMessage: 1 };
  const { url } = await room.another({ messagesPerSecond: 0.01, messagesBurst: 40, ...costs });
  const [ann, eve] = [await room.join({}, url), await room.join({}, url)];
  for (let cell = 0; cell < 3; cell++) await ann.submit(addStroke(cell));
  for (let i = 0; i < 8; i++) await eve.submit(addStroke(4));
  const [clears, id] = [{ kind: 'ink.clear', page: 1 } as const, nanoid()];
  // Eight strokes, nine messages each time, after eight and a join: the third one is too many.
  expect(await eve.submit(clears, id)).toMatchObject({ ok: true });
  expect(await eve.submit({ kind: 'ink.restore', page: 1, clearing: id })).toMatchObject({ ok: true });
  expect(await eve.codeOf('op.submit', { opId: nanoid(), op: clears })).toBe('rate_limited');
  // What others have on the page costs nobody anything.
  for (let i = 0; i < 5; i++) await ann.submit({ ...clears, cell: i });
  expect(await ann.submit(addStroke(5))).toMatchObject({ ok: true });
});

it('R7 what is refused counts by the strokes and samples that were gone through for it', async () => {
  const costs = { heavyRequestCost: 10, strokesPerMessage: 1 };
  const { url } = await room.another({ messagesPerSecond: 0.01, messagesBurst: 40, ...costs });
  const ann = await room.join({}, url);
  // Thirty strokes of others: three messages each time that somebody has the page gone through for nothing.
  for (let i = 0; i < 30; i++) await ann.submit(addStroke(i % 8));
  const eve = await room.join({}, url);
  const codes = [];
  for (let i = 0; i < 9; i++)
    codes.push(await eve.codeOf('op.submit', { opId: nanoid(), op: { kind: 'ink.clear', page: 1 } }));
  expect(codes).toEqual([...Array(7).fill('not_your_stroke'), 'rate_limited', 'rate_limited']);
});

it('R7 ink is stored as fine as it is read, and no finer', async () => {
  const ann = await room.join();
  const points = Array.from({ length: 100 }, (_, i) => [100 + i / 3, 50 + i / 7, 1 / 3, i * 16.6666667]).flat();
  await ann.submit({ kind: 'stroke.add', page: 1, stroke: { id: nanoid(), cell: 0, width: 70 / 3, points } });
  const [stored] = await room.redis.hvals(roomKeys(room.roomId).ink);
  expect(stored).toMatch(/^\{"width":23\.3,"points":\[100,50,0\.33,0,100\.3,50\.1,0\.33,17,/);
  const parsed = JSON.parse(stored!.split('|')[0]!);
  await ann.hears('log.entry');
  expect(ann.ink).toMatchObject({ [Object.keys(ann.ink)[0]!]: parsed });
});

describe('R7 who writes as much as they can', () => {
  // Room for eight short strokes, one of them anybody's.
  const limits = { pageInkBytesMax: 2_400, roomInkBytesMax: 2_400, keptInkShare: 0, roomInkLookMs: 20 };

  it('holds an eighth of a room, and others write on', async () => {
    const { url } = await room.another(limits);
    const [eve, ann] = [await room.join({}, url), await room.join({}, url)];
    expect(await eve.submit(addStroke(0))).toMatchObject({ ok: true });
    expect(await eve.submit(addStroke(1))).toMatchObject({ error: { code: 'own_ink_full' } });
    expect(await ann.submit(addStroke(1))).toMatchObject({ ok: true });
  });

  it('has hosts told, and nobody else, before the room is full, and nothing is dropped when it is', async () => {
    const { url } = await room.another({ ...limits, personInkShare: 1 });
    const [host, ann] = [await room.join({ key: room.hostKey }, url), await room.join({}, url)];
    const { you, personKey } = host.joined!;
    const watching = await room.join({ personId: you.id, personKey, watch: true }, url);
    const codes = [];
    for (let cell = 0; cell < 12; cell++)
      codes.push(await ann.codeOf('op.submit', { opId: nanoid(), op: addStroke(cell, { id: `stroke-${cell}` }) }));
    const written = codes.filter((code) => code === 'ok').length;
    expect(codes).toEqual([...Array(written).fill('ok'), ...Array(12 - written).fill('page_ink_full')]);
    expect(await room.redis.hlen(roomKeys(room.roomId).ink)).toBe(written);
    const { bytes, maxBytes } = await host.hears('room.ink');
    expect(bytes / maxBytes).toBeGreaterThanOrEqual(0.8);
    // What its author takes back makes room; another page has room of its own, as long as the room has.
    const ids = [strokeIdOf(ann.joined!.you.id, 'stroke-0')];
    expect(await ann.submit({ kind: 'stroke.remove', page: 1, cell: 0, ids })).toMatchObject({ ok: true });
    await host.hears('room.ink', (told) => told.bytes < bytes);
    // Nor is a connection by which a host only watches (R9).
    await watching.ask('ping');
    for (const person of [ann, watching]) expect(person.payloads('room.ink')).toEqual([]);
    expect(await ann.submit(addStroke(0))).toMatchObject({ ok: true });
  });

  it('finds room on another page where one is full, and earlier pages count for the room', async () => {
    const { url } = await room.another({ ...limits, personInkShare: 1, roomInkBytesMax: 4_000 });
    const [host, ann] = [await room.join({ key: room.hostKey }, url), await room.join({}, url)];
    const fill = async (page: number) => {
      for (let cell = 0; cell < 12; cell++) {
        const written = await ann.submit(addStroke(cell, { page }));
        if (!written.ok) return written.error.code;
      }
    };
    expect(await fill(1)).toBe('page_ink_full');
    await host.submit({ kind: 'page.begin', columns: 8 });
    expect(await fill(2)).toBe('room_ink_full');
  });

  it('R10 holds no more by clearing: what is cleared counts, and one’s own gives way to what one writes', async () => {
    const { url } = await room.another({ ...limits, pageInkBytesMax: 7_200, roomInkBytesMax: 7_200, clearingsKept: 5 });
    const [host, eve, ann] = [
      await room.join({ key: room.hostKey }, url),
      await room.join({}, url),
      await room.join({}, url),
    ];
    const kept = () => room.redis.hlen(roomKeys(room.roomId).ink);
    const clear = { kind: 'ink.clear', page: 1 } as const;
    for (let i = 0; i < 12; i++) {
      expect(await eve.submit(addStroke(0)), `${i}`).toMatchObject({ ok: true });
      expect(await eve.submit(clear)).toMatchObject({ ok: true });
      expect(await kept()).toBeLessThanOrEqual(3);
    }
    // Others' ink that a host clears is not forgotten, and goes on counting for who wrote it.
    for (let cell = 0; cell < 3; cell++) expect(await ann.submit(addStroke(cell))).toMatchObject({ ok: true });
    expect(await host.submit({ ...clear, personId: ann.joined!.you.id })).toMatchObject({ ok: true });
    expect(await ann.submit(addStroke(0))).toMatchObject({ error: { code: 'own_ink_full' } });
  });
});

it('R7 the log is bounded by bytes, and its oldest entries go', async () => {
  const { url } = await room.another({ logBytesMax: 4_000 });
  const ann = await room.join({}, url);
  for (let i = 0; i < 60; i++) await ann.submit({ ...addStroke(i % 4), page: 1 });
  const { log, meta } = roomKeys(room.roomId);
  const entries = await room.redis.xrange(log, '-', '+');
  const bytes = entries.reduce((sum, [, fields]) => sum + fields[1]!.length, 0);
  expect(bytes).toBeLessThanOrEqual(4_000);
  expect(bytes).toBeGreaterThan(3_000);
  expect(entries.at(-1)![0]).toBe('60-0');
  expect(Number(await room.redis.hget(meta, 'logBytes'))).toBe(bytes);
});
