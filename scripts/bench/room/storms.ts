import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { OpenedRoom } from '@inkroom/shared';
import { type PrivateStack, startPrivateStack } from '../../lib/private-stack.ts';
import { residentBytes } from '../../lib/process-memory.ts';
import { FilledPage } from '../filled-page.ts';
import { Child } from '../latency/child.ts';
import { clockMs } from '../latency/clock.ts';
import type { BenchResult } from '../result.ts';
import { Watcher } from './watcher.ts';

/** ms after which those who are not in are given up. */
const PATIENCE_MS = 60_000;
const POLL_MS = 20;

export type StormOrder =
  | { kind: 'join'; gatewayUrl: string; roomId: string; key: string; people: number; timeoutMs: number }
  | { kind: 'drop' }
  | { kind: 'return'; timeoutMs: number }
  | { kind: 'leave' };
export type StormReport =
  /** When each of them was in, by clockMs; how those are who were not in time; and what their process has worked for it. */
  | { kind: 'in'; began: number; at: number[]; missing: string[]; processorSeconds: number }
  | { kind: 'dropped' }
  | { kind: 'left' };

const PROGRAM = fileURLToPath(new URL('./storm-process.ts', import.meta.url));

export interface StormsOptions {
  /** On the pages that are stormed, one after another. */
  strokes: readonly number[];
  /** Who storm each. */
  people: readonly number[];
  /** What the stack gets. */
  env: Readonly<Record<string, string>>;
}

/**
 * How long it takes until all are in who join a room in the same instant, and until all are back in whose gateway was killed, from
 * its being there again. They are real clients in one process: what they work themselves makes a storm look longer, never
 * shorter, and is told with it.
 */
export async function benchStorms(
  { strokes, people, env }: StormsOptions,
  progress: (done: number, detail: string) => void,
): Promise<BenchResult[]> {
  const stack = await startPrivateStack({ durable: true, cpuWorkers: 0, killable: true, env });
  try {
    const results: BenchResult[] = [];
    for (const [i, onPage] of strokes.entries()) {
      const page = await FilledPage.open(stack.gatewayUrl);
      await page.fill(onPage);
      page.stop();
      results.push(...(await lateJoiner(stack, page.room, onPage)));
      for (const [j, crowd] of people.entries()) {
        progress((i + j / people.length) / strokes.length, `${crowd} people on ${onPage} strokes`);
        results.push(...(await storm(stack, page.room, crowd, onPage)));
      }
    }
    return results;
  } finally {
    await stack.stop();
  }
}

/** Somebody who comes alone, from asking for a connection until the first part of the page is there, and all of it. */
async function lateJoiner({ gatewayUrl }: PrivateStack, room: OpenedRoom, strokes: number): Promise<BenchResult[]> {
  const began = clockMs();
  const watcher = await Watcher.join(gatewayUrl, room, 'Late');
  const [first, all] = [(watcher.firstPieceAt ?? 0) - began, clockMs() - began];
  const kilobytes = watcher.bytes / 1_000;
  watcher.stop();
  const single = (name: string, unit: string, amount: number): BenchResult => {
    return { name: `room ${name}`, params: { strokes }, unit, n: 1, value: Math.round(amount) };
  };
  return [
    single('late-joiner-first', 'ms', first),
    single('late-joiner', 'ms', all),
    single('late-joiner-received', 'kB', kilobytes),
  ];
}

async function storm(
  stack: PrivateStack,
  { roomId, writeKey: key }: OpenedRoom,
  people: number,
  strokes: number,
): Promise<BenchResult[]> {
  const { gatewayUrl } = stack;
  const params = { people, strokes };
  const child = new Child<StormOrder, StormReport>(PROGRAM);
  try {
    const order = { gatewayUrl, roomId, key, people, timeoutMs: PATIENCE_MS } as const;
    const join = await withPeak(stack, () => child.ask({ kind: 'join', ...order }, 'in'));
    const dropped = child.ask({ kind: 'drop' }, 'dropped');
    stack.signal('gateway', 'SIGKILL');
    await dropped;
    await untilListening(gatewayUrl);
    const listening = clockMs();
    const back = await withPeak(stack, () => child.ask({ kind: 'return', timeoutMs: PATIENCE_MS }, 'in'));
    await child.ask({ kind: 'leave' }, 'left');
    return [...rows('join-storm', join.value.began, join), ...rows('return-storm', listening, back)];
  } finally {
    child.stop();
  }

  function rows(
    name: string,
    began: number,
    { value: { at, missing, processorSeconds }, peak }: { value: Extract<StormReport, { kind: 'in' }>; peak: number },
  ): BenchResult[] {
    const last = Math.max(0, ...at.map((moment) => moment - began));
    const late = missing.length > 0 ? `not in after ${PATIENCE_MS / 1000} s: ${missing.join('; ')}. ` : '';
    return [
      {
        ...{ name: `room ${name}`, params, unit: 's', n: people },
        value: missing.length > 0 ? null : Math.round(last / 10) / 100,
        note: `${late}the clients themselves worked ${processorSeconds.toFixed(1)} s`,
      },
      { name: `room ${name}-rss`, params, unit: 'MB', n: 1, value: Math.round(peak / 1e6) },
    ];
  }
}

/** The most memory that the gateway had meanwhile, bytes. */
async function withPeak<T>(stack: PrivateStack, work: () => Promise<T>): Promise<{ value: T; peak: number }> {
  let [peak, isOver] = [0, false];
  const watch = async () => {
    while (!isOver) {
      peak = Math.max(peak, (await residentBytes(stack.pids().gateway ?? 0)) ?? 0);
      await delay(POLL_MS);
    }
  };
  const watching = watch();
  try {
    return { value: await work(), peak };
  } finally {
    isOver = true;
    await watching;
  }
}

async function untilListening(url: string): Promise<void> {
  while (!(await fetch(`${url}/health`).catch(() => null))) await delay(POLL_MS);
}
