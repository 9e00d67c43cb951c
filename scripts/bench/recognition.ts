import { setTimeout as delay } from 'node:timers/promises';
import { DEFAULT_LIMITS } from '@inkroom/shared';
import { type CellAddress, enqueueClaimed, enqueueRecognitions, RecognitionLoad } from '@inkroom/store';
import { percentiles } from '../lib/percentiles.ts';
import { PlainError } from '../lib/plain-error.mjs';
import { MODEL, RecognitionStage } from './recognition-stage.ts';
import type { BenchResult } from './result.ts';

/** Enough cells that what waits is bounded by the capacity, and not by there being one job a cell. */
const ROOMS = 150;
/** ms of reading before the clock starts, and of the clock. */
const WARM_UP_MS = 3_000;
const MEASURED_MS = 10_000;
/** Jobs that wait: enough that the worker never runs dry, few enough to queue them anew again and again. */
const BACKLOG = 600;

/** People who draw, each of whose cells is read as often as `liveReadIntervalMs` allows. */
const DRAWERS = [1, 5, 20];
/** Settings of `recognitionDelayMs` to compare. */
const DELAYS_MS = [1, 3, 6, 12];
const DELAY_MEASURED_MS = 3_000;
const DRAIN_MAX_MS = 5_000;

/** Settings of `recognitionQueueMax` to compare, under so many times what the worker can read. */
const CAPACITIES = [250, 500, 1_000, 2_000];
const OVERLOAD = 2;
const OVERLOAD_SETTLE_MS = 2_000;
const OVERLOAD_MEASURED_MS = 4_000;
const FEED_MS = 10;

type Progress = (share: number, detail: string) => void;

/**
 * What one recognition worker reads with the notebook's CNN: from a queue that never runs dry, in all and for each second that
 * it has of a core, which is what a core of its own would do; how long a prediction takes with few people drawing, by
 * `recognitionDelayMs`; and what becomes of twice as much as it can read, by `recognitionQueueMax`.
 */
export async function benchRecognition(progress: Progress): Promise<BenchResult[]> {
  progress(0, 'writing rooms');
  const stage = await RecognitionStage.open(ROOMS);
  try {
    progress(0.1, 'full queue');
    const full = await fullQueue(stage);
    const results = full.results;
    const steps = DELAYS_MS.length + CAPACITIES.length;
    for (const [i, delayMs] of DELAYS_MS.entries()) {
      progress(0.25 + (0.75 * i) / steps, `delay ${delayMs} ms`);
      results.push(...(await lightLoad(stage, delayMs)));
    }
    for (const [i, capacity] of CAPACITIES.entries()) {
      progress(0.25 + (0.75 * (DELAYS_MS.length + i)) / steps, `capacity ${capacity}`);
      results.push(...(await overload(stage, capacity, OVERLOAD * full.cellsPerSecond)));
    }
    return results;
  } finally {
    await stage.close();
  }
}

async function fullQueue(stage: RecognitionStage): Promise<{ cellsPerSecond: number; results: BenchResult[] }> {
  let [read, batched, queued] = [0, 0, 0];
  stage.onRead = ({ batch }) => {
    read++;
    batched += batch;
  };
  await stage.work();
  const next = inTurn(stage.cells);
  const feed = async (ms: number) => {
    const end = performance.now() + ms;
    while (performance.now() < end) {
      const wanted = BACKLOG - (queued - read);
      if (wanted < BACKLOG / 4) {
        await delay(2);
        continue;
      }
      queued += wanted;
      await enqueueRecognitions(stage.redis, stage.queue, next(wanted));
    }
  };
  await feed(WARM_UP_MS);
  const [readBefore, cpuBefore, batchedBefore] = [read, await stage.cpuSeconds(), batched];
  const started = performance.now();
  await feed(MEASURED_MS);
  const seconds = (performance.now() - started) / 1000;
  const cells = read - readBefore;
  const cpuAfter = await stage.cpuSeconds();
  const cpu = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore;
  const result = (figure: string, unit: string, value: number | null) =>
    single('recognition', { figure }, unit, cells, value);
  return {
    cellsPerSecond: cells / seconds,
    results: [
      result('one worker', 'cells/s', cells / seconds),
      result('per core of worker', 'cells/s', cpu && cells / cpu),
      result('mean batch', 'cells', (batched - batchedBefore) / cells),
    ],
  };
}

