import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DEFAULT_LIMITS, type Operation, pageOf, type Result, type RoomState } from '@inkroom/shared';
import { connectRedis, readInk, readKeys, readLedger, roomKeys, strokesOn } from '@inkroom/store';
import { strFromU8, unzipSync } from 'fflate';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseIdx } from '../../packages/engine/src/data/idx.ts';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { readDrawingFile } from '../../scripts/replay/digit-file.ts';
import { BarePerson } from '../support/bare-person.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { credentialsOf } from '../support/room-files.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';

const room = useRoom();
let elsewhere: { server: PrivateRedis; redis: Redis; gateway: TestGateway };

beforeAll(async () => {
  const server = await startPrivateRedis();
  const redis = connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS });
  elsewhere = { server, redis, gateway: await openGateway(server.url) };
});
afterAll(async () => {
  await elsewhere?.gateway.stop();
  elsewhere?.redis.disconnect();
  await elsewhere?.server.stop();
});

const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;

async function done(settled: Promise<Result<unknown>>): Promise<void> {
  const result = await settled;
  if (!result.ok) throw new Error(result.error.code);
}

const stroke = (cell: number, page = 1): Operation => ({
  kind: 'stroke.add',
  page,
  stroke: { id: nanoid(), cell, width: 23, points: [140, 40, 0.5, 0, 141, 140, 0.5, 50, 140, 240, 0.5, 100] },
});

/** A room in which two people have written on two pages, and most of it is labelled. */
async function writtenRoom() {
  const host = await room.join({ name: 'Teacher', key: room.hostKey });
  const aki = await room.join({ name: 'Aki' });
  for (const cell of [0, 1, 5]) await done(aki.submit(stroke(cell)));
  await done(aki.submit({ kind: 'cell.label', page: 1, cell: 0, label: 1 }));
  await done(host.submit({ kind: 'cell.label', page: 1, cell: 1, label: 7 }));
  await done(aki.submit({ kind: 'cell.label', page: 1, cell: 5, label: 'not-a-digit' }));
  await done(host.submit({ kind: 'room.title', title: 'ひまわり組' }));
  await done(host.submit({ kind: 'page.begin', columns: 12 }));
  await done(host.submit(stroke(30, 2)));
  // What is cleared stays behind, but for what it has taught.
  await done(aki.submit(stroke(6)));
  await done(aki.submit({ kind: 'ink.clear', page: 1, cell: 6 }));
  return { host, aki };
}

const fetched = (path: string, headers: Record<string, string>, url = room.gateway.url) =>
  fetch(url + path, { headers });
const roomFile = async (host: BarePerson) => {
  const response = await fetched(`/rooms/${room.roomId}/file`, credentialsOf(host));
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
};
const openFrom = (file: Uint8Array, url = elsewhere.gateway.url) =>
  fetch(`${url}/rooms`, { method: 'POST', body: Buffer.from(file) });
const storedRoom = async (redis: Redis, roomId: string) => {
  const stored = (await readLedger(redis, roomId, DEFAULT_LIMITS))!;
  const ink = await readInk(
    redis,
    roomId,
    [...stored.ledger.ink.entries()].map(([id]) => id),
  );
  return { ...stored, samples: Object.fromEntries(stored.ledger.samples.entries()), ink };
};
/** What of a state a file carries. */
const carried = ({ pages, ...state }: RoomState) => ({
  pages: Object.fromEntries(
    Object.entries(pages).map(([number, { cells, ...page }]) => [
      number,
      {
        columns: page.columns,
        rows: page.rows,
        cells: Object.entries(cells)
          .filter(([, { strokes }]) => strokes.length > 0)
          .map(([index, { strokes, label }]) => ({ index, strokes, label })),
      },
    ]),
  ),
  title: state.title,
  page: state.page,
  framing: state.framing,
  samples: state.samples,
});

