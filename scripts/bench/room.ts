import { limitVariable, type OpenedRoom } from '@inkroom/shared';
import { percentiles } from '../lib/percentiles.ts';
import { PlainError } from '../lib/plain-error.mjs';
import { type PrivateStack, startPrivateStack } from '../lib/private-stack.ts';
import { joinRoom, openRoom } from '../replay/connect.ts';
import { CrowdProcess } from './latency/crowd.ts';
import { growPage } from './latency/room.ts';
import type { BenchResult } from './result.ts';
import { type Drawing, measureDrawing } from './room/drawing.ts';
import { measureRelay } from './room/relays.ts';
import { benchStorms } from './room/storms.ts';
import { Watcher } from './room/watcher.ts';

/** Every person comes from this machine's address, and a room may have more of them than a hall. */
const LIFTED = {
  [limitVariable('roomPeopleMax')]: '600',
  [limitVariable('connectionsPerAddress')]: '1000',
  [limitVariable('newPeoplePerAddressPerMinute')]: '10000',
};
const DRAWERS = [20, 50, 100, 200, 350, 500];
/** With so many or more, nobody predicts: what the room itself takes is measured. */
const WITHOUT_PREDICTIONS = 350;
const WATCHERS = 10;
/** Cells of the tallest page: beyond it, two write in one. */
const CELLS_MAX = 320;
const ROOMS = 25;
const DRAWERS_OF_A_ROOM = 4;
/** A plain relay sends each message to each person alone: with more there is nothing left to measure. */
const PLAIN_RELAY_MAX = 50;
/** ms at p95: a process of the bench that is later than half a live message's interval neither draws nor watches as it says. */
const LAG_MAX_MS = 16;

/** Strokes on the pages that are stormed, and the people who storm them. */
const STORMED = [0, 2_500, 10_000];
const STORMERS = [30, 100, 200];

const PARTS = ['drawing', 'rooms', 'relays', 'storms'] as const;
type Part = (typeof PARTS)[number];

/** Each a list with commas; all when left out. */
export interface RoomBenchOptions {
  /** Names of parts. */
  only?: string | undefined;
  /** Numbers of people who draw. */
  drawers?: string | undefined;
  /** Numbers of strokes on pages that are stormed, and of people who storm them. */
  strokes?: string | undefined;
  people?: string | undefined;
}

type Progress = (share: number, detail: string) => void;

/**
 * What a crowded room takes: ink's time to others, bytes on each person's line, acknowledgements, processor time and memory, with relays
 * as a yardstick; and how long a class takes to join and to come back. All of it, the people included, on this machine.
 */
export async function benchRoom(progress: Progress, options: RoomBenchOptions): Promise<BenchResult[]> {
  const parts = readParts(options.only);
  const drawers = readNumbers(options.drawers, DRAWERS);
  const [strokes, people] = [readNumbers(options.strokes, STORMED), readNumbers(options.people, STORMERS)];
  const done: BenchResult[] = [];
  for (const [i, part] of parts.entries()) {
    const within: Progress = (share, detail) => progress((i + share) / parts.length, detail);
    if (part === 'drawing') done.push(...(await benchDrawing(drawers, within)));
    if (part === 'rooms') done.push(...(await benchManyRooms(within)));
    if (part === 'relays') done.push(...(await benchRelays(drawers, within)));
    if (part === 'storms') done.push(...(await benchStorms({ strokes, people, env: LIFTED }, within)));
  }
  return done;
}

function readParts(only: string | undefined): readonly Part[] {
  const asked = only?.split(',') ?? PARTS;
  const unknown = asked.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new PlainError(`no part '${unknown}' of the benchmark; one of: ${PARTS.join(' ')}`);
  return PARTS.filter((part) => asked.includes(part));
}

function readNumbers(text: string | undefined, all: readonly number[]): readonly number[] {
  const numbers = text?.split(',').map(Number) ?? all;
  if (numbers.every((each) => Number.isInteger(each) && each >= 0)) return numbers;
  throw new PlainError(`${text} is no list of numbers`);
}

async function benchDrawing(drawers: readonly number[], progress: Progress): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const predictions of [true, false]) {
    const counts = drawers.filter((count) => count < WITHOUT_PREDICTIONS === predictions);
    if (counts.length === 0) continue;
    const stack = await startPrivateStack({ durable: true, cpuWorkers: predictions ? 1 : 0, env: LIFTED });
    try {
      for (const count of counts) {
        progress(drawers.indexOf(count) / drawers.length, `${count} drawing`);
        const params = { drawers: count, watchers: WATCHERS, predictions };
        results.push(...roomRows('', params, await measureRooms(stack, 1, count, WATCHERS)));
      }
    } finally {
      await stack.stop();
    }
  }
  return results;
}

