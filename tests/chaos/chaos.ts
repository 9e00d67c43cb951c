import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createRoom, shownPage } from '@inkroom/client';
import { DEFAULT_LIMITS } from '@inkroom/shared';
import { connectRedis, readEntries } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { Person } from '../support/person.ts';
import { judgeRoom } from '../support/room-verdict.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';
import { Crowd } from './crowd.ts';
import { type Breakable, FAULTS, WORKERS } from './faults.ts';

const PEOPLE = 10;
const TITLE = 'Chaos';
/** ms of drawing before something breaks. */
const BEFORE_MS = 2_000;
/** ms after a fault's end within which all see the same again, and what is waited for to see how long it takes. */
const CONVERGED_MS = 5_000;
const PATIENCE_MS = 30_000;

export interface Round {
  fault: string;
  /** Operations that were acknowledged meanwhile. */
  acknowledged: number;
  /** Of them, those that the log does not hold where it was said. */
  lost: number;
  /** Operations that the log holds twice. */
  doubled: number;
  /** Operations that their author was told would never be. */
  refused: number;
  /** ms that somebody was out of the room at most. */
  pausedMs: number;
  /** ms from the fault's end until everybody had all, and saw the same; null where they never did. */
  convergedMs: number | null;
  /** ms from then until every cell with ink was read as it is. */
  readMs: number | null;
}

/**
 * Has ten people draw while one thing after another breaks under them, and looks after each whether anything is lost.
 *
 * @param only part of the faults' names, to repeat some
 * @returns whether all is as promised
 */
export async function chaos({ rounds, only = '' }: { rounds: number; only?: string }): Promise<boolean> {
  const names = Object.keys(FAULTS).filter((name) => name.includes(only));
  const server = await startPrivateRedis({ durable: true });
  const store = await TcpProxy.open(server.port);
  const env = { REDIS_URL: `redis://127.0.0.1:${store.port}` };
  const stack = await startPrivateStack({ redis: server, gateways: 2, cpuWorkers: WORKERS, killable: true, env });
  const redis = connectRedis(server.url, 'command', 'chaos', { limits: DEFAULT_LIMITS, log: SILENT });
  const people: Person[] = [];
  try {
    const opened = await createRoom(stack.gatewayUrl, { title: TITLE });
    if (!opened.ok) throw new Error(opened.error.message);
    const { roomId, writeKey: key } = opened.value;
    const gateways = stack.gatewayUrls.map((url) => Number(new URL(url).port));
    for (let i = 0; i < PEOPLE; i++) {
      const nearest = i % 2 === 0 ? gateways : [...gateways].reverse();
      people.push(await Person.come({ roomId, key, name: `Person ${i}`, gateways: nearest, inDatabase: false }));
    }
    await until('all are in', () => people.every(isOnline));
    const crowd = await Crowd.of(people);
    const what = { stack, redis, store, connections: people.map(({ proxy }) => proxy) };
    const log = new LogWatch(redis, roomId);
    const done: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      const fault = names[round % names.length]!;
      done.push(await play(fault, Math.floor(round / names.length), what, crowd, log));
      console.log(describe(round + 1, done.at(-1)!));
    }
    console.log(summary(done));
    await judgeRoom({ roomId, title: TITLE, redis, gateways, people });
    return done.every(isAsPromised);
  } finally {
    await Promise.all(people.map((person) => person.leave()));
    redis.disconnect();
    await stack.stop();
    await store.close();
    await server.stop();
  }
}

async function play(fault: string, turn: number, what: Breakable, crowd: Crowd, log: LogWatch): Promise<Round> {
  const { people } = crowd;
  const refusedBefore = refusals(people);
  for (const person of people) person.longestPauseMs = 0;
  crowd.begin();
  await delay(BEFORE_MS);
  await FAULTS[fault]!(what, turn);
  const ended = performance.now();
  await crowd.rest();
  const sees = async () =>
    people.every(isOnline) && (await log.end()) === seqOf(people[0]!) && people.every(seesAs(people[0]!));
  const convergedMs = await msUntil(sees, ended);
  const readMs = await msUntil(async () => isAllRead(people[0]!), ended);
  const pausedMs = Math.max(...people.map(({ longestPauseMs }) => longestPauseMs));
  return {
    fault,
    ...(await log.compare(people)),
    refused: refusals(people) - refusedBefore,
    pausedMs,
    convergedMs,
    readMs,
  };
}

