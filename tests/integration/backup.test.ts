import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DEFAULT_LIMITS, type Operation, PRESET_LAYERS } from '@inkroom/shared';
import {
  connectRedis,
  createRun,
  listVersions,
  readInk,
  readLedger,
  readRoomArtifact,
  readRunDetails,
  registerShipped,
  roomKeys,
  runBackupCommand,
  type StoredArtifact,
  saveVersion,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import type { BarePerson } from '../support/bare-person.ts';
import { openGateway } from '../support/gateway.ts';
import { useRoom } from '../support/room-fixture.ts';
import { runRequest } from '../support/runs.ts';

const PROGRAM = fileURLToPath(new URL('../../packages/store/dist/backup/main.js', import.meta.url));
const MADE = {
  origin: 'run' as const,
  runId: null,
  architecture: 'mlp' as const,
  layers: PRESET_LAYERS.mlp,
  parameters: 16,
  parentId: null,
  createdAt: 1,
  dataset: {
    kind: 'mnist' as const,
    source: 'mnist' as const,
    trainSize: 1,
    corrections: 0,
    testSize: 1,
    digest: 'd',
  },
  metrics: { testAccuracy: 0.9, testLoss: 0.3, perClass: [], ece: 0.1, holdout: null },
};

function artifact(): StoredArtifact {
  return {
    topology: { name: 'mlp' },
    weightSpecs: [{ name: 'w', shape: [16], dtype: 'float32' }],
    weights: randomBytes(64),
    onnx: randomBytes(96),
    card: { note: 'made' },
    cardText: '# made',
    digest: randomBytes(32).toString('hex'),
  };
}

const room = useRoom();
let elsewhere: { server: PrivateRedis; redis: Redis };
let folder: string;
const said: string[] = [];

beforeAll(async () => {
  const server = await startPrivateRedis();
  elsewhere = { server, redis: connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS }) };
  folder = await mkdtemp(join(tmpdir(), 'inkroom-backup-'));
  await registerShipped(
    room.redis,
    { ...MADE, id: 'shipped-mlp', number: 0, roomId: null, origin: 'shipped' },
    artifact(),
  );
});
afterAll(async () => {
  elsewhere?.redis.disconnect();
  await elsewhere?.server.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => said.splice(0));
afterEach(() => elsewhere.redis.flushall());

const command = (url: string, ...args: string[]) => runBackupCommand(args, url, { say: (line) => said.push(line) });
const backup = async (name = 'all') => {
  const file = join(folder, name);
  await command(room.redisUrl, 'backup', file);
  return file;
};
const restore = (...args: string[]) => command(elsewhere.server.url, 'restore', ...args);

const stroke = (cell: number): Operation => ({
  kind: 'stroke.add',
  page: 1,
  stroke: { id: nanoid(), cell, width: 23, points: [140, 40, 0.5, 0, 141, 140, 0.5, 50, 140, 240, 0.5, 100] },
});
const done = async (person: BarePerson, op: Operation) => expect(await person.submit(op)).toMatchObject({ ok: true });

/** All that one can ask the store about a room. */
async function contents(redis: Redis, roomId = room.roomId) {
  const stored = (await readLedger(redis, roomId, DEFAULT_LIMITS))!;
  const ids = [...stored.ledger.ink.entries()].map(([id]) => id);
  // Shipped ones that the room does not use are put there by workers.
  const versions = (await listVersions(redis, roomId, DEFAULT_LIMITS)).filter((one) => one.roomId !== null);
  const runs = await redis.zrange(roomKeys(roomId).runs, '0', '-1');
  return {
    state: stored.state,
    samples: Object.fromEntries(stored.ledger.samples.entries()),
    parts: Object.fromEntries(stored.ledger.parts.entries()),
    ink: await readInk(redis, roomId, ids),
    versions,
    artifacts: await Promise.all(versions.map(({ id }) => readRoomArtifact(redis, roomId, id))),
    runs: await Promise.all(runs.map((id) => readRunDetails(redis, id))),
    people: await redis.hgetall(roomKeys(roomId).people),
  };
}

it('brings back a room with people, ink, labels, versions and runs, in which one goes on by the same keys (R1)', async () => {
  const host = await room.join({ name: 'Teacher', key: room.hostKey });
  const aki = await room.join({ name: 'Aki' });
  for (const cell of [0, 1, 5]) await done(aki, stroke(cell));
  await done(host, { kind: 'cell.label', page: 1, cell: 0, label: 7 });
  await done(host, { kind: 'room.title', title: 'ひまわり組' });
  await saveVersion(room.redis, { ...MADE, roomId: room.roomId }, artifact(), DEFAULT_LIMITS);
  const { requestId, spec } = runRequest();
  const created = await createRun(
    room.redis,
    {
      roomId: room.roomId,
      startedBy: { id: aki.joined!.you.id, name: 'Aki' },
      spec: { ...spec, seed: 1, parentId: null } as never,
      requestId,
    },
    DEFAULT_LIMITS,
  );
  expect(created.ok).toBe(true);
  const before = await contents(room.redis);
  expect([before.versions.length === 1, before.runs.length, Object.keys(before.samples).length]).toEqual([true, 1, 1]);

  const file = await backup();
  expect((await stat(file)).mode & 0o077).toBe(0);
  await restore(file);
  expect(said.join('\n')).toMatch(/checksum fits[\s\S]*restored \d+ rooms, \d+ versions, 1 runs/);
  const after = await contents(elsewhere.redis);
  expect(after).toEqual(before);
  // It goes when nobody uses it, as before, and its run is seen to.
  expect(await elsewhere.redis.pttl(roomKeys(room.roomId).meta)).toBeGreaterThan(0);
  expect(await elsewhere.redis.smembers('inkroom:runs:active')).toEqual([before.runs[0]!.run.id]);

  const gateway = await openGateway(elsewhere.server.url);
  try {
    const again = await room.join({ name: 'Teacher', key: room.hostKey }, gateway.url);
    expect(again.state).toMatchObject({ title: 'ひまわり組', samples: before.state.samples });
    expect(Object.keys(again.ink).sort()).toEqual(Object.keys(before.ink).sort());
    await done(again, stroke(9));
    // A second one asks first, and lets a room that a gateway knows be.
    await expect(restore(file)).rejects.toThrow(/has \d+ rooms already.*--replace/);
    await expect(restore(file, '--replace')).rejects.toThrow(/1 of its rooms are open at a gateway/);
    again.leave();
  } finally {
    await gateway.stop();
  }
  await elsewhere.redis.hset(roomKeys('other').meta, 'schema', '1');
  await restore(file, '--replace');
  expect((await contents(elsewhere.redis)).state).toEqual(before.state);
  expect(await elsewhere.redis.exists(roomKeys('other').meta)).toBe(1);
});

it('is each room as it was at one moment, while a class writes in it (R3)', async () => {
  const people = await Promise.all(['Aki', 'Ben', 'Chi'].map((name) => room.join({ name })));
  let isOver = false;
  let acknowledged = 0;
  const writing = people.map(async (person, i) => {
    for (let cell = i; !isOver; cell = (cell + 3) % 90) {
      if ((await person.submit(stroke(cell))).ok) acknowledged++;
      await person.submit({ kind: 'ink.clear', page: 1, cell: (cell + 45) % 90 });
    }
  });
  const files: string[] = [];
  for (let i = 0; i < 5; i++) files.push(await backup(`while-${i}`));
  isOver = true;
  await Promise.all(writing);
  expect(acknowledged).toBeGreaterThan(5);
  for (const file of files) {
    await elsewhere.redis.flushall();
    await restore(file);
    const { state, ink } = await contents(elsewhere.redis);
    const named = Object.values(state.pages[1]!.cells).flatMap(({ strokes }) => strokes);
    expect(named.filter((id) => !ink[id])).toEqual([]);
    const [last] = await elsewhere.redis.xrevrange(roomKeys(room.roomId).log, '+', '-', 'COUNT', 1);
    expect(last?.[0]).toBe(`${state.seq}-0`);
  }
});

it('restores nothing of a file that is damaged, cut off, or of a newer inkroom (R8)', async () => {
  await done(await room.join({ name: 'Aki' }), stroke(0));
  const bytes = await readFile(await backup());
  const file = join(folder, 'damaged');
  const refused = async (changed: Uint8Array, why: RegExp) => {
    await writeFile(file, changed);
    await expect(restore(file)).rejects.toThrow(why);
    expect(await elsewhere.redis.dbsize()).toBe(0);
  };
  const flipped = Buffer.from(bytes);
  flipped[bytes.length - 400]! ^= 1;
  await refused(flipped, /checksum does not fit|none of ours/);
  await refused(bytes.subarray(0, bytes.length - 200), /cut off/);
  await refused(bytes.subarray(0, bytes.length >> 1), /cut off/);
  await refused(Buffer.concat([bytes, Buffer.from('{}\n')]), /something follows/);
  await refused(Buffer.from('{"hello":1}\n'), /no backup/);
  await room.redis.hset(roomKeys(room.roomId).meta, 'schema', '99');
  await refused(await readFile(await backup()), /newer inkroom/);
  await room.redis.del(roomKeys(room.roomId).meta);
});

it('goes through the program of the images, by pipe, as compose does', async () => {
  await done(await room.join({ name: 'Aki' }), stroke(0));
  const run = promisify(execFile);
  const env = (url: string) => ({ ...process.env, REDIS_URL: url });
  const order = `node ${PROGRAM} backup - | REDIS_URL=${elsewhere.server.url} node ${PROGRAM} restore -`;
  const { stderr } = await run('sh', ['-c', order], { env: env(room.redisUrl) });
  expect(stderr).toMatch(/backed up \d+ rooms/);
  expect(stderr).toMatch(/restored \d+ rooms/);
  expect(await contents(elsewhere.redis)).toEqual(await contents(room.redis));
  await expect(run('node', [PROGRAM, 'restore', '/nowhere'], { env: env(room.redisUrl) })).rejects.toThrow(
    /rooms already/,
  );
});
