import { DEFAULT_LIMITS, type LogEntry, type Operation, pageOf, strokeIdOf } from '@inkroom/shared';
import { connectRedis, roomKeys } from '@inkroom/store';
import { nanoid } from 'nanoid';
import { afterEach, describe, expect, it } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { BarePerson, openRoom } from '../support/bare-person.ts';
import { openGateway, spawnGateway, type TestGateway } from '../support/gateway.ts';
import { addStroke, ink } from '../support/ink.ts';
import { readLog, readRoom } from '../support/stored-room.ts';
import { until } from '../support/until.ts';

/** How long Redis may hold writes up before it goes on by itself: longer than any test. */
const PAUSE_MS = 60_000;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function startRedis(): Promise<PrivateRedis> {
  const redis = await startPrivateRedis({ durable: true });
  ends.push(() => redis.stop());
  return redis;
}
async function track<T extends TestGateway>(starting: Promise<T>): Promise<T> {
  const gateway = await starting;
  ends.push(() => gateway.stop());
  return gateway;
}
function connect(url: string): BarePerson {
  const person = new BarePerson(url);
  ends.push(() => person.leave());
  return person;
}

/** The whole log, as Redis holds it. */
async function logOf(redisUrl: string, roomId: string): Promise<LogEntry[]> {
  const redis = connectRedis(redisUrl, 'command', 'test', { limits: DEFAULT_LIMITS });
  try {
    return (await readLog(redis, roomId)).entries;
  } finally {
    redis.disconnect();
  }
}

interface Sent {
  opId: string;
  op: Operation;
}

/** Somebody who writes stroke after stroke, and notes what was acknowledged. */
class Writer {
  readonly acknowledged = new Map<string, number>();
  readonly waiting = new Map<string, Sent>();
  #isWriting = true;

  /** Writes on until told to stop or until the connection is gone, eight operations at a time. */
  async write(person: BarePerson): Promise<void> {
    const lane = async (index: number) => {
      for (let i = 0; this.#isWriting && person.socket.connected; i++) {
        const sent = { opId: nanoid(), op: addStroke((index * 5 + i) % 30) };
        this.waiting.set(sent.opId, sent);
        await this.#send(person, sent);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => lane(index)));
  }

  stop(): void {
    this.#isWriting = false;
  }

  /** Sends what was not acknowledged again, as the real client does after a reconnect. */
  async resend(person: BarePerson): Promise<void> {
    for (const sent of [...this.waiting.values()]) {
      await until('it is settled', async () => {
        await this.#send(person, sent);
        return !this.waiting.has(sent.opId);
      });
    }
  }

  async #send(person: BarePerson, { op, opId }: Sent): Promise<void> {
    const answer = await person.ask('op.submit', { opId, op }).catch(() => null);
    if (answer?.ok) this.acknowledged.set(opId, answer.value.seq);
    // Refused for good; nothing is owed.
    if (answer?.ok || (answer && !['rate_limited', 'storage_unavailable', 'shutting_down'].includes(answer.error.code)))
      this.waiting.delete(opId);
  }
}

function expectNothingLostOrDoubled(entries: readonly LogEntry[], writers: readonly Writer[]): void {
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry.opId]));
  for (const writer of writers) {
    expect(writer.acknowledged.size).toBeGreaterThan(0);
    for (const [opId, seq] of writer.acknowledged) expect(bySeq.get(seq)).toBe(opId);
  }
  expect(new Set(entries.map(({ opId }) => opId)).size).toBe(entries.length);
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
}

describe('R1 R2 what was acknowledged survives, once, when', () => {
  it('a gateway is killed in the middle of it, and everybody goes to another', async () => {
    const redis = await startRedis();
    const generous = { messagesPerSecond: 5_000, messagesBurst: 5_000, cellStrokesMax: 1_000 };
    const doomed = await track(spawnGateway(redis.url, generous));
    const heir = await track(openGateway(redis.url, generous));
    const { roomId } = await openRoom(heir.url);
    const watcher = connect(heir.url);
    await watcher.join(roomId);
    const writers = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const person = connect(doomed.url);
        const { you, personKey } = await person.join(roomId);
        return { writer: new Writer(), person, seat: { personId: you.id, personKey } };
      }),
    );
    const writing = Promise.all(writers.map(({ writer, person }) => writer.write(person)));
    await until('much was acknowledged', () => writers.every(({ writer }) => writer.acknowledged.size > 40));
    await doomed.kill();
    await writing;
    expect(writers.some(({ writer }) => writer.waiting.size > 0)).toBe(true);
    for (const { writer, seat } of writers) {
      const back = connect(heir.url);
      await back.join(roomId, seat);
      await writer.resend(back);
    }
    const entries = await logOf(redis.url, roomId);
    expectNothingLostOrDoubled(
      entries,
      writers.map(({ writer }) => writer),
    );
    await until('the watcher has all', () => watcher.state!.seq === entries.length);
    expect(watcher.outOfOrder).toEqual([]);
  });

  it('Redis is killed in the middle of it and comes back', async () => {
    const redis = await startRedis();
    const gateway = await track(
      openGateway(redis.url, {
        storageRetryMs: 1_000,
        storageProbeMs: 50,
        storageSilenceMs: 200,
        reconnectDelayMaxMs: 300,
      }),
    );
    const { roomId } = await openRoom(gateway.url);
    const person = connect(gateway.url);
    await person.join(roomId);
    const writer = new Writer();
    const writing = writer.write(person);
    await until('something was acknowledged', () => writer.acknowledged.size > 40);
    await redis.kill();
    await person.hears('service.state', ({ storage }) => storage === 'away');
    writer.stop();
    await redis.restart();
    await writing;
    await until('it is back', () => person.payloads('service.state').at(-1)?.storage === 'ok');
    await writer.resend(person);
    const entries = await logOf(redis.url, roomId);
    expectNothingLostOrDoubled(entries, [writer]);
    // What is written from now on is heard again, without anybody having reconnected.
    const { value } = (await person.submit(addStroke(29))) as { value: { seq: number } };
    await person.hears('log.entry', ({ seq }) => seq === value.seq);
    expect(person.socket.connected).toBe(true);
  });
});