/** Readings that are asked for one by one, at random times, as people draw. */
async function lightLoad(stage: RecognitionStage, delayMs: number): Promise<BenchResult[]> {
  await stage.work({ recognitionDelayMs: delayMs });
  const results: BenchResult[] = [];
  for (const drawers of [DRAWERS.at(-1)!, ...DRAWERS]) {
    const times: number[] = [];
    let [asked, batched] = [0, 0];
    stage.onRead = ({ times: { totalMs }, batch }) => {
      times.push(totalMs);
      batched += batch;
    };
    const next = inTurn(stage.cells);
    const meanPauseMs = DEFAULT_LIMITS.liveReadIntervalMs / drawers;
    const end = performance.now() + DELAY_MEASURED_MS;
    let due = performance.now();
    while (due < end) {
      due += -Math.log(1 - Math.random()) * meanPauseMs;
      const wait = due - performance.now();
      if (wait > 1) await delay(wait);
      asked++;
      void enqueueClaimed(stage.queue, next(1));
    }
    // What is left over must not meet the next ones.
    const deadline = performance.now() + DRAIN_MAX_MS;
    while (times.length < asked && performance.now() < deadline) await delay(FEED_MS);
    const measured = percentiles(times);
    if (!measured) throw new PlainError('nothing was read');
    const params = { drawers, recognitionDelayMs: delayMs };
    results.push(
      { name: 'recognition time', params, unit: 'ms', n: times.length, ...measured },
      single('recognition mean batch', params, 'cells', times.length, batched / times.length),
    );
  }
  // The first one has warmed the worker up.
  return results.slice(2);
}

/** More than can be read is asked for, and dropped as a gateway does it. */
async function overload(stage: RecognitionStage, capacity: number, cellsPerSecond: number): Promise<BenchResult[]> {
  await stage.work();
  const limits = { ...DEFAULT_LIMITS, recognitionQueueMax: capacity };
  const load = new RecognitionLoad(stage.queue, limits);
  const next = inTurn(stage.cells);
  let [times, asked, dropped]: [number[], number, number] = [[], 0, 0];
  stage.onRead = ({ times: { totalMs } }) => void times.push(totalMs);
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      await load.look();
      await delay(limits.recognitionQueueWatchMs);
    }
  })();
  const feed = async (ms: number) => {
    const start = performance.now();
    for (let sent = 0; performance.now() - start < ms; await delay(FEED_MS)) {
      const due = Math.floor(((performance.now() - start) * cellsPerSecond) / 1000) - sent;
      sent += due;
      asked += due;
      for (const cells of byRoom(next(due))) {
        if (load.isTooHigh) dropped += cells.length;
        else void enqueueRecognitions(stage.redis, stage.queue, cells);
      }
    }
  };
  await feed(OVERLOAD_SETTLE_MS);
  [times, asked, dropped] = [[], 0, 0];
  await feed(OVERLOAD_MEASURED_MS);
  isOver = true;
  await watching;
  const measured = percentiles(times);
  if (!measured) throw new PlainError('nothing was read');
  const params = { recognitionQueueMax: capacity, asked: `${OVERLOAD} times what it can read` };
  return [
    { name: 'recognition overloaded, time', params, unit: 'ms', n: times.length, ...measured },
    single('recognition overloaded, dropped', params, '%', asked, (100 * dropped) / asked),
  ];
}

function inTurn(cells: readonly CellAddress[]): (count: number) => CellAddress[] {
  let next = 0;
  return (count) => Array.from({ length: count }, () => cells[next++ % cells.length]!);
}

function byRoom(cells: readonly CellAddress[]): Iterable<CellAddress[]> {
  const rooms = new Map<string, CellAddress[]>();
  for (const cell of cells) rooms.set(cell.roomId, [...(rooms.get(cell.roomId) ?? []), cell]);
  return rooms.values();
}

function single(
  name: string,
  params: BenchResult['params'],
  unit: string,
  n: number,
  value: number | null,
): BenchResult {
  const rounded = value === null ? null : Math.round(value * 10) / 10;
  return { name, params: { model: MODEL, ...params }, unit, n, value: rounded };
}
