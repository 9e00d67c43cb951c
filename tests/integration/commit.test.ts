import {
  applyEntry,
  DEFAULT_LIMITS,
  type Evidence,
  emptyRoom,
  type InkById,
  type LogEntry,
  type Operation,
  pageOf,
  type Result,
  readLimits,
  storedInk,
  strokeIdOf,
} from '@inkroom/shared';
import {
  type Applied,
  type Commit,
  commit,
  connectRedis,
  createRoom,
  ownBatch,
  type Proposal,
  parseRoomMessage,
  RoomCopy,
  type RoomFollower,
  RoomWriter,
  readEntries,
  readInk,
  readPartSamples,
  roomChannel,
  roomKeys,
  StoreClock,
} from '@inkroom/store';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { addStroke, ink } from '../support/ink.ts';
import { readRoom } from '../support/stored-room.ts';
import { until } from '../support/until.ts';

const LIMITS = { ...readLimits(), cellStrokesMax: 1_000 };
/** What one commit takes at most. */
const OPERATIONS_MAX = 64;
const BYTES_MAX = 256 * 1024;
const ANN = 'ann-0000';
const BOB = 'bob-0000';
const HOST = 'host-000';

let server: PrivateRedis;
let redis: Redis;
let roomId: string;
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
  await createRoom(redis, { roomId, title: 'Test', hostKeyHash: '' }, LIMITS);
});

/** The script with its keys, the JSON of its arguments, and the message. */
type CommitCommand = (...args: unknown[]) => Promise<unknown>;

/**
 * A gateway's part of a room: its own connection, a note of what its room was told, and no channel, so that it learns of others
 * only by being behind or by what a test has it `receive`.
 */
class Gateway implements RoomFollower {
  readonly id = nanoid();
  readonly copy: RoomCopy;
  readonly writer: RoomWriter;
  /** What the room was told, each time. */
  readonly told: LogEntry[][] = [];
  readonly ink: InkById = {};
  readonly outcomes: { what: Commit['what']; operations: number }[] = [];
  /** The log's end as what is sent behind a commit finds it. */
  readonly foundBehind: Promise<string | null>[] = [];
  replaced = 0;

  constructor(
    readonly redis: Redis,
    limits = LIMITS,
    clock = new StoreClock(),
  ) {
    this.copy = new RoomCopy({ redis, roomId, limits }, this);
    this.writer = new RoomWriter({ redis, roomId, gatewayId: this.id, limits, clock }, this.copy, this);
  }

  static async open(limits = LIMITS, clock?: StoreClock): Promise<Gateway> {
    const gateway = new Gateway(connection(), limits, clock);
    await gateway.copy.load();
    return gateway;
  }

  entriesApplied(entries: readonly LogEntry[], added: InkById): void {
    this.told.push([...entries]);
    Object.assign(this.ink, added);
  }
  commitSent(): void {
    this.foundBehind.push(this.redis.hget(roomKeys(roomId).meta, 'seq'));
  }
  commitAnswered(what: Commit['what'], { length: operations }: readonly LogEntry[]): void {
    this.outcomes.push({ what, operations });
  }
  stateReplaced(): void {
    this.replaced++;
  }

  get entries(): LogEntry[] {
    return this.told.flat();
  }
  get whats(): Commit['what'][] {
    return this.outcomes.map(({ what }) => what);
  }

  submit(op: Operation, by = ANN, opId = nanoid(), evidence: Evidence = {}): Promise<Result<Applied>> {
    return this.writer.submit({ opId, op }, { id: by, watches: false }, evidence);
  }

  claim(): Promise<Result<Applied>> {
    return this.submit({ kind: 'host.claim' }, HOST, nanoid(), { holdsHostKey: true });
  }

  /** Submits all at once, so that they wait together: the one before them is under way. */
  together(...asked: Parameters<Gateway['submit']>[]): Promise<Result<Applied>[]> {
    void this.submit(addStroke(39), 'opener-0');
    return Promise.all(asked.map((one) => this.submit(...one)));
  }

  /** Does something around each of its commits. */
  around(does: (commit: () => Promise<unknown>, message: string) => Promise<unknown>): void {
    const commands = this.redis as unknown as { eval: CommitCommand };
    const original = commands.eval.bind(this.redis);
    commands.eval = (...args) => {
      const isCommit = args.includes(roomKeys(roomId).lease);
      return isCommit ? does(() => original(...args), String(args.at(-1))) : original(...args);
    };
  }
}

function connection(): Redis {
  const one = connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS });
  connections.push(one);
  return one;
}

const gateways = (count: number) => Promise.all(Array.from({ length: count }, () => Gateway.open()));
const state = async () => (await readRoom(redis, roomId, LIMITS))!;
const cells = async () => pageOf(await state(), 1).cells;
const log = async () => (await readEntries(redis, roomId, 0, 10_000)).entries;
const seqs = (entries: readonly LogEntry[]) => entries.map(({ seq }) => seq);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const codes = (results: readonly Result<Applied>[]) => results.map((one) => (one.ok ? 'ok' : one.error.code));
const done = { ok: true, value: { repeated: false } };
const repeatedAt = (seq: number) => ({ ok: true, value: { seq, repeated: true } });
const stroke = (given: string, by = ANN) => strokeIdOf(by, given);
const keysOfRoom = async () => (await redis.keys(`${roomKeys(roomId).prefix}:*`)).sort();
const dump = async () => {
  const keys = await keysOfRoom();
  return Promise.all(keys.map(async (key) => [key, (await redis.dumpBuffer(key))!] as const));
};
const content = async () => (await dump()).map(([key, bytes]) => [key, bytes.toString('hex')]);

/** Brings the store back to what it was. */
async function restore(dumped: Awaited<ReturnType<typeof dump>>): Promise<void> {
  await redis.del(await keysOfRoom());
  for (const [key, bytes] of dumped) await redis.restore(key, LIMITS.roomIdleTtlSeconds * 1000, bytes);
}