describe('R1 while Redis is away', () => {
  const patience = { storageRetryMs: 400, storageProbeMs: 50, storageSilenceMs: 150 };

  it('people see each other draw, requests say so in time, and all goes on by itself afterwards', async () => {
    const redis = await startRedis();
    const gateway = await track(openGateway(redis.url, patience));
    const { roomId } = await openRoom(gateway.url);
    const [ann, bob] = [connect(gateway.url), connect(gateway.url)];
    for (const person of [ann, bob]) await person.join(roomId);
    // Stopped, not ended: its connections stay open and it says nothing.
    process.kill(redis.pid, 'SIGSTOP');
    ends.push(() => process.kill(redis.pid, 'SIGCONT'));
    await ann.hears('service.state', ({ storage }) => storage === 'away');

    const opId = nanoid();
    const op = addStroke(3, { id: 'stroke-1' });
    expect(await ann.ask('op.submit', { opId, op })).toMatchObject({
      ok: false,
      error: { code: 'storage_unavailable' },
    });
    expect(await connect(gateway.url).codeOf('room.join', { roomId, name: 'Late' })).toBe('storage_unavailable');
    const healthOf = async (what: string) => (await fetch(`${gateway.url}/health/${what}`)).status;
    expect([await healthOf('ready'), await healthOf('live')]).toEqual([503, 200]);
    bob.socket.emit('live', { page: 1, strokes: [{ id: 'stroke-2', cell: 0, from: 0, ...ink() }] });
    await ann.hears('frame', ({ strokes }) =>
      strokes.some(({ id }) => id === strokeIdOf(bob.joined!.you.id, 'stroke-2')),
    );

    process.kill(redis.pid, 'SIGCONT');
    await ann.hears('service.state', ({ storage }) => storage === 'ok');
    const again = await until('it is accepted', async () => {
      const answer = await ann.ask('op.submit', { opId, op });
      return answer.ok && answer;
    });
    expect(again.value.seq).toBe(1);
    await bob.hears('log.entry');
    const entries = await logOf(redis.url, roomId);
    expect(entries.map((entry) => entry.opId)).toEqual([opId]);
    expect(pageOf(bob.state!, 1).cells[3]!.strokes).toHaveLength(1);
    await until('it is healthy', async () => (await healthOf('ready')) === 200);
    // Those who had to wait were not swept out.
    const late = connect(gateway.url);
    const { people } = await late.join(roomId);
    expect(people).toHaveLength(3);
  });

  it('requests say so in time also where many wait, and what was told to have failed can be sent again', async () => {
    const redis = await startRedis();
    const slow = { ...patience, storageRetryMs: 1_000, messagesPerSecond: 5_000, messagesBurst: 5_000 };
    const gateway = await track(openGateway(redis.url, { ...slow, cellStrokesMax: 1_000 }));
    const { roomId } = await openRoom(gateway.url);
    const ann = connect(gateway.url);
    await ann.join(roomId);
    process.kill(redis.pid, 'SIGSTOP');
    ends.push(() => process.kill(redis.pid, 'SIGCONT'));
    const sent = Array.from({ length: 400 }, (_, i) => ({ opId: nanoid(), op: addStroke(i % 30) }));
    const started = performance.now();
    const answers = await Promise.all(sent.map(({ opId, op }) => ann.submit(op, opId)));
    const tookMs = performance.now() - started;
    expect(new Set(answers.map((answer) => (answer.ok ? 'ok' : answer.error.code)))).toEqual(
      new Set(['storage_unavailable']),
    );
    // The one under way may take as long as a request may, and so may the next.
    expect(tookMs).toBeLessThan(3 * slow.storageRetryMs);
    process.kill(redis.pid, 'SIGCONT');
    await ann.hears('service.state', ({ storage }) => storage === 'ok');
    const again = await Promise.all(sent.map(({ opId, op }) => ann.submit(op, opId)));
    expect(again.every(({ ok }) => ok)).toBe(true);
    const entries = await logOf(redis.url, roomId);
    expect(entries.map(({ opId }) => opId).sort()).toEqual(sent.map(({ opId }) => opId).sort());
  });

  it('a cell that was written just before is read afterwards', async () => {
    const redis = await startRedis();
    const gateway = await track(openGateway(redis.url, patience));
    const { roomId } = await openRoom(gateway.url);
    const ann = connect(gateway.url);
    await ann.join(roomId);
    const submitted = ann.submit(addStroke(3));
    process.kill(redis.pid, 'SIGSTOP');
    ends.push(() => process.kill(redis.pid, 'SIGCONT'));
    await ann.hears('service.state', ({ storage }) => storage === 'away');
    process.kill(redis.pid, 'SIGCONT');
    await submitted;
    const watch = connectRedis(redis.url, 'command', 'test', { limits: DEFAULT_LIMITS });
    ends.push(() => watch.disconnect());
    await until('the stroke is stored', async () => Number(await watch.hget(roomKeys(roomId).meta, 'seq')) === 1);
    await until('its prediction is queued', async () => (await watch.llen('{inkroom}:recognition:wait')) === 1);
  });
});

