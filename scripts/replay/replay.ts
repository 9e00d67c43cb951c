import { setTimeout as delay } from 'node:timers/promises';
import { type RoomClient, whenView } from '@inkroom/client';
import { pageOf, takenFor } from '@inkroom/shared';
import { readRoom } from './audit.ts';
import { findGateway, joinRoom, openRoom, requireFraming } from './connect.ts';
import type { WrittenDrawing } from './digit-file.ts';
import { Ledger } from './ledger.ts';
import type { ReplayOptions } from './options.ts';
import { Paper } from './paper.ts';
import { drawStrokes } from './pen.ts';
import { placeDigit } from './place-digit.ts';
import { makeReport, type ReplayReport, type WrittenCell } from './report.ts';
import { isRead, watchStrokes } from './watch.ts';

/** ms that a person takes from one cell to the next. */
const NEXT_CELL_MS = 250;
/** ms that a prediction may take before its cell counts as unread. */
const READING_TIMEOUT_MS = 20_000;
/** ms that a stroke may take to another client before it counts as lost. */
const SEEN_TIMEOUT_MS = 20_000;

/** How a replay tells what it does while it does it. */
export interface ReplayMonitor {
  say: (line: string) => void;
  progress: (share: number, detail: string) => void;
  /** Ends it after the cells that are being written. */
  signal: AbortSignal;
}

/**
 * Writes digits into a room with real clients.
 *
 * @throws PlainError where the room cannot be reached or does not allow what is asked
 */
export async function replay(
  digits: readonly WrittenDrawing[],
  { url, room, framing, people, speed, label }: ReplayOptions,
  { say, progress, signal }: ReplayMonitor,
): Promise<{ report: ReplayReport; unread: number; strokes: number }> {
  const { gatewayUrl, hasPage } = await findGateway(url);
  const opened = room === null ? await openRoom(gatewayUrl, 'Replay') : null;
  const { roomId, key } = opened ? { ...opened, key: opened.writeKey } : room!;
  const ledger = new Ledger();
  const clients: RoomClient[] = [];
  try {
    const observer = await joinRoom(gatewayUrl, roomId, { name: 'Replay observer', key, viewer: true });
    clients.push(observer);
    const writers: RoomClient[] = [];
    for (let i = 0; i < people; i++) {
      // The first of a new room is its host: it may set the framing and begin a page at any time.
      const name = `Replay ${i + 1}`;
      const writer = await joinRoom(gatewayUrl, roomId, { name, key: (i === 0 && opened?.hostKey) || key });
      clients.push(writer);
      writers.push(writer);
    }
    const [leader] = writers as [RoomClient];
    if (framing) await requireFraming(leader, framing);
    say(hasPage ? `watch at ${new URL(`/r/${roomId}${key ? `#${key}` : ''}`, url)}` : `writing in room ${roomId}`);
    if (!leader.view.getState().pools.some(({ workers }) => workers.length > 0)) {
      say('no worker is online at the moment: cells stay unread until one is');
    }

    watchStrokes(observer, (id) => ledger.seen(id, performance.now()));
    let { position } = await readRoom(gatewayUrl, { roomId, key }, leader.view.getState().state.page, null);
    const auditPage = async (page: number) => {
      await whenView(observer.view, () => ledger.unseen(page).length === 0, SEEN_TIMEOUT_MS);
      const read = await readRoom(gatewayUrl, { roomId, key }, page, position);
      ledger.audited(page, read.page, read.entries);
      position = read.position;
    };
    const audit = () => auditPage(leader.view.getState().state.page);
    const paper = new Paper([...writers, observer], audit);

    const queue = digits.values();
    const written: WrittenCell[] = [];
    const writeNext = async (writer: RoomClient): Promise<void> => {
      for (const digit of queue) {
        if (signal.aborted) return;
        const cell = await paper.take();
        try {
          written.push(await writeCell(writer, cell, digit, { speed, label, ledger }));
        } finally {
          paper.done();
        }
        const right = written.filter(({ label, read }) => label === read).length;
        progress(written.length / digits.length, `${written.length} written, ${right} read right`);
        await delay(NEXT_CELL_MS / speed);
      }
    };
    await Promise.all(writers.map(writeNext));
    // Earlier pages once more: a room keeps them all.
    for (const page of ledger.pages) await auditPage(page);

    const { champion, framing: readIn } = leader.view.getState().state;
    return {
      report: makeReport(written, ledger, { modelVersion: champion, framing: readIn }),
      unread: written.filter(({ read }) => read === null).length,
      strokes: ledger.count,
    };
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
  }
}

async function writeCell(
  writer: RoomClient,
  cell: number,
  digit: WrittenDrawing,
  { speed, label, ledger }: { speed: number; label: boolean; ledger: Ledger },
): Promise<WrittenCell> {
  const { page } = writer.view.getState().state;
  const sent = await drawStrokes(writer, cell, placeDigit(digit), {
    speed,
    onPenUp: ({ id, at }) => ledger.sent(id, page, at),
  });
  const read = await whenView(
    writer.view,
    ({ state }) => isRead(pageOf(state, page).cells[cell], sent),
    READING_TIMEOUT_MS,
  );
  const now = performance.now();
  const prediction = read && pageOf(read.state, page).cells[cell]?.prediction;
  const lastSentAt = sent.at(-1)?.at;
  if (label && prediction) {
    await writer.settled(writer.submit({ kind: 'cell.label', page, cell, label: digit.label }));
  }
  return {
    label: digit.label,
    read: prediction ? takenFor(prediction) : null,
    predictionMs: prediction && lastSentAt !== undefined ? now - lastSentAt : null,
  };
}