/** What holds of a room in which nothing was lost. */
async function expectOneLog(all: readonly Gateway[]): Promise<LogEntry[]> {
  const [entries, now] = [await log(), await state()];
  expect(seqs(entries)).toEqual(upTo(now.seq));
  expect(new Set(entries.map(({ opId }) => opId)).size).toBe(entries.length);
  expect(entries.reduce(applyEntry, emptyRoom(roomId, 'Test', now.createdAt))).toEqual(now);
  for (const gateway of all) {
    await gateway.copy.reached(now.seq);
    expect(gateway.copy.state).toEqual(now);
    // Each was told of all of it, once and in order.
    if (gateway.replaced === 0) expect(gateway.entries).toEqual(entries);
  }
  return entries;
}

describe('gateways that write in one hot room, and hear of each other only by being behind', () => {
  it.each([2, 3])(
    'R1 R2 R3 end with the same log: of %i of them, none loses, doubles or refuses anything',
    async (count) => {
      const all = await gateways(count);
      const asked = Array.from({ length: 240 }, (_, i) => {
        return { opId: nanoid(), op: addStroke(i % 30, { x: i }), by: `person-${i % 12}`, through: all[i % count]! };
      });
      const answers = await Promise.all(asked.map(({ op, by, opId, through }) => through.submit(op, by, opId)));
      expect(answers).toMatchObject(answers.map(() => done));
      const entries = await expectOneLog(all);
      expect(entries).toHaveLength(asked.length);
      for (const [i, answer] of answers.entries()) {
        const { opId, by, op } = asked[i]!;
        const entry = entries[answer.ok ? answer.value.seq - 1 : -1];
        expect(entry).toMatchObject({ opId, by, effect: { kind: 'stroke.add', id: stroke(op.stroke.id, by) } });
      }
      const sent = Object.fromEntries(asked.map(({ op, by }, i) => [stroke(op.stroke.id, by), ink(i)]));
      expect(await readInk(redis, roomId, Object.keys(sent))).toEqual(sent);
      for (const gateway of all) expect(gateway.ink).toEqual(sent);
      // Else this has said nothing of losing a race.
      expect(all.flatMap(({ whats }) => whats)).toContain('behind');
    },
  );

  it('R2 apply an operation once that comes to each of them at once', async () => {
    const all = await gateways(3);
    const ops = Array.from({ length: 30 }, (_, i) => ({ opId: nanoid(), op: addStroke(i) }));
    const answers = await Promise.all(
      ops.map(({ op, opId }) => Promise.all(all.map((gateway) => gateway.submit(op, ANN, opId)))),
    );
    for (const each of answers) {
      expect(each.filter((one) => one.ok && !one.value.repeated)).toHaveLength(1);
      expect(new Set(each.map((one) => one.ok && one.value.seq)).size).toBe(1);
    }
    expect(await expectOneLog(all)).toHaveLength(ops.length);
  });

  it('decide as one: a cell takes what it may hold, and one page is begun', async () => {
    const narrow = { ...LIMITS, cellStrokesMax: 10 };
    const all = await Promise.all([1, 2, 3].map(() => Gateway.open(narrow)));
    const strokes = await Promise.all(
      Array.from({ length: 30 }, (_, i) => all[i % 3]!.submit(addStroke(0), `person-${i}`)),
    );
    expect(codes(strokes).filter((code) => code === 'ok')).toHaveLength(10);
    expect(codes(strokes).filter((code) => code === 'cell_full')).toHaveLength(20);
    await all[0]!.claim();
    const turns = await Promise.all(all.map((gateway) => gateway.submit({ kind: 'page.begin', columns: 8 }, HOST)));
    expect(codes(turns)).toEqual(['ok', 'ok', 'ok']);
    await expectOneLog(all);
    // What was begun and not written on was begun anew.
    expect(Object.keys((await state()).pages)).toEqual(['1', '2']);
  });

  it('keep the order in which each person asked', async () => {
    const all = await gateways(2);
    const asked = ['anns', 'bobs', 'cleos'].map((name, i) => {
      return {
        by: `${name}-000`,
        through: all[i % 2]!,
        opIds: Array.from({ length: 100 }, (_, n) => `${name}-op-${n}`),
      };
    });
    await Promise.all(
      asked.flatMap(({ by, through, opIds }) => opIds.map((opId, i) => through.submit(addStroke(i % 30), by, opId))),
    );
    const entries = await expectOneLog(all);
    for (const { by, opIds } of asked)
      expect(entries.filter((entry) => entry.by === by).map(({ opId }) => opId)).toEqual(opIds);
  });

  it('know of a role that was claimed through another of them, when somebody acts on it', async () => {
    const [first, second] = (await gateways(2)) as [Gateway, Gateway];
    expect(await second.submit({ kind: 'room.title', title: 'Mine' }, HOST)).toMatchObject({
      error: { code: 'host_only' },
    });
    await first.claim();
    expect(await second.submit({ kind: 'room.title', title: 'Mine' }, HOST)).toMatchObject(done);
    await expectOneLog([first, second]);
  });

  it('let times never go back, whatever their clocks say', async () => {
    const hour = 3_600_000;
    const at = (ms: () => number) => ({ now: ms, measure: async () => {} }) as unknown as StoreClock;
    const [fast, slow] = [
      await Gateway.open(
        LIMITS,
        at(() => Date.now() + hour),
      ),
      await Gateway.open(
        LIMITS,
        at(() => Date.now() - hour),
      ),
    ];
    for (let i = 0; i < 6; i++) await (i % 2 ? fast : slow).submit(addStroke(i));
    expect(await slow.submit({ kind: 'cell.label', page: 1, cell: 0, label: 3 })).toMatchObject(done);
    const times = (await expectOneLog([fast, slow])).map((entry) => entry.at);
    for (const [i, time] of times.entries()) expect(time).toBeGreaterThanOrEqual(times[i - 1] ?? 0);
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(hour);
    expect((await state()).at).toBe(times.at(-1));
    expect((await cells())[0]!.label).toMatchObject({ at: times.at(-1) });
  });
});