describe('a store that was restored from an older state', () => {
  it('R3 has everybody read it anew, on each gateway that hears of it, and takes again what it lost', async () => {
    const server = await startRedis();
    const redis = connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS });
    ends.push(() => redis.disconnect());
    const gateways = [await track(openGateway(server.url)), await track(openGateway(server.url))];
    const { roomId } = await openRoom(gateways[0]!.url);
    const [ann, bob] = gateways.map(({ url }) => connect(url)) as [BarePerson, BarePerson];
    const seats = await Promise.all([ann, bob].map((person) => person.join(roomId)));
    const sent = Array.from({ length: 6 }, (_, cell) => ({ opId: nanoid(), op: addStroke(cell) }));
    const draw = async ({ opId, op }: Sent, by = ann) => expect(await by.submit(op, opId)).toMatchObject({ ok: true });
    for (const one of sent.slice(0, 3)) await draw(one);
    const keys = await redis.keys(`${roomKeys(roomId).prefix}:*`);
    const older = await Promise.all(keys.map(async (key) => [key, (await redis.dumpBuffer(key))!] as const));
    for (const one of sent.slice(3)) await draw(one);
    await until('both have all', () => [ann, bob].every(({ state }) => state!.seq === 6));
    await redis.del(await redis.keys(`${roomKeys(roomId).prefix}:*`));
    for (const [key, bytes] of older) await redis.restore(key, 3_600_000, bytes);

    // Whoever asks for something finds out; their line ends, for what they have been told is not so any more.
    await Promise.all([ann, bob].map((by) => by.submit(addStroke(20)).catch(() => null)));
    await until('both lines have ended', () => [ann, bob].every(({ socket }) => !socket.connected));
    const back = gateways.map(({ url }) => connect(url)) as [BarePerson, BarePerson];
    for (const [i, person] of back.entries())
      await person.join(roomId, { personId: seats[i]!.you.id, personKey: seats[i]!.personKey });
    for (const one of sent) await draw(one, back[0]);
    const { seq } = (await readRoom(redis, roomId, DEFAULT_LIMITS))!;
    await until('both have all again', () => back.every(({ state }) => state!.seq === seq));
    expect(back[0]!.state).toEqual(back[1]!.state);
    const entries = await logOf(server.url, roomId);
    for (const { opId } of sent) expect(entries.filter((entry) => entry.opId === opId)).toHaveLength(1);
  });
});

describe('R1 a gateway that is told to end', () => {
  it('answers what is in hand, tells the room who left, and exits with 0', async () => {
    const redis = await startRedis();
    const gateway = await track(spawnGateway(redis.url));
    const other = await track(openGateway(redis.url));
    const { roomId } = await openRoom(gateway.url);
    const watcher = connect(other.url);
    await watcher.join(roomId);
    const ann = connect(gateway.url);
    const { you } = await ann.join(roomId);
    // Redis holds them up, and what is said after them is answered: all of them are in hand.
    const admin = connectRedis(redis.url, 'command', 'test', { limits: DEFAULT_LIMITS });
    await admin.client('PAUSE', PAUSE_MS, 'WRITE');
    const inHand = Array.from({ length: 20 }, (_, i) => ann.submit(addStroke(i)));
    await ann.ask('ping', {});
    const code = gateway.terminate();
    // From its first moment on no proxy leads anybody to it.
    await until('nobody is taken in', () =>
      fetch(`${gateway.url}/health/ready`).then(
        () => false,
        () => true,
      ),
    );
    expect(ann.socket.connected).toBe(true);
    await admin.client('UNPAUSE');
    admin.disconnect();
    const answers = await Promise.all(inHand);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(20);
    await watcher.hears('person.left', ({ id }) => id === you.id);
    expect(await code).toBe(0);
    await until('the connection is closed', () => !ann.socket.connected);
  });
});
