import { createRoom } from '@inkroom/client';
import {
  type CellIndex,
  cellCount,
  type OpenedRoom,
  type Operation,
  type PredictionRecord,
  pageOf,
  type RoomState,
  strokeIdOf,
  strokesCleared,
} from '@inkroom/shared';
import { openRecognitionQueue, publishPredictions, readCellInputs } from '@inkroom/store';
import { nanoid } from 'nanoid';
import { afterEach, describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { addStroke, ink } from '../support/ink.ts';
import { draw, Person } from '../support/person.ts';
import { useRoom } from '../support/room-fixture.ts';
import { judgeRoom } from '../support/room-verdict.ts';
import { until } from '../support/until.ts';

/** A room keeps all its pages: whichever is open, people write on each of them, and nothing that was written is lost. */

const room = useRoom();
const QUICK = { messagesPerSecond: 5_000, messagesBurst: 5_000, bytesPerSecond: 2 ** 24, bytesBurst: 2 ** 24 };
/** A port at which nobody listens. */
const NOBODY = 1;
const BEGIN: Operation = { kind: 'page.begin', columns: 8 };

const cellOn = (person: BarePerson, page: number, cell: CellIndex) => pageOf(person.state!, page).cells[cell];
const done = async (answer: Promise<{ ok: boolean }>) => expect(await answer).toMatchObject({ ok: true });
const idOf = (person: BarePerson, given: string) => strokeIdOf(person.joined!.you.id, given);
const identity = ({ joined }: BarePerson) => ({ personId: joined!.you.id, personKey: joined!.personKey });

describe('a page that is not open', () => {
  it('takes strokes, and all have them who have the page, whichever gateway they came to', async () => {
    const second = await room.another();
    const host = await room.join({ key: room.hostKey });
    const [ann, bob] = [await room.join({}, second.url), await room.join()];
    await done(host.submit(addStroke(0, { x: 1 })));
    await done(host.submit(BEGIN));
    await until('ann has it', () => ann.state!.page === 2);
    await done(ann.submit(addStroke(0, { id: 'on-page-1', x: 2 })));
    for (const person of [host, ann, bob])
      await until('they have it', () => cellOn(person, 1, 0)?.strokes.includes(idOf(ann, 'on-page-1')));
    expect(bob.ink[idOf(ann, 'on-page-1')]).toEqual(ink(2));
    for (const url of [room.gateway.url, second.url]) {
      const late = await room.join({}, url);
      expect(pageOf(late.state!, 1)).toMatchObject({ rows: pageOf(ann.state!, 1).rows, cells: {} });
      await late.readPage(1);
      expect(pageOf(late.state!, 1)).toEqual(pageOf(ann.state!, 1));
      expect(late.ink).toMatchObject({ [idOf(ann, 'on-page-1')]: ink(2) });
      // Whoever says so comes in at that page.
      const there = await room.join({ page: 1 }, url);
      expect(there.state!.page).toBe(2);
      expect(pageOf(there.state!, 1)).toEqual(pageOf(ann.state!, 1));
    }
    const asked = room.connect();
    expect(await asked.codeOf('page.read', { page: 1 })).toBe('not_joined');
    await asked.join(room.roomId);
    expect(await asked.codeOf('page.read', { page: 3 })).toBe('page_not_found');
  });

  it('R3 is the same for all who read it while others write, clear and bring back there', async () => {
    const second = await room.another(QUICK);
    const first = await room.another(QUICK);
    const urls = [first.url, second.url];
    const host = await room.join({ key: room.hostKey }, first.url);
    const writers = [host, await room.join({}, second.url), await room.join({}, first.url)];
    // Some hundred kB, so that it comes in pieces between which much happens.
    for (let i = 0; i < 24; i++) await done(host.submit(addStroke(8 + i, { points: 900, x: i })));
    await done(host.submit(BEGIN));
    let isWriting = true;
    const write = async (writer: BarePerson, who: number) => {
      for (let i = 0; isWriting; i++) {
        const [page, cell] = [i % 3 === 2 ? 2 : 1, (who + i) % 8];
        if (i % 11 === 9) {
          const opId = nanoid();
          const cleared = await writer.submit({ kind: 'ink.clear', page, cell }, opId);
          if (cleared.ok && who === 0) await writer.submit({ kind: 'ink.restore', page, clearing: opId });
        } else await writer.submit(addStroke(cell, { page }));
      }
    };
    const writing = writers.map(write);
    const readers: BarePerson[] = [];
    for (let i = 0; i < 8; i++) readers.push(await room.join({}, urls[i % 2]!));
    for (let round = 0; round < 3; round++) await Promise.all(readers.map((reader) => reader.readPage(1)));
    isWriting = false;
    await Promise.all(writing);
    const seq = async () => Number((await room.redis.hget(`inkroom:{${room.roomId}}:meta`, 'seq')) ?? 0);
    const last = await seq();
    await until('all have all', () => [...readers, ...writers].every((person) => person.state!.seq === last));
    const fresh = await room.join({ page: 1 }, second.url);
    for (const reader of [...readers, ...writers]) {
      expect(reader.outOfOrder).toEqual([]);
      expect(shape(reader.state!)).toEqual(shape(writers[0]!.state!));
      expect(pageOf(reader.state!, 1)).toEqual(pageOf(fresh.state!, 1));
      const strokes = Object.values(pageOf(fresh.state!, 1).cells).flatMap((cell) => cell.strokes);
      for (const id of strokes) expect(reader.ink[id]?.points.length, id).toBeGreaterThan(0);
    }
  });

  it('goes on coming though its reader asks for the log meanwhile', async () => {
    const { url } = await room.another(QUICK);
    const host = await room.join({ key: room.hostKey }, url);
    for (let i = 0; i < 24; i++) await done(host.submit(addStroke(i, { points: 900 })));
    await done(host.submit(BEGIN));
    await until('it is begun', () => host.state!.page === 2);
    const reader = await room.join({}, url);
    const since = { seq: host.state!.seq, opId: null };
    const position = { ...since, opId: host.payloads('log.entry').at(-1)!.opId };
    const [read] = await Promise.all([reader.readPage(1), reader.ask('log.read', { since: position })]);
    expect(read).toBeUndefined();
    expect(pageOf(reader.state!, 1)).toEqual(pageOf(host.state!, 1));
  });

  it('has its predictions told to all, and they come with it', async () => {
    const host = await room.join({ key: room.hostKey });
    await done(host.submit(addStroke(5)));
    await done(host.submit(BEGIN));
    await until('it is open', () => host.state!.page === 2);
    const [reading] = await readCellInputs(room.redis, [{ roomId: room.roomId, page: 1, cell: 5 }]);
    const { page, cell, revision, live, generation, modelVersion, framing, roomId } = reading!;
    const record: PredictionRecord = {
      ...{ page, cell, revision, live, generation, modelVersion, digit: 1, scores: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0] },
      ...{ insteadOf: null, byChallenger: null, challengerError: null, framing, batch: 1, workerId: 'w' },
      times: { queueMs: 1, rasteriseMs: 1, inferMs: 1, totalMs: 3 },
    };
    expect(await publishPredictions(room.redis, new Map([[roomId, [record]]]), host.joined!.limits)).toBe(1);
    await until('it is shown', () => cellOn(host, 1, 5)?.prediction?.digit === 1);
    for (const url of [room.gateway.url, (await room.another()).url]) {
      const late = await room.join({}, url);
      await late.readPage(1);
      expect(cellOn(late, 1, 5)!.prediction).toMatchObject({ digit: 1, revision });
      expect(await late.ask('prediction.read', { page: 1, cell: 5 })).toEqual({
        ok: true,
        value: { prediction: record },
      });
    }
  });

  it('is predicted anew after a promotion as soon as somebody reads it or it is opened, the open one at once', async () => {
    const jobs = openRecognitionQueue({ url: room.redisUrl } as never);
    const asked = async () =>
      (await jobs.getWaiting()).flatMap(({ data }) => data.cells.map(({ page, cell }) => `${page}/${cell}`)).sort();
    const isAsked = (...places: string[]) =>
      until(`${places} are asked for`, async () => `${await asked()}` === `${places}`);
    try {
      await jobs.obliterate({ force: true });
      const host = await room.join({ key: room.hostKey });
      for (const [page, cell] of [
        [1, 3],
        [1, 4],
        [2, 7],
        [3, 9],
      ] as const) {
        if (page > host.state!.page) await done(host.submit(BEGIN));
        await until('it is open', () => host.state!.page === page);
        await done(host.submit(addStroke(cell, { page })));
      }
      await isAsked('1/3', '1/4', '2/7', '3/9');
      await jobs.obliterate({ force: true });
      await done(host.submit({ kind: 'room.framing', framing: 'as-drawn' }));
      await isAsked('3/9');
      await jobs.obliterate({ force: true });
      await host.readPage(1);
      await isAsked('1/3', '1/4');
      await jobs.obliterate({ force: true });
      await done(host.submit({ kind: 'page.turn', page: 2 }));
      await isAsked('2/7');
    } finally {
      await jobs.obliterate({ force: true });
      await jobs.close();
    }
  });
});

