import type { CellIndex } from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { cellField, roomKeys } from './keys.js';
import type { CellAddress, RecognitionQueue } from './queues.js';
import { LuaScript } from './script.js';

const claimCells = new LuaScript('claim-cells');

/** Cells that one job carries at most: two of them fill a batch. */
export const JOB_CELLS_MAX = 32;

/**
 * A claim without its job, as when the store went away between the two, is forgotten after so long, ms. A cell that waits longer is
 * asked for twice.
 */
export const CLAIM_MS = 2_000;

/**
 * "Read these cells of the room": the worker takes the ink from the store when it gets to it, so that a waiting job always reads
 * the newest. A cell waits once: alone in a job of its own ({@link recognitionDedupId}), or claimed by a job of several, until a
 * worker takes it. A change after that is asked for anew.
 */
export interface RecognitionJob {
  roomId: string;
  cells: { page: number; cell: CellIndex }[];
  /** When the gateway queued it, ms since the epoch. */
  queuedAt: number;
  /** What asked for it, in logs: the id of the commit that changed the cells. */
  trace?: string;
}

/** A cell to ask for, and what asks. */
export interface AskedCell extends CellAddress {
  trace?: string;
}

/** A cell that a job asks for. */
export interface CellRequest extends CellAddress {
  queuedAt: number;
}

export function recognitionDedupId({ roomId, page, cell }: CellAddress): string {
  return `${roomId}/${page}/${cell}`;
}

/** Asks for cells to be read; one that waits already is not asked for again. Several of one room share a job. */
export async function enqueueRecognitions(
  redis: Redis,
  queue: RecognitionQueue,
  cells: readonly AskedCell[],
): Promise<void> {
  const [first, ...more] = cells;
  // One alone needs no claim, which costs the gateway and Redis about as much as the job.
  if (!first || more.length === 0) return enqueueClaimed(queue, cells);
  const calls = cells.map(({ roomId, page, cell }) => ({
    keys: { asked: roomKeys(roomId).asked },
    args: { field: cellField(page, cell), claimMs: CLAIM_MS },
  }));
  const areNew = await claimCells.runAll(redis, calls);
  await enqueueClaimed(
    queue,
    cells.filter((_, i) => areNew[i] === 1),
  );
}

/** Queues cells that nobody else has claimed, in one round trip. */
export async function enqueueClaimed(queue: RecognitionQueue, cells: readonly AskedCell[]): Promise<void> {
  const queuedAt = Date.now();
  const jobs = jobsOf(cells).map((data) => ({ name: 'read', data: { ...data, queuedAt }, opts: optionsOf(data) }));
  const [first, ...more] = jobs;
  // A transaction costs about as much as a job.
  if (first && more.length === 0) await queue.add(first.name, first.data, first.opts);
  else if (first) await queue.addBulk(jobs);
}

function jobsOf(cells: readonly AskedCell[]): Omit<RecognitionJob, 'queuedAt'>[] {
  const groups = new Map<string, Omit<RecognitionJob, 'queuedAt'>>();
  for (const { roomId, page, cell, trace } of cells) {
    const key = `${roomId} ${trace}`;
    const group = groups.get(key);
    if (group) group.cells.push({ page, cell });
    else groups.set(key, { roomId, cells: [{ page, cell }], ...(trace !== undefined && { trace }) });
  }
  return [...groups.values()].flatMap(({ cells: all, ...what }) =>
    Array.from({ length: Math.ceil(all.length / JOB_CELLS_MAX) }, (_, i) => ({
      ...what,
      cells: all.slice(i * JOB_CELLS_MAX, (i + 1) * JOB_CELLS_MAX),
    })),
  );
}

function optionsOf({ roomId, cells: [first, ...more] }: Omit<RecognitionJob, 'queuedAt'>) {
  if (!first || more.length > 0) return {};
  return { deduplication: { id: recognitionDedupId({ roomId, ...first }), keepLastIfActive: true } };
}