describe('an operation that was applied before', () => {
  const entry = (opId: string, seq: number) => {
    const effect = { kind: 'page.grow', page: 1, rows: 6 };
    return { opId, text: JSON.stringify({ seq, opId, by: ANN, at: 1, effect }) };
  };
  const propose = (over: Partial<Proposal>) =>
    commit(
      redis,
      roomId,
      'gateway-0',
      {
        id: 'batch-0',
        expected: 0,
        last: undefined,
        entries: [],
        inkText: '{}',
        lookups: [],
        conditions: [],
        writes: [],
        wantsLease: false,
        ...over,
      },
      LIMITS,
    );

  /** It has read the room before anything happened. */
  let late: Gateway;
  beforeEach(async () => {
    late = await Gateway.open();
    const gateway = await Gateway.open();
    for (const i of upTo(5)) await gateway.submit(addStroke(i, { id: `stroke-${i}` }), ANN, `op-number-${i}`);
  });

  it('R2 is named with its place, each of several, and nothing of that commit is written', async () => {
    const before = await content();
    const answer = await propose({
      expected: 5,
      entries: [entry('op-number-2', 6), entry('op-is-new-1', 7), entry('op-number-5', 8), entry('op-number-1', 9)],
      lookups: ['op-number-4', 'op-was-never'],
    });
    expect(answer.what).toBe('repeated');
    expect(answer.seq).toBe(5);
    expect(new Map(answer.applied)).toEqual(new Map([2, 5, 1, 4].map((i) => [`op-number-${i}`, i])));
    expect(await content()).toEqual(before);
  });

  it('R2 is named as well to somebody who is behind', async () => {
    const answer = await propose({
      expected: 1,
      entries: [entry('op-number-3', 2), entry('op-number-2', 3), entry('op-is-new-1', 4)],
      lookups: ['op-number-5'],
    });
    expect(answer).toMatchObject({ what: 'behind', seq: 5 });
    expect([...answer.applied.keys()].sort()).toEqual(['op-number-2', 'op-number-3', 'op-number-5']);
  });

  it.each([
    ['knows of it', () => Gateway.open()],
    ['is behind', async () => late],
  ])('R2 is acknowledged among new ones, each of several, by a gateway that %s', async (_, open) => {
    const gateway = await open();
    const answers = await gateway.together(
      [addStroke(1, { id: 'stroke-1' }), ANN, 'op-number-1'],
      [addStroke(9, { id: 'stroke-9' }), ANN, 'op-is-new-1'],
      [addStroke(3, { id: 'stroke-3' }), ANN, 'op-number-3'],
      [addStroke(5, { id: 'stroke-5' }), ANN, 'op-number-5'],
      [addStroke(8, { id: 'stroke-8' }), BOB, 'op-is-new-2'],
    );
    expect(answers[0]).toEqual(repeatedAt(1));
    expect(answers[2]).toEqual(repeatedAt(3));
    expect(answers[3]).toEqual(repeatedAt(5));
    expect([answers[1], answers[4]]).toMatchObject([done, done]);
    expect(await log()).toHaveLength(8);
    await gateway.copy.reached(8);
    expect(gateway.copy.state).toEqual(await state());
  });

  it.each([
    ['knows of it', () => Gateway.open()],
    ['is behind', async () => late],
  ])('R1 is acknowledged where it would be refused now, by a gateway that %s', async (_, open) => {
    const first = await Gateway.open();
    await first.claim();
    await first.submit({ kind: 'ink.clear', page: 1, cell: 1 }, ANN, 'op-has-cleared');
    const gateway = await open();
    const answers = await gateway.together(
      // It can be brought back alone by now; and there is nothing left to clear.
      [addStroke(1, { id: 'stroke-1' }), ANN, 'op-number-1'],
      [{ kind: 'ink.clear', page: 1, cell: 1 }, ANN, 'op-has-cleared'],
      // This one is refused for good.
      [{ kind: 'ink.clear', page: 1, cell: 1 }, ANN, 'op-is-refused'],
      [addStroke(1, { id: 'stroke-7' }), ANN, 'op-is-new-1'],
    );
    expect(answers.slice(0, 2)).toEqual([repeatedAt(1), repeatedAt(7)]);
    expect(codes(answers.slice(2))).toEqual(['cell_empty', 'ok']);
  });

  it('R1 whose answer was lost is acknowledged when it is sent again, and was applied once', async () => {
    const gateway = await Gateway.open();
    let isLost = true;
    gateway.around(async (commit) => {
      const answer = await commit();
      if (isLost) throw new Error('Command timed out');
      return answer;
    });
    const op = addStroke(7, { id: 'stroke-7' });
    await expect(gateway.submit(op, ANN, 'op-number-6')).rejects.toThrow('timed out');
    isLost = false;
    expect(await gateway.submit(op, ANN, 'op-number-6')).toEqual(repeatedAt(6));
    expect(await gateway.submit(addStroke(8), ANN)).toMatchObject({ ok: true, value: { seq: 7 } });
    expect(seqs(gateway.entries)).toEqual([6, 7]);
    expect(gateway.copy.state).toEqual(await state());
  });
});