describe('turning destroys nothing', () => {
  it('of strokes in the making: they go on where they were begun, for all to see', async () => {
    const second = await room.another();
    const host = await room.join({ key: room.hostKey });
    const ann = await room.join();
    const bob = await room.join({}, second.url);
    const { width, points } = ink();
    const live = (from: number) => ({
      page: 1,
      strokes: [{ id: 'unfinished', cell: 5, width, from, points: points.slice(4 * from, 4 * from + 4) }],
      cursor: [10 + from, 20],
    });
    const heard = (person: BarePerson) =>
      person
        .payloads('frame')
        .flatMap(({ strokes }) => strokes)
        .filter(({ id, page, cell }) => id === idOf(ann, 'unfinished') && page === 1 && cell === 5)
        .reduce((sum, stroke) => sum + stroke.points.length / 4, 0);
    ann.socket.emit('live', live(0));
    await until('bob sees it', () => heard(bob) === 1);
    await done(host.submit(addStroke(0)));
    await done(host.submit(BEGIN));
    await until('ann knows', () => ann.state!.page === 2);
    for (const from of [1, 2]) ann.socket.emit('live', live(from));
    for (const person of [host, bob]) await until('it goes on', () => heard(person) === 3);
    await bob.hears('frame', ({ cursors }) =>
      cursors.some(([id, page, x]) => id === ann.joined!.you.id && page === 1 && x === 12),
    );
    // Whoever comes in now sees it from its first point.
    for (const url of [room.gateway.url, second.url]) expect(heard(await room.join({}, url))).toBe(3);
    await done(ann.submit(addStroke(5, { id: 'unfinished' })));
    for (const person of [host, bob])
      await until('it is durable', () => cellOn(person, 1, 5)?.strokes.includes(idOf(ann, 'unfinished')));
    expect(bob.payloads('frame').flatMap(({ dropped }) => dropped)).toEqual([]);
    expect(ann.payloads('refused')).toEqual([]);
  });

  describe('of what people do', () => {
    const people: Person[] = [];
    afterEach(async () => {
      await Promise.all(people.splice(0).map((person) => person.leave()));
    });

    /** Two gateways, a host at the first and somebody else at the second. */
    async function two(title: string) {
      const second = await room.another();
      const gateways = [room.gateway.url, second.url].map((url) => Number(new URL(url).port));
      const opened = await createRoom(room.gateway.url, { title });
      const { roomId, hostKey, writeKey } = (opened as { value: OpenedRoom }).value;
      const come = async (name: string, key: string, at: readonly number[]) => {
        const person = await Person.come({ roomId, name, key, gateways: at, inDatabase: false });
        people.push(person);
        await until('they are in', () => person.tabs[0]!.view.getState().connection === 'online');
        return [person, person.tabs[0]!] as const;
      };
      const [, host] = await come('Host', hostKey, gateways);
      const [away, ann] = await come('Ann', writeKey, [...gateways].reverse());
      const judge = () => judgeRoom({ roomId, title, redis: room.redis, gateways, people });
      return { host, away, ann, judge };
    }

    it('R1 who are offline, or have the pen down: it goes to the page that it was done for', async () => {
      const { host, away, ann, judge } = await two('Turned');
      const page = (number: number) => pageOf(host.view.getState().state, number);
      draw(ann, 3, 1);
      await until('it is there', () => page(1).cells[3]?.strokes.length);

      away.proxy.hold();
      draw(ann, 0, 2);
      ann.labelCell(3, 7);
      const pen = ann.beginStroke({ cell: 1 });
      pen.add([50, 50, 0.5, 0]);
      draw(host, 9, 3);
      expect(await host.settled(host.beginPage(8))).toMatchObject({ ok: true });
      draw(host, 0, 4);
      expect(ann.view.getState()).toMatchObject({ page: 1 });
      away.proxy.release();
      await until('ann sees the page', () => ann.view.getState().page === 2);
      pen.add([60, 200, 0.5, 20]);
      pen.end();

      await until('all is durable', () => [host, ann].every(({ view }) => view.getState().pending === 0));
      await until('all is there', () => page(1).cells[1]?.strokes.length && page(1).cells[0]?.strokes.length);
      expect(page(1).cells[3]!.label).toMatchObject({ value: 7 });
      expect(Object.keys(page(2).cells)).toEqual(['0']);
      expect(page(2).cells[0]!.strokes).toHaveLength(1);
      const seqs = () => people.map(({ tabs }) => tabs[0]!.view.getState().state.seq);
      await until('both know all', () => new Set(seqs()).size === 1);
      for (const { refusals } of people) expect(refusals).toEqual([]);
      await judge();
    });

    it('R3 who are cut off while another one is opened: what was written meanwhile has its ink when they leaf back', async () => {
      const { host, away, ann, judge } = await two('Cut off');
      const { targets } = away.proxy;
      const [own] = targets.splice(0, 1, NOBODY);
      away.proxy.cut();
      await until('ann knows', () => ann.view.getState().connection === 'reconnecting');
      draw(host, 9, 3);
      expect(await host.settled(host.beginPage(8))).toMatchObject({ ok: true });
      targets[0] = own!;
      await until('ann sees the new page', () => ann.view.getState().page === 2);
      ann.look(1);
      await until('it is there', () => ann.strokesOf(9).length === 1);
      await judge();
    });
  });
});

