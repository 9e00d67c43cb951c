import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type RoomClient, whenView } from '@inkroom/client';
import { cellCount, SHEET_COLUMNS } from '@inkroom/shared';
import { percentiles } from '../lib/percentiles.ts';
import { PlainError } from '../lib/plain-error.mjs';
import { type PrivateStack, startPrivateStack } from '../lib/private-stack.ts';
import { root } from '../lib/root.mjs';
import { joinRoom, openRoom } from '../replay/connect.ts';
import { readDigitFile, type WrittenDigit } from '../replay/digit-file.ts';
import { drawStrokes } from '../replay/pen.ts';
import { placeDigit } from '../replay/place-digit.ts';
import { isRead, watchStrokes } from '../replay/watch.ts';
import type { BenchResult } from './result.ts';

/** People who draw at the same time in one room, and how many cells of theirs are measured: one alone takes long. */
const ROOMS = [
  { drawers: 1, cells: 60 },
  { drawers: 20, cells: 300 },
  { drawers: 50, cells: 500 },
  { drawers: 100, cells: 600 },
  { drawers: 200, cells: 800 },
];
/** Cells of each drawer before those that are measured: they warm everything up. */
const WARM_UP_CELLS = 2;
/** Different digits to draw. */
const DIGITS = 200;
/** ms between two digits of one person. */
const PAUSE_MS = 300;
/** ms after which a reading is given up: far beyond anything that counts as working. */
const READING_TIMEOUT_MS = 10_000;

/**
 * How long ink takes to another screen, live and durable, and how long until it is read, with people drawing at pen speed
 * in one room; all of it, the drawers included, on this machine.
 */
export async function benchLatency(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const digits = await someDigits();
  const stack = await startPrivateStack({ durable: true });
  try {
    const results: BenchResult[] = [];
    for (const [i, room] of ROOMS.entries()) {
      const { drawers } = room;
      const measured = await measureRoom(stack, room, digits, (share) =>
        progress((i + share) / ROOMS.length, `${drawers} drawing`),
      );
      const params = { drawers };
      const names = ['stroke-to-peer', 'first-ink-to-peer', 'stroke-to-prediction'] as const;
      for (const name of names) {
        const times = percentiles(measured[name]);
        if (!times) throw new PlainError(`nothing was measured for ${name} with ${drawers} drawing`);
        results.push({ name: `latency ${name}`, params, unit: 'ms', n: measured[name].length, ...times });
      }
    }
    return results;
  } finally {
    await stack.stop();
  }
}

type Times = Record<'stroke-to-peer' | 'first-ink-to-peer' | 'stroke-to-prediction', number[]>;

async function measureRoom(
  { gatewayUrl }: PrivateStack,
  { drawers, cells }: (typeof ROOMS)[number],
  digits: readonly WrittenDigit[],
  progress: (share: number) => void,
): Promise<Times> {
  const { roomId, hostKey } = await openRoom(gatewayUrl, 'Benchmark');
  const clients: RoomClient[] = [];
  try {
    const host = await joinRoom(gatewayUrl, roomId, { name: 'Host', hostKey });
    clients.push(host);
    const observer = await joinRoom(gatewayUrl, roomId, { name: 'Observer', viewer: true });
    clients.push(observer);
    const people = [host];
    while (people.length < drawers) {
      const person = await joinRoom(gatewayUrl, roomId, { name: `Drawer ${people.length}` });
      clients.push(person);
      people.push(person);
    }
    await growSheet(host, drawers, clients);

    const times: Times = { 'stroke-to-peer': [], 'first-ink-to-peer': [], 'stroke-to-prediction': [] };
    const durable = new Map<string, number>();
    const live = new Map<string, number>();
    watchStrokes(observer, (id) => durable.has(id) || durable.set(id, performance.now()));
    observer.live.subscribe(() => {
      for (const id of observer.live.get().strokes.keys()) if (!live.has(id)) live.set(id, performance.now());
    });

    const warmUp = WARM_UP_CELLS * drawers;
    const wanted = cells + warmUp;
    let begun = 0;
    let ended = 0;
    const draw = async (person: RoomClient, cell: number) => {
      // Not all in the same instant, as no class does.
      await delay((PAUSE_MS * cell) / drawers);
      while (begun < wanted) {
        const index = begun++;
        const digit = digits[index % digits.length];
        if (!digit) break;
        const began: { id: string; at: number }[] = [];
        const sent = await drawStrokes(person, cell, placeDigit(digit), {
          onPenDown: (stroke) => began.push(stroke),
        });
        const read = await whenView(person.view, ({ state }) => isRead(state.cells[cell], sent), READING_TIMEOUT_MS);
        const now = performance.now();
        if (!read) throw new PlainError(`with ${drawers} drawing, a reading took more than ${READING_TIMEOUT_MS} ms`);
        await whenView(observer.view, () => sent.every(({ id }) => durable.has(id)), READING_TIMEOUT_MS);
        if (index >= warmUp) {
          times['stroke-to-prediction'].push(now - (sent.at(-1)?.at ?? now));
          for (const { id, at } of sent) times['stroke-to-peer'].push((durable.get(id) ?? now) - at);
          for (const { id, at } of began) {
            const seen = live.get(id);
            if (seen !== undefined) times['first-ink-to-peer'].push(seen - at);
          }
        }
        person.clearCell(cell);
        progress(++ended / wanted);
        await delay(PAUSE_MS);
      }
    };
    await Promise.all(people.map(draw));
    return times;
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
  }
}

/** A cell for each. */
async function growSheet(host: RoomClient, cells: number, clients: readonly RoomClient[]): Promise<void> {
  const rows = Math.ceil(cells / SHEET_COLUMNS);
  for (let now = host.view.getState().state.rows; now < rows; now++) {
    const grown = await host.settled(host.growSheet());
    if (!grown.ok) throw new PlainError(`the sheet could not grow: ${grown.error.message}`);
  }
  await Promise.all(clients.map(({ view }) => whenView(view, ({ state }) => cellCount(state.rows) >= cells)));
}

/** Real ones where the test data lies beside the repository, else generated ones. */
async function someDigits(): Promise<WrittenDigit[]> {
  const data = process.env.INKROOM_TEST_DATA ?? join(root, '../shared/data');
  const file = join(data, 'strokes/pendigits-30-writers.jsonl.gz');
  if (existsSync(file)) return readDigitFile(file, DIGITS);
  const { generateDigitStrokes } = await import('@inkroom/engine');
  return Array.from({ length: DIGITS }, (_, seed) => {
    const label = (seed % 10) as 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
    const strokes = generateDigitStrokes(label, seed).map(({ points }) =>
      Array.from({ length: points.length / 4 }, (_, i): [number, number] => [
        points[4 * i] ?? 0,
        points[4 * i + 1] ?? 0,
      ]),
    );
    return { id: `generated-${seed}`, label, strokes };
  });
}