describe('what only the store knows', () => {
  const versionId = '0123456789abcdef';
  const challenge = (id: string): Operation => ({ kind: 'model.challenge', versionId: id });

  it('refuses a version that was dropped meanwhile, and lets the rest of the batch through', async () => {
    const gateway = await Gateway.open();
    await gateway.claim();
    const answers = await gateway.together(
      [addStroke(1), ANN],
      [challenge(versionId), HOST],
      [addStroke(2), BOB],
      [challenge('fedcba9876543210'), HOST],
      [challenge('shipped-mlp'), HOST],
    );
    expect(codes(answers)).toEqual(['ok', 'version_not_found', 'ok', 'version_not_found', 'ok']);
    expect(answers[1]).toMatchObject({ error: { details: { versionId } } });
    expect(await state()).toMatchObject({ challenger: 'shipped-mlp', generation: 1, seq: 5 });
    await expectOneLog([gateway]);
  });

  it('lets a version through that is there', async () => {
    await redis.hset(roomKeys(roomId).versions, versionId, '{}');
    const gateway = await Gateway.open();
    await gateway.claim();
    expect(await gateway.submit(challenge(versionId), HOST)).toMatchObject(done);
    await redis.hdel(roomKeys(roomId).versions, versionId);
    // Where it stands already, nobody looks for it.
    expect(await gateway.submit({ kind: 'room.title', title: 'Another' }, HOST)).toMatchObject(done);
  });

  describe('of ink that a sample names', () => {
    const redrawn = (x: number) => addStroke(1, { id: 'stroke-1', x });
    const stored = () => redis.hget(roomKeys(roomId).ink, stroke('stroke-1'));

    /** Clears its cell, and another one: so many clearings are not kept. */
    const forgets = (): Operation[] => [
      { kind: 'ink.clear', page: 1, cell: 1 },
      addStroke(9),
      { kind: 'ink.clear', page: 1, cell: 9 },
    ];
    const few = { ...LIMITS, clearingsKept: 1 };

    async function sampled(): Promise<Gateway> {
      const gateway = await Gateway.open(few);
      await gateway.submit(redrawn(1));
      await gateway.submit({ kind: 'cell.label', page: 1, cell: 1, label: 7 }, BOB);
      for (const op of forgets()) await gateway.submit(op);
      return gateway;
    }

    it('R10 refuses that it comes back otherwise, and lets the rest of the batch through', async () => {
      for (const gateway of [await sampled(), await Gateway.open(few)]) {
        const answers = await gateway.together([addStroke(2), ANN], [redrawn(2), ANN], [addStroke(3), BOB]);
        expect(codes(answers)).toEqual(['ok', 'stroke_exists', 'ok']);
        expect(answers[1]).toMatchObject({ error: { details: { id: stroke('stroke-1') } } });
        expect(await stored()).toBe(storedInk(ink(1)));
      }
    });

    it('lets it come back as it was', async () => {
      const gateway = await sampled();
      expect(await gateway.submit(redrawn(1))).toMatchObject(done);
      expect((await cells())[1]!.strokes).toEqual([stroke('stroke-1')]);
      expect(await stored()).toBe(storedInk(ink(1)));
      await expectOneLog([gateway]);
    });

    it('lets it come otherwise when no sample names it any more', async () => {
      const gateway = await sampled();
      await gateway.submit({ kind: 'samples.withdraw', personId: ANN, role: 'written' });
      expect(await gateway.submit(redrawn(2))).toMatchObject(done);
      expect(await stored()).toBe(storedInk(ink(2)));
    });

    it.each([
      ['cleared', () => [[{ kind: 'ink.clear', page: 1, cell: 1 }, HOST]]],
      ['cleared for good', () => forgets().map((op) => [op, ANN])],
    ] satisfies [string, () => [Operation, string][]][])(
      'keeps it where its cell is %s in the batch in which it was drawn',
      async (_, ends) => {
        const gateway = await Gateway.open(few);
        await gateway.claim();
        const answers = await gateway.together(
          [redrawn(1), ANN],
          [{ kind: 'cell.label', page: 1, cell: 1, label: 7 }, BOB],
          ...ends(),
        );
        expect(new Set(codes(answers))).toEqual(new Set(['ok']));
        expect(await stored()).toBe(storedInk(ink(1)));
        expect(await readPartSamples(redis, roomId, ['training'])).toMatchObject([{ label: 7, strokes: [ink(1)] }]);
        await expectOneLog([gateway]);
      },
    );

    it.each([
      ['otherwise', 2, 'stroke_exists'],
      ['as it was', 1, 'ok'],
    ])('R10 holds as well where it comes back %s in the batch in which it was drawn', async (_, x, code) => {
      const gateway = await Gateway.open(few);
      const answers = await gateway.together(
        [redrawn(1), ANN],
        [{ kind: 'cell.label', page: 1, cell: 1, label: 7 }, ANN],
        ...forgets().map((op): [Operation, string] => [op, ANN]),
        [redrawn(x), ANN],
      );
      expect(await stored()).toBe(storedInk(ink(1)));
      expect(codes(answers)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', code]);
    });

    it('R10 holds as well where a clearing names it: it is brought back, not drawn again', async () => {
      const gateway = await Gateway.open();
      const answers = await gateway.together(
        [redrawn(1), ANN],
        [{ kind: 'ink.clear', page: 1, cell: 1 }, ANN, 'op-clears-1'],
        [redrawn(1), ANN],
        [{ kind: 'ink.restore', page: 1, clearing: 'op-clears-1' }, ANN],
      );
      expect(codes(answers)).toEqual(['ok', 'ok', 'stroke_exists', 'ok']);
      expect((await cells())[1]!.strokes).toEqual([stroke('stroke-1')]);
      expect(await stored()).toBe(storedInk(ink(1)));
    });
  });

  it('lets a stroke come otherwise that was taken back, in one batch or in two', async () => {
    for (const given of ['in-one-batch', 'in-two-batches']) {
      const gateway = await Gateway.open();
      await gateway.submit(addStroke(1, { id: given, x: 1 }));
      const removal: Operation = { kind: 'stroke.remove', page: 1, cell: 1, ids: [stroke(given)] };
      const again = addStroke(1, { id: given, x: 2 });
      const answers =
        given === 'in-one-batch'
          ? await gateway.together([removal], [again])
          : [await gateway.submit(removal), await gateway.submit(again)];
      expect(codes(answers), given).toEqual(['ok', 'ok']);
      expect(await redis.hget(roomKeys(roomId).ink, stroke(given))).toBe(storedInk(ink(2)));
    }
  });
});

describe('a room that a newer inkroom writes', () => {
  it('takes nothing from an older one, and stays as it is', async () => {
    const gateway = await Gateway.open();
    await gateway.submit(addStroke(1, { id: 'stroke-1' }), ANN, 'op-number-1');
    await redis.hset(roomKeys(roomId).meta, 'schema', 99);
    const before = await content();
    const answers = await gateway.together([addStroke(2), ANN], [addStroke(3), BOB]);
    expect(codes(answers)).toEqual(['server_outdated', 'server_outdated']);
    expect(await content()).toEqual(before);
    expect(gateway.copy.state!.seq).toBe(1);
    // What was applied stays applied.
    expect(await gateway.submit(addStroke(1, { id: 'stroke-1' }), ANN, 'op-number-1')).toEqual(repeatedAt(1));
  });
});

describe('the lease', () => {
  it('of another gateway is respected, until it ends by itself', async () => {
    const gateway = await Gateway.open();
    const { lease } = roomKeys(roomId);
    // Held until the gateway has met it, however long that takes on a busy machine.
    const hold = () => redis.set(lease, 'another-gateway', 'PX', 1_000);
    await hold();
    const answer = gateway.submit(addStroke(1));
    await until('it was told to wait', async () => gateway.whats.includes('leased') || ((await hold()) && false));
    const found = await redis.multi().exists(lease).hget(roomKeys(roomId).meta, 'seq').exec();
    const [[, isHeld], [, seq]] = found as [[null, number], [null, string]];
    if (isHeld) expect(seq).toBe('0');
    expect(await answer).toMatchObject(done);
    expect(new Set(gateway.whats)).toEqual(new Set(['leased', 'done']));
    expect(await expectOneLog([gateway])).toHaveLength(1);
  });

  it('R7 is taken by a gateway that has lost three tries: the next one is its own', async () => {
    const [lucky, unlucky] = (await gateways(2)) as [Gateway, Gateway];
    const { lease } = roomKeys(roomId);
    /** Whose turn it was right behind each of its tries. */
    const holders: (string | null)[] = [];
    let waiting: Promise<Result<Applied>> | null = null;
    unlucky.around(async (commit) => {
      if (holders.at(-1) !== unlucky.id) await lucky.submit(addStroke(holders.length));
      else waiting ??= lucky.submit(addStroke(holders.length));
      const tried = lucky.outcomes.length;
      if (waiting)
        await until(
          'the other one has tried',
          () => lucky.outcomes.length > tried || lucky.outcomes.at(-1)!.what === 'leased',
        );
      const committing = commit();
      const holder = unlucky.redis.get(lease);
      const answer = await committing;
      holders.push(await holder);
      return answer;
    });
    expect(await unlucky.submit(addStroke(39), BOB, 'op-of-bob-1')).toMatchObject(done);
    expect([2, 3]).toContain(holders.indexOf(unlucky.id));
    expect(lucky.whats).toContain('leased');
    expect(await waiting!).toMatchObject(done);
    // It ended with the commit that it was taken for.
    expect(holders.at(-1)).toBeNull();
    expect(await redis.exists(lease)).toBe(0);
    await expectOneLog([lucky, unlucky]);
  });

  it('is not taken by one that wins', async () => {
    const gateway = await Gateway.open();
    await Promise.all(Array.from({ length: 300 }, (_, i) => gateway.submit(addStroke(i % 30))));
    expect(new Set(gateway.whats)).toEqual(new Set(['done']));
    expect(await redis.exists(roomKeys(roomId).lease)).toBe(0);
  });
});

describe('a gateway that is behind', () => {
  it('by more than it reads at once reads on, and leaves nothing out', async () => {
    const [late, early, waiting] = (await gateways(3)) as [Gateway, Gateway, Gateway];
    await Promise.all(Array.from({ length: 2_100 }, (_, i) => early.submit(addStroke(i % 30))));
    await waiting.copy.reached(2_100);
    expect(waiting.copy.state!.seq).toBe(2_100);
    expect(await late.submit(addStroke(1))).toMatchObject({ ok: true, value: { seq: 2_101 } });
    expect(late.replaced).toBe(0);
    await expectOneLog([late, early, waiting]);
  });

  it('by more than the log holds reads the state anew, and says so', async () => {
    const short = { ...LIMITS, logLengthMax: 5 };
    const [late, early] = [await Gateway.open(short), await Gateway.open(short)];
    for (const i of upTo(12)) await early.submit(addStroke(i, { id: `stroke-${i}` }), ANN, `op-number-${i}`);
    const answers = await late.together(
      [addStroke(20), ANN],
      // Its entry is gone from the log, and its id is remembered.
      [addStroke(3, { id: 'stroke-3' }), ANN, 'op-number-3'],
      [addStroke(4, { id: 'stroke-4' }), ANN],
    );
    expect(answers[1]).toEqual(repeatedAt(3));
    expect(codes(answers)).toEqual(['ok', 'ok', 'stroke_exists']);
    expect(late.replaced).toBe(1);
    expect(late.copy.state).toEqual(await state());
    // Nobody is told of a part: those who follow get the state anew.
    expect(seqs(late.entries)).toEqual([13, 14]);
    // What was read anew is right in the ledger as well.
    expect(await late.submit({ kind: 'cell.label', page: 1, cell: 3, label: 3 })).toMatchObject(done);
    expect((await state()).samples.training).toBe(1);
  });

  it('of a store that was restored to an older state reads that, and says so', async () => {
    const gateway = await Gateway.open();
    for (const i of upTo(3)) await gateway.submit(addStroke(i), ANN, `op-number-${i}`);
    const older = await dump();
    for (const i of [4, 5, 6]) await gateway.submit(addStroke(i), ANN, `op-number-${i}`);
    await restore(older);
    // What was lost is applied when it is sent again.
    expect(await gateway.submit(addStroke(5), ANN, 'op-number-5')).toMatchObject({ ok: true, value: { seq: 4 } });
    expect(gateway.replaced).toBe(1);
    expect(gateway.copy.state).toEqual(await state());
    expect(Object.keys(await cells())).toEqual(['1', '2', '3', '5']);
  });

  it('of a store that was restored and has come as far again with other entries reads that', async () => {
    const [gateway, other] = (await gateways(2)) as [Gateway, Gateway];
    for (const i of upTo(3)) await gateway.submit(addStroke(i));
    const older = await dump();
    for (const i of [4, 5]) await gateway.submit(addStroke(i));
    await restore(older);
    for (const i of [6, 7]) await other.submit(addStroke(i), BOB);
    expect(await gateway.submit(addStroke(8))).toMatchObject({ ok: true, value: { seq: 6 } });
    expect(gateway.replaced).toBe(1);
    expect(gateway.copy.state).toEqual(await state());
    expect(Object.keys(await cells())).toEqual(['1', '2', '3', '6', '7', '8']);
  });

  it('of a store that was restored hears of that by what others write there', async () => {
    const [gateway, other] = (await gateways(2)) as [Gateway, Gateway];
    for (const i of upTo(3)) await gateway.submit(addStroke(i));
    const older = await dump();
    for (const i of [4, 5, 6]) await gateway.submit(addStroke(i));
    await restore(older);
    await other.submit(addStroke(7), BOB);
    gateway.copy.receive(other.told.at(-1)!, other.ink);
    await until('it has read the room anew', () => gateway.replaced === 1);
    expect(gateway.copy.state).toEqual(await state());
  });

  it('of a room that has been emptied refuses what waits, and nothing comes back', async () => {
    const gateway = await Gateway.open();
    await gateway.submit(addStroke(1));
    await redis.del(await keysOfRoom());
    expect(codes(await gateway.together([addStroke(2), ANN], [addStroke(3), BOB]))).toEqual([
      'room_not_found',
      'room_not_found',
    ]);
    expect(await keysOfRoom()).toEqual([]);
  });
});

describe('batches that follow one another without waiting', () => {
  /** Submits in one turn of the event loop each, so that each is a batch of its own; nothing is answered before all are sent. */
  async function apart(gateway: Gateway, asked: Parameters<Gateway['submit']>[]): Promise<Promise<Result<Applied>>[]> {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let sent = 0;
    gateway.around(async (commit) => {
      const committing = commit();
      sent++;
      const [answer] = await Promise.allSettled([committing, released]);
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    });
    const answers: Promise<Result<Applied>>[] = [];
    for (const [i, one] of asked.entries()) {
      answers.push(gateway.submit(...one));
      await until('it is sent', () => sent > i);
    }
    release();
    return answers;
  }

  it('are settled each on what the one before makes of the room, and are all committed', async () => {
    const gateway = await Gateway.open();
    const answers = await apart(gateway, [
      [addStroke(1, { id: 'stroke-1' }), ANN],
      [{ kind: 'cell.label', page: 1, cell: 1, label: 7 }, BOB],
      [addStroke(1, { id: 'stroke-2' }), ANN],
      [{ kind: 'ink.clear', page: 1, cell: 1 }, ANN, 'op-clears-1'],
      [{ kind: 'ink.restore', page: 1, clearing: 'op-clears-1' }, ANN],
      [addStroke(1, { id: 'stroke-1' }), ANN],
    ]);
    expect(codes(await Promise.all(answers))).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'stroke_exists']);
    expect(gateway.whats).toEqual(Array(6).fill('done'));
    expect(gateway.told).toHaveLength(5);
    await expectOneLog([gateway]);
    expect(await gateway.submit({ kind: 'samples.withdraw', personId: BOB, role: 'labelled' }, BOB)).toMatchObject(
      done,
    );
    expect((await state()).samples.training).toBe(0);
  });

  it('fail together where another gateway came first, also those whose number is still right, and are settled again', async () => {
    const [gateway, other] = (await gateways(2)) as [Gateway, Gateway];
    await other.submit(addStroke(9), BOB);
    const answers = await apart(gateway, [
      [addStroke(1, { id: 'stroke-1' }), ANN],
      // The second is settled on two entries, as many as there are. Alone it would speak of a stroke that is not there.
      [{ kind: 'stroke.remove', page: 1, cell: 1, ids: [stroke('stroke-1')] }, ANN],
      [addStroke(2, { id: 'stroke-2' }), ANN],
    ]);
    expect(await Promise.all(answers)).toMatchObject([done, done, done]);
    expect(gateway.whats.slice(0, 3)).toEqual(['behind', 'behind', 'behind']);
    expect(await expectOneLog([gateway, other])).toHaveLength(4);
    expect(gateway.replaced).toBe(0);
  });

  it('are settled again behind one that the store refuses', async () => {
    const gateway = await Gateway.open();
    await gateway.claim();
    const { champion: against, best } = await state();
    const clearance = { against, best, verdict: { passed: true, checks: [] } } as Evidence['clearance'];
    const answers = await apart(gateway, [
      [{ kind: 'model.promote', versionId: 'version-0' }, HOST, nanoid(), { clearance: clearance! }],
      [addStroke(1), ANN],
      [addStroke(2), BOB],
    ]);
    expect(codes(await Promise.all(answers))).toEqual(['version_not_found', 'ok', 'ok']);
    expect(await expectOneLog([gateway])).toHaveLength(3);
  });

  it('keep their order when Redis has forgotten the script', async () => {
    const gateway = await Gateway.open();
    await gateway.submit(addStroke(1));
    await redis.script('FLUSH');
    const opIds = upTo(20).map((i) => `op-number-${i}`);
    const answers = await apart(
      gateway,
      opIds.map((opId, i) => [addStroke(i), ANN, opId]),
    );
    expect(await Promise.all(answers)).toMatchObject(opIds.map(() => done));
    expect((await expectOneLog([gateway])).slice(1).map(({ opId }) => opId)).toEqual(opIds);
  });

  it('come before what is sent behind them, also to a Redis that has forgotten the script: no cell is predicted too early', async () => {
    const gateway = await Gateway.open();
    await redis.script('FLUSH');
    await gateway.submit(addStroke(1));
    await gateway.submit(addStroke(2));
    expect(await Promise.all(gateway.foundBehind)).toEqual(['1', '2']);
  });

  it('are each answered for itself where the store does not answer one of them', async () => {
    const gateway = await Gateway.open();
    let tries = 0;
    gateway.around(async (commit) => {
      const nth = ++tries;
      const answer = await commit();
      if (nth === 2) throw new Error('Command timed out');
      return answer;
    });
    const asked = ['op-number-1', 'op-number-2', 'op-number-3'] as const;
    const answers: Promise<unknown>[] = [];
    for (const [i, opId] of asked.entries()) {
      answers.push(gateway.submit(addStroke(i), ANN, opId).catch((error: Error) => error.message));
      await until('it is sent', () => tries > i);
    }
    const [first, second, third] = await Promise.all(answers);
    expect([first, second]).toMatchObject([done, 'Command timed out']);
    expect(third).toMatchObject(done);
    // It was applied, and is so once.
    expect(await gateway.submit(addStroke(1), ANN, 'op-number-2')).toEqual(repeatedAt(2));
    expect(await expectOneLog([gateway])).toHaveLength(3);
  });
});