describe('the samples of a room', () => {
  it('leave as pictures by label, which a line each tells of', async () => {
    const { host } = await writtenRoom();
    const response = await fetched(`/rooms/${room.roomId}/samples/images`, credentialsOf(host));
    expect(response.headers.get('content-disposition')).toContain('images.zip');
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    expect(Object.keys(files).filter((name) => name.endsWith('.png'))).toEqual([
      '1/00001.png',
      '7/00002.png',
      'not-a-digit/00003.png',
    ]);
    const index = Buffer.from(files['index.csv']!).toString().trim().split('\r\n');
    expect(index[1]).toMatch(/^1\/00001\.png,1,(training|holdout),writer-1,Aki,1,0,mnist$/);
    await done(host.submit({ kind: 'room.names', hidden: true }));
    const hidden = await fetched(`/rooms/${room.roomId}/samples/images`, credentialsOf(host));
    expect(Buffer.from(await hidden.arrayBuffer()).includes('Aki')).toBe(false);
  });

  it('leave as MNIST’s files, which inkroom’s own reader reads', async () => {
    const { host } = await writtenRoom();
    const response = await fetched(`/rooms/${room.roomId}/samples/mnist`, credentialsOf(host));
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const read = (name: string, ...dimensions: number[]) => {
      const parsed = parseIdx(gunzipSync(files[name]!), dimensions, name);
      if (!parsed.ok) throw new Error(parsed.error.message);
      return parsed.value;
    };
    const { ledger } = await storedRoom(room.redis, room.roomId);
    const parts = [...ledger.samples.entries()].map(([, { part, label }]) => [part, label] as const);
    const count = (part: string) => parts.filter(([of, label]) => of === part && typeof label === 'number').length;
    const [trained, held] = [count('training'), count('holdout')];
    expect(trained + held).toBe(2);
    const labels = [...read('train-labels-idx1-ubyte.gz', trained), ...read('t10k-labels-idx1-ubyte.gz', held)];
    expect(labels.sort()).toEqual([1, 7]);
    const images = [
      ...read('train-images-idx3-ubyte.gz', trained, 28, 28),
      ...read('t10k-images-idx3-ubyte.gz', held, 28, 28),
    ];
    expect(strFromU8(files['README.txt']!)).toContain('one was left out');
    expect(Math.max(...images)).toBe(255);
    expect(images[0]).toBe(0);
  });

  it('leave as strokes, which a replay reads', async () => {
    const { host } = await writtenRoom();
    const response = await fetched(`/rooms/${room.roomId}/samples/strokes`, credentialsOf(host));
    const directory = await mkdtemp(join(tmpdir(), 'inkroom-strokes-'));
    const file = join(directory, 'strokes.jsonl.gz');
    await writeFile(file, Buffer.from(await response.arrayBuffer()));
    const digits = await readDrawingFile(file, 10);
    await rm(directory, { recursive: true });
    expect(digits.map(({ label, writer }) => [label, writer])).toEqual([
      [1, 'writer-1'],
      [7, 'writer-1'],
      ['not-a-digit', 'writer-1'],
    ]);
    expect(digits[0]!.strokes).toEqual([
      [
        [140, 40],
        [141, 140],
        [140, 240],
      ],
    ]);
  });
});

describe('R9 files of a room', () => {
  it.each(['samples/images', 'samples/mnist', 'samples/strokes', 'file'])('%s are for its hosts', async (what) => {
    const { host, aki } = await writtenRoom();
    const path = `/rooms/${room.roomId}/${what}`;
    const writer = await fetched(path, credentialsOf(aki));
    expect([writer.status, await codeOf(writer)]).toEqual([403, 'host_only']);
    const stranger = await fetched(path, {});
    expect([stranger.status, await codeOf(stranger)]).toEqual([403, 'wrong_key']);
    const liar = await fetched(path, { ...credentialsOf(aki), 'x-person-id': host.joined!.you.id });
    expect([liar.status, await codeOf(liar)]).toEqual([403, 'wrong_key']);
    const nowhere = await fetched(path.replace(room.roomId, 'nosuchroom'), credentialsOf(host));
    expect([nowhere.status, await codeOf(nowhere)]).toEqual([404, 'room_not_found']);
  });
});

