import { setTimeout as delay } from 'node:timers/promises';
import { residentBytes } from '../../lib/process-memory.ts';
import { clockMs } from '../latency/clock.ts';
import type { CrowdProcess } from '../latency/crowd.ts';
import type { DrawnDigit } from '../latency/draw.ts';
import { measureLag } from '../latency/lag.ts';
import { measureBusy } from '../latency/room.ts';
import type { Watcher } from './watcher.ts';

/** ms of drawing that warm everything up. */
const WARM_UP_MS = 3_000;
/** ms of drawing that are measured. */
const MEASURED_MS = 8_000;
/** ms after the last stroke within which all have to be there. */
const ARRIVAL_MS = 10_000;
const ARRIVAL_POLL_MS = 50;

/** What was measured while a crowd drew; times in ms. */
export interface Drawing {
  /** From pen up to the durable stroke at a watcher. */
  strokeToPeer: number[];
  /** From pen down to the first points at a watcher. */
  firstInk: number[];
  /** From a durable operation to its acknowledgement. */
  ack: number[];
  /** kB/s on the wire to each watcher. */
  kilobytesPerSecond: number[];
  refusals: number;
  /** Durable strokes that did not reach all watchers of their room. */
  missing: number;
  /** How late the processes were that draw and that watch. */
  lag: number[];
  /** Share of one core that each process had. */
  busy: Record<string, number>;
  /** Memory of each process afterwards. */
  bytes: Record<string, number>;
}

/**
 * Lets a crowd draw and others watch it.
 *
 * @param servers their processes, by name
 * @param watchersOfEach how many of the watchers are in the same room; all unless there are several rooms
 */
export async function measureDrawing(
  watchers: readonly Watcher[],
  crowd: CrowdProcess,
  servers: Readonly<Record<string, number>>,
  watchersOfEach = watchers.length,
): Promise<Drawing> {
  const from = clockMs() + WARM_UP_MS;
  const until = from + MEASURED_MS;
  const processes = { ...servers, watchers: process.pid, crowd: crowd.pid };
  const [busy, bytesOfEach, ownLag, { drawn, answers, refusals, lag }] = await Promise.all([
    measureBusy(processes, from, until),
    measureBytes(watchers, from, until),
    measureLag(from, until),
    crowd.draw(from, until),
  ]);
  const measured = drawn.filter(({ began }) => (began[0]?.at ?? 0) >= from);
  // A relay keeps no stroke, so that none is waited for.
  const keeps = answers.length > 0;
  const missing = keeps ? await whenAllArrived(watchers, measured, watchersOfEach) : 0;
  const moments = (of: 'began' | 'sent', at: 'live' | 'durable') =>
    measured.flatMap((digit) =>
      digit[of].flatMap((moment) =>
        watchers.flatMap((watcher) => {
          const seen = watcher[at].get(moment.id);
          return seen === undefined ? [] : [seen - moment.at];
        }),
      ),
    );
  const memory = Object.entries(servers).map(async ([name, pid]) => [name, await residentBytes(pid)] as const);
  return {
    strokeToPeer: keeps ? moments('sent', 'durable') : [],
    // A stroke shorter than a tick may be durable before it was ever shown live.
    firstInk: moments('began', 'live'),
    ack: answers.filter(({ sentAt }) => sentAt >= from).map(({ ms }) => ms),
    kilobytesPerSecond: bytesOfEach.map((bytes) => bytes / MEASURED_MS),
    refusals,
    missing,
    lag: [...lag, ...ownLag],
    busy,
    bytes: Object.fromEntries((await Promise.all(memory)).flatMap(([name, bytes]) => (bytes ? [[name, bytes]] : []))),
  };
}

async function measureBytes(watchers: readonly Watcher[], from: number, until: number): Promise<number[]> {
  await delay(from - clockMs());
  const before = watchers.map(({ bytes }) => bytes);
  await delay(until - clockMs());
  return watchers.map(({ bytes }, i) => bytes - before[i]!);
}

/** The last strokes may still be on their way. @returns how many have not come in time */
async function whenAllArrived(
  watchers: readonly Watcher[],
  drawn: readonly DrawnDigit[],
  watchersOfEach: number,
): Promise<number> {
  const ids = drawn.flatMap(({ sent }) => sent.map(({ id }) => id));
  const deadline = clockMs() + ARRIVAL_MS;
  for (;;) {
    const missing = ids.filter(
      (id) => watchers.filter(({ durable }) => durable.has(id)).length < watchersOfEach,
    ).length;
    if (missing === 0 || clockMs() > deadline) return missing;
    await delay(ARRIVAL_POLL_MS);
  }
}