describe('what the channel says', () => {
  it.each([
    ['before the answer comes', true],
    ['after the answer came', false],
  ])('of one’s own entries %s is applied once', async (_, first) => {
    const gateway = await Gateway.open();
    const late: string[] = [];
    // What is known as it was settled is not read again.
    const read = vi.spyOn(gateway.copy, 'receive');
    gateway.around(async (commit, message) => {
      const answer = await commit();
      if (first) receive(gateway, message);
      else late.push(message);
      return answer;
    });
    await gateway.together([addStroke(1, { id: 'stroke-1' }), ANN], [addStroke(1, { id: 'stroke-2' }), BOB]);
    await gateway.submit({ kind: 'cell.label', page: 1, cell: 1, label: 7 });
    for (const message of late) receive(gateway, message);
    await gateway.submit(addStroke(1, { id: 'stroke-3' }));
    const entries = await expectOneLog([gateway]);
    expect(entries).toHaveLength(5);
    expect(read).not.toHaveBeenCalled();
    expect(gateway.ink).toEqual(await readInk(redis, roomId, Object.keys(gateway.ink)));
    expect(Object.keys(gateway.ink)).toHaveLength(4);
    // The ledger counted them once, too.
    expect((await state()).samples.training).toBe(1);
    expect(await gateway.submit({ kind: 'samples.withdraw', personId: ANN, role: 'labelled' })).toMatchObject(done);
    expect((await state()).samples.training).toBe(0);
    expect(new Set(gateway.whats)).toEqual(new Set(['done']));
  });

  it('of others is applied, and spares being behind', async () => {
    const [one, other] = (await gateways(2)) as [Gateway, Gateway];
    one.around(async (commit, message) => {
      const answer = await commit();
      receive(other, message);
      return answer;
    });
    await Promise.all(Array.from({ length: 100 }, (_, i) => one.submit(addStroke(i % 30), `person-${i % 5}`)));
    await other.submit(addStroke(1));
    expect(other.whats).toEqual(['done']);
    await expectOneLog([one, other]);
  });

  it('with a gap has the log read, and each entry told once, with its ink', async () => {
    const [one, other] = (await gateways(2)) as [Gateway, Gateway];
    for (const i of upTo(5)) await one.submit(addStroke(i, { x: i }));
    other.copy.receive(one.told[4]!, one.ink);
    await until('all are told', () => other.entries.length === 5);
    other.copy.receive(one.told[2]!, one.ink);
    expect(other.told.every((entries) => entries.length > 0)).toBe(true);
    await expectOneLog([one, other]);
    expect(other.ink).toEqual(one.ink);
    expect(other.replaced).toBe(0);
  });

  it('with a gap that the log no longer fills has the state read anew', async () => {
    const short = { ...LIMITS, logLengthMax: 3 };
    const [one, other] = [await Gateway.open(short), await Gateway.open(short)];
    for (const i of upTo(9)) await one.submit(addStroke(i));
    other.copy.receive(one.told[8]!, one.ink);
    await until('it has read the room anew', () => other.replaced === 1);
    expect(other.copy.state).toEqual(await state());
  });

  it('while the room is being read waits for it', async () => {
    const one = await Gateway.open();
    await one.submit(addStroke(1));
    const other = new Gateway(connection());
    const loading = other.copy.load();
    for (const i of [2, 3, 4]) {
      await one.submit(addStroke(i));
      other.copy.receive(one.told.at(-1)!, one.ink);
    }
    expect(await loading).toBe(true);
    await until('it has all', () => other.copy.state!.seq === 4);
    expect(other.copy.state).toEqual(await state());
    // None twice, and none that was in the state.
    expect(seqs(other.entries)).toEqual([1, 2, 3, 4].slice(-other.entries.length || 4));
  });

  it('of a room that is really listened to keeps several gateways as one', async () => {
    const all = await gateways(3);
    const subscriber = connectRedis(server.url, 'subscriber', 'test', { limits: DEFAULT_LIMITS });
    connections.push(subscriber);
    subscriber.on('message', (_, text: string) => {
      for (const gateway of all) receive(gateway, text);
    });
    await subscriber.subscribe(roomChannel(roomId));
    await Promise.all(Array.from({ length: 300 }, (_, i) => all[i % 3]!.submit(addStroke(i % 30), `person-${i % 7}`)));
    await until('all have heard', () => all.every(({ copy }) => copy.state!.seq === 300));
    expect(await expectOneLog(all)).toHaveLength(300);
    for (const gateway of all) expect(gateway.ink).toEqual(all[0]!.ink);
  });

  function receive(gateway: Gateway, text: string): void {
    const batch = ownBatch(text, gateway.id);
    if (batch !== null && gateway.writer.hear(batch)) return;
    const message = parseRoomMessage(text);
    if (message.event === 'log.entries') gateway.copy.receive(message.payload.entries, message.payload.ink);
  }
});

