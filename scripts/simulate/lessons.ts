import { gatewayShare, kilobytesToEach, redisShare, workerCores } from './costs.ts';

export interface Design {
  rooms: number;
  gateways: number;
  /** Whether all people of a room come to one gateway, the one with the fewest when it was opened; else by chance, as a cookie has it. */
  together: boolean;
  /** How many share the rooms, each with its own, by the room. */
  redises: number;
  /** Seconds that are looked at. */
  seconds: number;
  /** Share of a class that draws, on average; a class as a whole is busier in one minute than in another. */
  drawing: number;
}

export interface Load {
  people: number;
  /** The busiest gateway and Redis, of a core; what they are 95 of 100 seconds at most. */
  gateway: number;
  redis: number;
  /** All workers, cores, and all that goes out, Mbit/s; the same. */
  workers: number;
  megabits: number;
}

/** Of a core: what is busier than this answers late. */
export const BUSY_MAX = 0.7;

const CLASS_SIZES = [15, 25, 28, 30, 32, 35, 40];
/** How much more or less than on average a class draws, from minute to minute. */
const MOODS = [0, 0.5, 1, 1, 1.5, 2];
const MINUTE = 60;

/** Plays lessons of as many classes at once, second by second. The same seed plays the same. */
export function playLessons(design: Design, seed = 1): Load {
  const { rooms, gateways, together, redises, seconds, drawing } = design;
  const random = randomOf(seed);
  // Of its own: designs are compared by the same lessons.
  const place = randomOf(-seed);
  const oneOf = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const busy = new Array<number>(gateways).fill(0);
  const classes = Array.from({ length: rooms }, (_, room) => {
    const size = oneOf(CLASS_SIZES);
    const home = busy.indexOf(Math.min(...busy));
    busy[home]! += size;
    const people = new Array<number>(gateways).fill(0);
    for (let i = 0; i < size; i++) people[together ? home : Math.floor(place() * gateways)]! += 1;
    const at = people.flatMap((count, gateway) => (count > 0 ? [[gateway, count] as const] : []));
    return { size, at, redis: room % redises, mood: oneOf(MOODS) };
  });
  const seen: Omit<Load, 'people'>[] = [];
  for (let second = 0; second < seconds; second++) {
    const busyGateways = new Array<number>(gateways).fill(0);
    const busyRedises = new Array<number>(redises).fill(0);
    let [workers, kilobytes] = [0, 0];
    for (const one of classes) {
      if (random() < 1 / MINUTE) one.mood = oneOf(MOODS);
      const drawers = binomial(one.size, Math.min(1, drawing * one.mood), random);
      for (const [gateway, people] of one.at) busyGateways[gateway]! += gatewayShare({ drawers, people });
      busyRedises[one.redis]! += redisShare(drawers, one.at.length);
      workers += workerCores(drawers);
      kilobytes += one.size * kilobytesToEach(drawers);
    }
    const [gateway, redis] = [Math.max(...busyGateways), Math.max(...busyRedises)];
    seen.push({ gateway, redis, workers, megabits: (kilobytes * 8) / 1000 });
  }
  const p95 = (of: (load: Omit<Load, 'people'>) => number) =>
    seen.map(of).sort((a, b) => a - b)[Math.floor(0.95 * seen.length)]!;
  return {
    people: classes.reduce((sum, { size }) => sum + size, 0),
    gateway: p95(({ gateway }) => gateway),
    redis: p95(({ redis }) => redis),
    workers: p95(({ workers }) => workers),
    megabits: p95(({ megabits }) => megabits),
  };
}

function binomial(of: number, share: number, random: () => number): number {
  let count = 0;
  for (let i = 0; i < of; i++) if (random() < share) count++;
  return count;
}

/** Mulberry32: small, and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