describe('a room as a file', () => {
  it('opens in another inkroom as it was, with keys of its own', async () => {
    const { host } = await writtenRoom();
    const before = await storedRoom(room.redis, room.roomId);
    const response = await openFrom(await roomFile(host));
    expect(response.status).toBe(201);
    const { roomId, hostKey, writeKey } = (await response.json()) as Record<string, string>;
    expect(roomId).not.toBe(room.roomId);
    expect([room.hostKey, room.writeKey]).not.toContain(hostKey);
    const after = await storedRoom(elsewhere.redis, roomId!);
    expect(carried(after.state)).toEqual(carried(before.state));
    expect(after.samples).toEqual(before.samples);
    expect([...after.ledger.parts.entries()]).toEqual([...before.ledger.parts.entries()]);
    const named = new Set([...strokesOn(pageOf(before.state, 1)), ...strokesOn(pageOf(before.state, 2))]);
    expect(after.ink).toEqual(Object.fromEntries(Object.entries(before.ink).filter(([id]) => named.has(id))));
    // As long as a room that was begun.
    for (const key of Object.values(roomKeys(roomId!))) {
      if (typeof key !== 'string' || (await elsewhere.redis.exists(key)) === 0) continue;
      expect(await elsewhere.redis.ttl(key), key).toBeGreaterThan(DEFAULT_LIMITS.roomIdleTtlSeconds - 60);
    }

    const teacher = new BarePerson(elsewhere.gateway.url);
    await teacher.join(roomId!, { key: hostKey, name: 'Aki' });
    expect(teacher.joined!.you.role).toBe('host');
    // The former one wrote here, and goes on being who is called so.
    expect(teacher.joined!.you.name).toBe('Aki (2)');
    expect(teacher.joined!.people.map(({ name }) => name)).toEqual(['Aki (2)']);
    expect(teacher.joined!.absent.map(({ name }) => name).sort()).toEqual(['Aki', 'Teacher']);
    await until('the page is here', () => teacher.state?.pages[2]?.cells[30]);
    await done(teacher.submit({ kind: 'cell.label', page: 1, cell: 0, label: 2 }));
    const relabelled = await storedRoom(elsewhere.redis, roomId!);
    expect(relabelled.state.samples.training + relabelled.state.samples.holdout).toBe(2);
    teacher.leave();
    expect(writeKey).toEqual(expect.any(String));
  });

  it('R9 lets nobody of the former room in', async () => {
    const { host, aki } = await writtenRoom();
    const { roomId } = (await (await openFrom(await roomFile(host))).json()) as { roomId: string };
    for (const one of [host, aki]) {
      const { you, personKey } = one.joined!;
      const person = new BarePerson(elsewhere.gateway.url);
      await expect(person.join(roomId, { personId: you.id, personKey })).rejects.toThrow('wrong_key');
      for (const key of [room.hostKey, room.writeKey, room.watchKey])
        await expect(person.join(roomId, { key })).rejects.toThrow('wrong_key');
      person.leave();
    }
    const state = (await readLedger(elsewhere.redis, roomId, DEFAULT_LIMITS))!.state;
    expect([state.roles, state.locked, state.renewals]).toEqual([{}, false, {}]);
    expect(Object.keys((await readKeys(elsewhere.redis, roomId, aki.joined!.you.id)) ?? {})).toContain('links');
  });

  it('R8 is refused whole where anything of it is wrong, and leaves nothing in the store', async () => {
    const { host } = await writtenRoom();
    const text = gunzipSync(await roomFile(host)).toString();
    // What is asked of workers lives for moments.
    const keys = async () => (await elsewhere.redis.keys('inkroom:{*')).filter((key) => !key.endsWith(':asked')).sort();
    const before = await keys();
    const refused = async (file: Uint8Array, code: string, status = 422) => {
      const response = await openFrom(file);
      expect([response.status, await codeOf(response)]).toEqual([status, code]);
      expect(await keys()).toEqual(before);
    };
    await refused(Buffer.from('hello'), 'room_file_invalid');
    await refused(gzipSync('hello\n'), 'room_file_invalid');
    await refused(gzipSync(text.slice(0, -20)), 'room_file_invalid');
    await refused(gzipSync(text).subarray(0, -9), 'room_file_invalid');
    await refused(gzipSync(text.replace('"version":1', '"version":2')), 'room_file_newer');
    await refused(gzipSync(text.replace('"width":23', '"width":2300')), 'room_file_invalid');
    await refused(gzipSync(Buffer.alloc(64 * 2 ** 20)), 'room_file_invalid');
    await refused(Buffer.alloc(DEFAULT_LIMITS.roomFileBytesMax + 1), 'payload_too_large', 413);
  });

  it('R7 is opened one at a time from an address, and no more often than rooms may be', async () => {
    const { host } = await writtenRoom();
    const file = await roomFile(host);
    const strict = await room.another({ roomsPerAddressPerHour: 1 }, [], 'loopback');
    const from = (file: Uint8Array) =>
      fetch(`${strict.url}/rooms`, {
        method: 'POST',
        headers: { 'x-forwarded-for': '198.51.100.8' },
        body: Buffer.from(file),
      });
    const both = await Promise.all([from(file), from(file)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 429]);
    expect(await codeOf(both.find(({ status }) => status === 429)!)).toBe('rate_limited');
    const again = await from(file);
    expect([again.status, await codeOf(again)]).toEqual([429, 'too_many_rooms']);
  });
});