describe('what a host has cleared', () => {
  it('R10 its author brings back though the room was let go of and loaded anew, into free cells where theirs are used', async () => {
    const first = await room.another();
    const host = await room.join({ key: room.hostKey }, first.url);
    const [ann, bob] = [await room.join({}, first.url), await room.join({}, first.url)];
    for (const [cell, x] of [
      [0, 1],
      [1, 2],
    ] as const)
      await done(ann.submit(addStroke(cell, { id: `stroke-${cell}`, x })));
    await done(ann.submit({ kind: 'cell.label', page: 1, cell: 0, label: 4 }));
    await done(bob.submit(addStroke(2, { id: 'stroke-b' })));
    await done(host.submit({ kind: 'ink.clear', page: 1 }, 'op-clears-all'));
    await until('nothing is there', () => Object.values(pageOf(bob.state!, 1).cells).every((cell) => !cell.strokes[0]));
    expect(pageOf(bob.state!, 1).cleared.flatMap(strokesCleared)).toHaveLength(3);
    await done(bob.submit(addStroke(1)));
    await done(host.submit(BEGIN));
    for (const person of [host, ann, bob]) person.leave();
    await first.stop();

    const second = await room.another();
    const watching = await room.join({ watch: true }, second.url);
    const back = await room.join(identity(ann), second.url);
    await back.readPage(1);
    const restore: Operation = { kind: 'ink.restore', page: 1, clearing: 'op-clears-all' };
    expect(await (await room.join({}, second.url)).submit(restore)).toMatchObject({
      error: { code: 'not_your_stroke' },
    });
    await done(back.submit(restore));
    await until('it is there', () => pageOf(back.state!, 1).cleared.flatMap(strokesCleared).length === 1);
    const { cells, cleared } = pageOf(back.state!, 1);
    expect(cells[0]).toMatchObject({ strokes: [idOf(ann, 'stroke-0')], label: { value: 4 } });
    const moved = Object.entries(cells).find(([, { strokes }]) => strokes.includes(idOf(ann, 'stroke-1')));
    expect(moved?.[0]).toBe('2');
    expect(cleared.flatMap(strokesCleared)).toEqual([idOf(bob, 'stroke-b')]);
    // Whoever did not have the page gets it with its ink.
    await watching.readPage(1);
    expect(pageOf(watching.state!, 1)).toEqual(pageOf(back.state!, 1));
    expect(watching.ink).toMatchObject({ [idOf(ann, 'stroke-0')]: ink(1), [idOf(ann, 'stroke-1')]: ink(2) });
  });
});