describe('R7 the queue', () => {
  it('does not keep one person’s single operation waiting for another’s five hundred', async () => {
    const gateway = await Gateway.open();
    const many = Array.from({ length: 500 }, (_, i) => gateway.submit(addStroke(i % 30), ANN));
    await until('some of it is done', () => gateway.told.length >= 2);
    const before = gateway.told.length;
    await gateway.submit(addStroke(0), BOB);
    // The one that was under way, and the one that it is in.
    expect(gateway.told.length - before).toBeLessThanOrEqual(2);
    expect(gateway.told.at(-1)!.some(({ by }) => by === BOB)).toBe(true);
    await Promise.all(many);
    await expectOneLog([gateway]);
  });

  it('takes people in turn, so that those who ask for little are done first', async () => {
    const gateway = await Gateway.open();
    const asked = [
      ...Array.from({ length: 200 }, () => ANN),
      ...Array.from({ length: 10 }, () => BOB),
      ...Array.from({ length: 10 }, () => 'cleo-000'),
    ];
    await gateway.together(...asked.map((by, i) => [addStroke(i % 39), by] as [Operation, string]));
    const entries = await expectOneLog([gateway]);
    const last = (by: string) => entries.findLast((entry) => entry.by === by)!.seq;
    for (const by of [BOB, 'cleo-000']) expect(last(by)).toBeLessThanOrEqual(1 + 3 * 10);
  });

  it('commits at most 64 operations at once', async () => {
    const gateway = await Gateway.open();
    await Promise.all(Array.from({ length: 500 }, (_, i) => gateway.submit(addStroke(i % 30), `person-${i % 3}`)));
    const sizes = gateway.told.map((entries) => entries.length);
    expect(Math.max(...sizes)).toBe(OPERATIONS_MAX);
    expect(gateway.outcomes.map(({ operations }) => operations)).toEqual(sizes);
    // And not one by one.
    expect(sizes.length).toBeLessThanOrEqual(2 + Math.ceil(500 / OPERATIONS_MAX));
  });

  it('commits at most 256 kB of ink at once', async () => {
    const gateway = await Gateway.open();
    const sizes: number[] = [];
    gateway.around((commit, text) => {
      const message = parseRoomMessage(text);
      if (message.event === 'log.entries')
        sizes.push(Object.values(message.payload.ink).reduce((sum, drawn) => sum + storedInk(drawn).length, 0));
      return commit();
    });
    const points = Array.from({ length: 1_000 }, (_, i) => [(i * 37) % 280, (i * 53) % 280, 0.5, i]).flat();
    const long = (cell: number): Operation => {
      return { kind: 'stroke.add', page: 1, stroke: { id: nanoid(), cell, width: 23, points } };
    };
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => gateway.submit(long(i % 30))));
    expect(new Set(codes(answers))).toEqual(new Set(['ok']));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(BYTES_MAX);
    expect(sizes.length).toBeGreaterThan(3);
    await expectOneLog([gateway]);
  });

  it('R7 counts what an operation says of a page: who clears and restores much leaves the next commit to others', async () => {
    const gateway = await Gateway.open();
    await gateway.claim();
    const drawn = Array.from({ length: 2_000 }, (_, i) => gateway.submit(addStroke(i % 4)));
    expect(new Set(codes(await Promise.all(drawn)))).toEqual(new Set(['ok']));
    const sizes: number[] = [];
    gateway.around((commit, text) => {
      const message = parseRoomMessage(text);
      if (message.event === 'log.entries') sizes.push(JSON.stringify(message.payload.entries).length);
      return commit();
    });
    const turns = upTo(20).flatMap((i): Parameters<Gateway['submit']>[] => [
      [{ kind: 'ink.clear', page: 1 }, ANN, `op-clears-${i}`],
      [{ kind: 'ink.restore', page: 1, clearing: `op-clears-${i}` }, ANN],
    ]);
    expect(new Set(codes(await gateway.together(...turns)))).toEqual(new Set(['ok']));
    const longest = Math.max(...gateway.entries.map((entry) => JSON.stringify(entry).length));
    expect(longest).toBeGreaterThan(BYTES_MAX / 8);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(BYTES_MAX + longest);
  });

  it('that is stopped does what was asked for, and refuses what is asked for from then on', async () => {
    const gateway = await Gateway.open();
    const asked = upTo(100).map((i) => gateway.submit(addStroke(i % 30)));
    gateway.writer.stop();
    expect(await gateway.submit(addStroke(9))).toMatchObject({ error: { code: 'shutting_down' } });
    expect(new Set(codes(await Promise.all(asked)))).toEqual(new Set(['ok']));
    expect(await expectOneLog([gateway])).toHaveLength(100);
  });

  it('goes on after the store did not answer', async () => {
    const gateway = await Gateway.open();
    let isAway = true;
    gateway.around((commit) => (isAway ? Promise.reject(new Error('Command timed out')) : commit()));
    const lost = await Promise.allSettled(upTo(70).map((i) => gateway.submit(addStroke(i % 30))));
    expect(new Set(lost.map(({ status }) => status))).toEqual(new Set(['rejected']));
    isAway = false;
    expect(await gateway.submit(addStroke(1))).toMatchObject({ ok: true, value: { seq: 1 } });
    await expectOneLog([gateway]);
  });
});
