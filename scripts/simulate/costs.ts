import { DEFAULT_LIMITS } from '@inkroom/shared';
import { CELLS_PER_CORE, DELIVER_SECONDS, FITTED, type Measured, PUBLISH_SECONDS, REDIS_OF_100 } from './figures.ts';

/** A second of one room as one gateway has it. */
export interface RoomSecond {
  /** Of the room, all gateways together. */
  drawers: number;
  /** At this gateway, whether they draw or look. */
  people: number;
}

const { roomMessagesPerSecond, tickMaxMs, liveIntervalMs, liveReadIntervalMs, roomLiveReadsPerSecond } = DEFAULT_LIMITS;

/** Messages a second to each person: what is drawn is gathered, the longer the more people there are at this gateway (`tickMs`). */
function ticks(drawers: number, people: number): number {
  const events = (1000 / liveIntervalMs) * drawers;
  return Math.min(events, Math.max(1000 / tickMaxMs, roomMessagesPerSecond / Math.max(1, people)));
}

const kilobytes = lineThrough(FITTED, (row) => row.kilobytes);
/** What of a gateway's core is not the messages that it sends grows with those who draw. */
const SENDS_OF_FITTED = 20 * ticks(20, 20);
const core = lineThrough(FITTED, (row) => row.gateway);
const CORE_PER_MESSAGE = core.at(0) / SENDS_OF_FITTED;

/** kB/s that come to each person of a room. */
export function kilobytesToEach(drawers: number): number {
  return drawers === 0 ? 0 : kilobytes.at(drawers);
}

/** Of a gateway's core. */
export function gatewayShare({ drawers, people }: RoomSecond): number {
  if (drawers === 0 || people === 0) return 0;
  return CORE_PER_MESSAGE * people * ticks(drawers, people) + core.slope * drawers;
}

/**
 * Of a core of Redis: committing and having cells read, and telling other gateways what is drawn, twenty times a second each.
 * @param gateways that have people of the room
 */
export function redisShare(drawers: number, gateways: number): number {
  if (drawers === 0) return 0;
  const told = gateways > 1 ? gateways * (1000 / tickMaxMs) : 0;
  return (REDIS_OF_100 / 100) * drawers + told * (PUBLISH_SECONDS + gateways * DELIVER_SECONDS);
}

/** Cores of workers: every unfinished stroke is read again and again, up to what one room may ask for. */
export function workerCores(drawers: number): number {
  return Math.min(drawers * (1000 / liveReadIntervalMs), roomLiveReadsPerSecond) / CELLS_PER_CORE;
}

/** A straight line through measured rows, by least squares over those who draw. */
function lineThrough(rows: readonly Measured[], of: (row: Measured) => number) {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(rows.map(({ drawers }) => drawers)), mean(rows.map(of))];
  const above = rows.reduce((sum, row) => sum + (row.drawers - x) * (of(row) - y), 0);
  const slope = above / rows.reduce((sum, row) => sum + (row.drawers - x) ** 2, 0);
  return { slope, at: (drawers: number) => y + slope * (drawers - x) };
}