async function benchManyRooms(progress: Progress): Promise<BenchResult[]> {
  progress(0, `${ROOMS} rooms`);
  const stack = await startPrivateStack({ durable: true, env: LIFTED });
  try {
    const params = { rooms: ROOMS, drawers: DRAWERS_OF_A_ROOM, watchers: 1, predictions: true };
    return roomRows('many-rooms-', params, await measureRooms(stack, ROOMS, DRAWERS_OF_A_ROOM, 1));
  } finally {
    await stack.stop();
  }
}

async function benchRelays(drawers: readonly number[], progress: Progress): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const relay of ['plain', 'coalescing'] as const)
    for (const [i, count] of drawers.entries()) {
      if (relay === 'plain' && count > PLAIN_RELAY_MAX) continue;
      progress(i / drawers.length, `${count} drawing through a ${relay} relay`);
      const params = { relay, drawers: count, watchers: WATCHERS };
      const drawing = await measureRelay(relay, count, WATCHERS);
      results.push(
        ...[times('relay first-ink', params, drawing.firstInk, drawing)],
        value('relay received', params, 'kB/s', mean(drawing.kilobytesPerSecond), drawing),
        ...usage('relay ', params, drawing),
      );
    }
  return results;
}

/** Rooms with as many who draw, none of them in another's cell as long as there are cells, and as many who watch. */
async function measureRooms(stack: PrivateStack, rooms: number, drawers: number, watchers: number): Promise<Drawing> {
  const { gatewayUrl } = stack;
  const watching: Watcher[] = [];
  let crowd: CrowdProcess | null = null;
  try {
    const cells = Math.min(drawers, CELLS_MAX);
    const opened: OpenedRoom[] = [];
    for (let i = 0; i < rooms; i++) {
      const room = await openRoom(gatewayUrl, 'Benchmark');
      const host = await joinRoom(gatewayUrl, room.roomId, { name: 'Host', key: room.hostKey });
      await growPage([host], cells);
      await host.stop();
      opened.push(room);
      for (let j = 0; j < watchers; j++) watching.push(await Watcher.join(gatewayUrl, room, `Watcher ${j}`));
    }
    crowd = await CrowdProcess.join(
      ...opened.map(({ roomId, writeKey: key }) => {
        return { gatewayUrl, roomId, key, count: drawers, people: 'deaf' as const, firstCell: 0, cells };
      }),
    );
    return await measureDrawing(watching, crowd, { ...stack.pids(), redis: stack.redis.pid }, watchers);
  } finally {
    for (const watcher of watching) watcher.stop();
    crowd?.stop();
  }
}

type Params = BenchResult['params'];

function roomRows(prefix: string, params: Params, drawing: Drawing): BenchResult[] {
  const { strokeToPeer, firstInk, ack, kilobytesPerSecond, refusals } = drawing;
  return [
    times(prefix ? `room ${prefix}ink` : 'room stroke-to-peer', params, strokeToPeer, drawing),
    times(`room ${prefix}first-ink`, params, firstInk, drawing),
    times(`room ${prefix}ack`, params, ack, drawing),
    value(
      prefix ? `room ${prefix}received` : 'room bytes-per-person',
      params,
      'kB/s',
      mean(kilobytesPerSecond),
      drawing,
    ),
    value(`room ${prefix}refused`, params, 'operations', refusals, drawing),
    ...usage(`room ${prefix}`, params, drawing),
  ];
}

/** What it took, and how late the bench itself was: told of a row that is void, too. */
function usage(prefix: string, params: Params, { busy, bytes, lag }: Drawing): BenchResult[] {
  const single = (name: string, process: string, unit: string, amount: number): BenchResult => {
    return { name: `${prefix}${name}`, params: { ...params, process }, unit, n: 1, value: Math.round(amount) };
  };
  return [
    { name: `${prefix}generator-lag`, params, unit: 'ms', n: lag.length, ...percentiles(lag)! },
    ...Object.entries(busy).map(([process, share]) => single('cpu', process, '% of a core', 100 * share)),
    ...Object.entries(bytes).map(([process, amount]) => single('rss', process, 'MB', amount / 1e6)),
  ];
}

function times(name: string, params: Params, measured: readonly number[], drawing: Drawing): BenchResult {
  const row = { name, params, unit: 'ms', n: measured.length };
  const [void_, found] = [whyVoid(drawing), percentiles(measured)];
  if (void_ || !found) return { ...row, value: null, note: void_ ?? 'nothing was measured' };
  return { ...row, ...found };
}

function value(name: string, params: Params, unit: string, amount: number, drawing: Drawing): BenchResult {
  const note = whyVoid(drawing);
  const row = { name, params, unit, n: 1 };
  return note ? { ...row, value: null, note } : { ...row, value: Math.round(10 * amount) / 10 };
}

/** Why nothing that was measured counts; null where it does. */
function whyVoid({ lag, missing }: Drawing): string | null {
  const late = percentiles(lag)?.p95 ?? 0;
  if (late > LAG_MAX_MS) return `void: the people of the benchmark themselves were ${late} ms late at p95`;
  return missing > 0 ? `void: ${missing} strokes did not arrive` : null;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}