/** Reads what has come to the log since it last looked. */
class LogWatch {
  readonly #seqOf = new Map<string, number>();
  readonly #known = new Map<Person, number>();
  #seq = 0;

  constructor(
    private readonly redis: Redis,
    private readonly roomId: string,
  ) {}

  async end(): Promise<number> {
    return (await readEntries(this.redis, this.roomId, Number.MAX_SAFE_INTEGER - 2, 1)).seq;
  }

  async compare(people: readonly Person[]): Promise<Pick<Round, 'acknowledged' | 'lost' | 'doubled'>> {
    const { entries } = await readEntries(this.redis, this.roomId, this.#seq, Number.MAX_SAFE_INTEGER);
    let [acknowledged, lost, doubled] = [0, 0, 0];
    for (const { opId, seq } of entries) {
      if (this.#seqOf.has(opId)) doubled++;
      this.#seqOf.set(opId, seq);
      this.#seq = seq;
    }
    for (const person of people) {
      const news = [...person.acknowledged].slice(this.#known.get(person) ?? 0);
      this.#known.set(person, person.acknowledged.size);
      acknowledged += news.length;
      lost += news.filter(([opId, seq]) => this.#seqOf.get(opId) !== seq).length;
    }
    return { acknowledged, lost, doubled };
  }
}

/** ms from a moment until something holds; null where it does not in time. */
async function msUntil(holds: () => Promise<boolean>, from: number): Promise<number | null> {
  const held = await until('it holds', holds, PATIENCE_MS).catch(() => null);
  return held && performance.now() - from;
}

const viewOf = ({ tabs }: Person) => tabs[0]!.view.getState();
const seqOf = (person: Person) => viewOf(person).state.seq;
const refusals = (people: readonly Person[]) => people.reduce((sum, person) => sum + person.refusals.length, 0);

function isOnline(person: Person): boolean {
  const { connection, arrived, pending } = viewOf(person);
  return connection === 'online' && arrived === 1 && pending === 0;
}

function seesAs(one: Person): (other: Person) => boolean {
  const strokes = (person: Person) => Object.values(shownPage(viewOf(person)).cells).map((cell) => cell.strokes);
  return (other) => seqOf(other) === seqOf(one) && isDeepStrictEqual(strokes(other), strokes(one));
}

function isAllRead(person: Person): boolean {
  return Object.values(shownPage(viewOf(person)).cells).every(({ strokes, revision, prediction }) => {
    return strokes.length === 0 || (prediction?.live === 0 && prediction.revision >= revision);
  });
}

function isAsPromised({ lost, doubled, refused, convergedMs, readMs }: Round): boolean {
  const hasConverged = convergedMs !== null && convergedMs <= CONVERGED_MS;
  return lost + doubled + refused === 0 && hasConverged && readMs !== null;
}

function describe(number: number, round: Round): string {
  const { fault, acknowledged, lost, doubled, refused, pausedMs, convergedMs, readMs } = round;
  const after = (ms: number | null) => (ms === null ? 'never' : `after ${(ms / 1000).toFixed(1)} s`);
  const counts = `${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled, ${refused} refused, out for ${(pausedMs / 1000).toFixed(2)} s at most`;
  const words = `${number} ${fault}: ${counts}, converged ${after(convergedMs)}, all read ${after(readMs)}`;
  return isAsPromised(round) ? words : `${words}  NOT AS PROMISED`;
}

function summary(rounds: readonly Round[]): string {
  const sum = (of: (round: Round) => number) => rounds.reduce((total, round) => total + of(round), 0);
  const worst = Math.max(...rounds.map(({ convergedMs }) => convergedMs ?? Number.POSITIVE_INFINITY));
  return [
    `${rounds.length} rounds: ${sum(({ acknowledged }) => acknowledged)} acknowledged, ${sum(({ lost }) => lost)} lost, `,
    `${sum(({ doubled }) => doubled)} doubled, ${sum(({ refused }) => refused)} refused; `,
    `converged after ${(worst / 1000).toFixed(1)} s at most`,
  ].join('');
}

/** Outages are what this is about. */
const SILENT = { warn: () => {}, info: () => {} };