it('R10 what is brought back takes no cell from what was there before it, be it its own', async () => {
  const host = await room.join({ key: room.hostKey });
  const ann = await room.join();
  for (const cell of [0, 1]) {
    await done(ann.submit(addStroke(cell, { id: `stroke-${cell}` })));
    await done(ann.submit({ kind: 'cell.label', page: 1, cell, label: cell as 0 | 1 }));
  }
  await done(ann.submit({ kind: 'ink.clear', page: 1 }, 'op-clears-both'));
  await done(host.submit(addStroke(0)));
  await done(ann.submit({ kind: 'ink.restore', page: 1, clearing: 'op-clears-both' }));
  await until('it is there', () => pageOf(ann.state!, 1).cleared.length === 0 && ann.state!.seq >= 8);
  // Its cell is free: there it is. That of the other is not.
  expect(cellOn(ann, 1, 1)).toMatchObject({ strokes: [idOf(ann, 'stroke-1')], label: { value: 1 } });
  expect(cellOn(ann, 1, 8)).toMatchObject({ strokes: [idOf(ann, 'stroke-0')], label: { value: 0 } });
});

describe('a page that fills up', () => {
  it('R10 grows before it is full: thirty who begin at once all find a cell of their own, and none is refused', async () => {
    const { url } = await room.another(QUICK);
    const people = await Promise.all(
      Array.from({ length: 30 }, (_, i) => room.join(i === 0 ? { key: room.hostKey } : {}, url)),
    );
    const emptyTo = (person: BarePerson) => {
      const { cells, ...size } = pageOf(person.state!, 1);
      return Array.from({ length: cellCount(size) }, (_, cell) => cell).filter((cell) => !cells[cell]?.strokes.length);
    };
    for (let round = 0; round < 4; round++) {
      const answers = await Promise.all(
        people.map((person, i) => {
          // All see the same free cells, and three at a time begin in one.
          const free = emptyTo(person);
          const { kind, page, stroke } = addStroke(free[Math.floor(i / 3) % free.length]!);
          return person.submit({ kind, page, stroke: { ...stroke, begunWith: stroke.id } });
        }),
      );
      expect(answers.filter(({ ok }) => !ok)).toEqual([]);
      const seq = Math.max(...answers.map((answer) => (answer.ok ? answer.value.seq : 0)));
      await until('all know', () => people.every((person) => person.state!.seq >= seq));
    }
    const { cells, ...size } = pageOf(people[0]!.state!, 1);
    const begun = Object.values(cells).map(({ strokes }) => strokes.length);
    expect(begun.every((count) => count === 1)).toBe(true);
    expect(begun).toHaveLength(120);
    expect(cellCount(size) - 120).toBeGreaterThanOrEqual(2 * size.columns);
    for (const person of people) expect(person.state).toEqual(people[0]!.state);
  });
});

/** A room but for what is on pages that not all have read. */
function shape({ pages, ...rest }: RoomState) {
  return { ...rest, pages: Object.entries(pages).map(([page, { columns, rows }]) => [page, columns, rows]) };
}
