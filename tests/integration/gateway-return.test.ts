import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { DEFAULT_LIMITS, type LogPosition, type Operation, strokeIdOf } from '@inkroom/shared';
import { nanoid } from 'nanoid';
import { describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { addStroke, ink } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { readLog, readRoom } from '../support/stored-room.ts';
import { until } from '../support/until.ts';

const room = useRoom();

/** For whoever is to fill a room at once: a host of a gateway that paces nobody. */
const UNPACED = { messagesPerSecond: 1e6, messagesBurst: 1e6, bytesPerSecond: 1e9, bytesBurst: 1e9 };
async function fillers() {
  const { url } = await room.another(UNPACED);
  return { url, host: await room.join({ key: room.hostKey }, url) };
}

/** Where somebody is in the log. */
async function positionOf(person: BarePerson): Promise<LogPosition> {
  const { seq } = person.state!;
  const { entries } = await readLog(room.redis, room.roomId);
  return { seq, opId: entries[seq - 1]!.opId };
}

const state = () => readRoom(room.redis, room.roomId, DEFAULT_LIMITS);

/** The connection's own socket: what waits in it is not read. */
function wire({ socket }: BarePerson): Socket {
  const { transport } = socket.io.engine as unknown as { transport: { ws: { _socket: Socket } } };
  return transport.ws._socket;
}

describe('who comes', () => {
  it('R3 gets the page in pieces, whole, as the store has it', async () => {
    const { url, host: first } = await fillers();
    for (let cell = 0; cell < 40; cell++)
      for (let i = 0; i < 5; i++)
        expect(await first.submit(addStroke(cell, { points: 200, x: i }))).toMatchObject({ ok: true });
    await first.submit({ kind: 'cell.label', page: 1, cell: 3, label: 7 });
    const late = await room.join({}, url);
    expect(late.pieces).toBeGreaterThan(1);
    expect(late.state).toEqual(await state());
    const { ink: kept } = await readLog(room.redis, room.roomId);
    expect(late.ink).toEqual(kept);
  });

  it('sees strokes in the making from their first point', async () => {
    const ann = await room.join();
    const other = await room.another();
    const far = await room.join({}, other.url);
    const by = ann.joined!.you.id;
    for (let from = 0; from < 4; from++) {
      const { width, points } = ink(from);
      ann.socket.emit('live', {
        page: 1,
        strokes: [{ id: 'unfinished', cell: 5, width, from, points: points.slice(0, 4) }],
      });
    }
    await until('the other gateway has all of it', () => {
      const strokes = far.payloads('frame').flatMap((frame) => frame.strokes);
      return strokes.reduce((sum, { points }) => sum + points.length / 4, 0) === 4;
    });
    for (const url of [room.gateway.url, other.url]) {
      const late = await room.join({}, url);
      const { strokes } = await late.hears('frame');
      expect(strokes).toMatchObject([{ id: strokeIdOf(by, 'unfinished'), cell: 5, from: 0 }]);
      expect(strokes[0]!.points).toHaveLength(16);
    }
  });
});

describe('who comes back', () => {
  it('goes on from what they know: no page, and each entry once', async () => {
    const ann = await room.join();
    for (let i = 0; i < 5; i++) await ann.submit(addStroke(i));
    await until('ann has it', () => ann.state!.seq === 5);
    const since = await positionOf(ann);
    ann.leave();
    const ben = await room.join();
    for (let i = 5; i < 9; i++) await ben.submit(addStroke(i));
    const back = await room.join({ since, personId: ann.joined!.you.id, personKey: ann.joined!.personKey! });
    expect(back.joined!.state).toBeUndefined();
    expect(back.pieces).toBe(0);
    const told = await until('what came since is there', () => {
      const entries = back.payloads('log.entry');
      return entries.length >= 4 && entries;
    });
    expect(told.map(({ seq }) => seq)).toEqual([6, 7, 8, 9]);
  });

  it('does so at a gateway that has never had the room, and at one that has yet to hear of what they know', async () => {
    const ann = await room.join();
    for (let i = 0; i < 5; i++) await ann.submit(addStroke(i));
    await until('ann has it', () => ann.state!.seq === 5);
    const since = await positionOf(ann);
    const other = await room.another();
    expect((await room.join({ since }, other.url)).joined!.state).toBeUndefined();
  });

  it.each([
    ['of a log that went another way', async ({ seq }: LogPosition) => ({ seq, opId: randomUUID() })],
    ['that lies ahead of the log', async ({ opId }: LogPosition) => ({ seq: 1_000, opId })],
    ['without its operation', async ({ seq }: LogPosition) => ({ seq, opId: null })],
  ])('gets the page anew with a position %s', async (_, wrong) => {
    const ann = await room.join();
    for (let i = 0; i < 3; i++) await ann.submit(addStroke(i));
    await until('ann has it', () => ann.state!.seq === 3);
    const back = await room.join({ since: await wrong(await positionOf(ann)) });
    expect(back.state).toEqual(await state());
  });

  it('gets the page anew when more has happened than is told again', async () => {
    const short = await room.another({ logReplayMax: 3 });
    const ann = await room.join({}, short.url);
    await ann.submit(addStroke(0));
    await until('ann has it', () => ann.state!.seq === 1);
    const since = await positionOf(ann);
    for (let i = 1; i < 6; i++) await ann.submit(addStroke(i));
    expect((await room.join({ since }, short.url)).joined!.state?.seq).toBe(6);
  });
});

describe('who takes nothing', () => {
  it('R3 R7 has nothing pile up in the gateway, and all of it in order when they take it', async () => {
    const { url, host: ann } = await fillers();
    const round = (nth: number) => Promise.all(Array.from({ length: 10 }, (_, i) => ann.submit(scribble(i, nth))));
    for (let nth = 0; nth < 4; nth++) await round(nth);
    const slow = await room.join({}, url);
    wire(slow).pause();
    await fillBuffers(slow, url);
    const before = await unsent(url);
    // A megabyte and more; not for so long that the slow one is given up.
    for (let nth = 4; nth < 20; nth++) await round(nth);
    await until('ann has all', () => ann.state!.seq === 1 + 200);
    expect(await unsent(url)).toBeLessThan(before + 500_000);
    wire(slow).resume();
    await until('the slow one has all', () => slow.state!.seq === ann.state!.seq);
    expect(slow.outOfOrder).toEqual([]);
    expect(slow.state).toEqual(ann.state);
  });

  it('R7 is refused long answers until they have taken the last ones', async () => {
    const { url, host: eve } = await fillers();
    for (let i = 0; i < 40; i++) await eve.submit(addStroke(i % 40, { points: 900 }));
    wire(eve).pause();
    const since = { seq: 0, opId: null };
    for (let i = 0; i < 200; i++) eve.socket.emit('log.read', { since });
    const ann = await room.join({}, url);
    expect(await ann.submit(addStroke(1))).toMatchObject({ ok: true });
    expect(await unsent(url)).toBeLessThan(2_000_000);
    wire(eve).resume();
  });
});

/** A stroke that jumps to and fro: hardly anything of it can be foreseen, so that it takes many bytes. */
function scribble(cell: number, seed: number): Operation {
  const at = (i: number) => ((i * 7919 + seed * 104_729) % 13_999) / 10 - 560;
  const points = Array.from({ length: 1_000 }, (_, i) => [at(i), at(i + 500), 0.5, i]).flat();
  return { kind: 'stroke.add', page: 1, stroke: { id: nanoid(), cell, width: 23, points } };
}

/** Has somebody who takes nothing asked for so much that the system's own buffers, several megabytes, take no more. */
async function fillBuffers({ socket }: BarePerson, url: string): Promise<void> {
  for (let asked = 1; (await unsent(url)) === 0; asked++) {
    socket.emit('page.read', { page: 1 }, () => {});
    await until(
      'that is answered',
      async () => (await metric(url, 'requests_total{event="page.read",outcome="ok"}')) === asked,
    );
  }
}

/** What all connections of a gateway have yet to take, bytes. */
function unsent(url: string): Promise<number> {
  return metric(url, 'unsent_bytes');
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`inkroom_${name} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}
