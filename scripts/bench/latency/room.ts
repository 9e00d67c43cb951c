import { setTimeout as delay } from 'node:timers/promises';
import { type RoomClient, shownPage, whenView } from '@inkroom/client';
import { cellCount } from '@inkroom/shared';
import { PlainError } from '../../lib/plain-error.mjs';
import type { PrivateStack } from '../../lib/private-stack.ts';
import { processorSeconds } from '../../lib/processor-time.ts';
import { openRoom } from '../../replay/connect.ts';
import { clockMs } from './clock.ts';
import { type Crowd, CrowdProcess } from './crowd.ts';
import { ReplicaPerson } from './crowd-person.ts';
import { someDigits } from './digits.ts';
import { measureDiskSync } from './disk.ts';
import { type DrawnDigit, drawTogether } from './draw.ts';
import { Screen } from './screen.ts';

/** Who draw and measure; beside them one who only watches. */
const SCREENS = 5;
/** ms of drawing that warm everything up. */
const WARM_UP_MS = 3_000;
/** ms after the last reading within which each stroke has to have reached every screen. */
const ARRIVAL_TIMEOUT_MS = 10_000;
const ARRIVAL_POLL_MS = 50;

export interface MeasuredRoom {
  drawers: number;
  /** What those keep who draw but do not measure. */
  crowd: Crowd['people'];
  /** ms of drawing that are measured. */
  ms: number;
}

/** All in ms, but for `busy`. */
export interface RoomTimes {
  /** From pen up to the durable stroke on another's screen. */
  strokeToPeer: number[];
  /** From pen down to the first points on another's screen. */
  firstInkToPeer: number[];
  /** From the last pen up of a digit to its prediction on the watcher's screen. */
  strokeToPrediction: number[];
  /** What a small write to Redis' disk took to be synced meanwhile. */
  diskSync: number[];
  /** Share of one core that each process had meanwhile; nothing where the system does not tell. */
  busy: Record<string, number>;
}

/**
 * Lets people draw in a new room. The screens that are measured are whole replicas in this process; those who draw beside them
 * are a crowd in another.
 *
 * @throws PlainError when a stroke or a prediction does not reach a screen
 */
export async function measureRoom(stack: PrivateStack, { drawers, crowd, ms }: MeasuredRoom): Promise<RoomTimes> {
  const { gatewayUrl } = stack;
  const { roomId, hostKey, writeKey: key, watchKey } = await openRoom(gatewayUrl, 'Benchmark');
  const drawing: ReplicaPerson[] = [];
  let watcher: ReplicaPerson | null = null;
  let others: CrowdProcess | null = null;
  try {
    watcher = await ReplicaPerson.join(gatewayUrl, roomId, { name: 'Watcher', key: watchKey, viewer: true });
    drawing.push(await ReplicaPerson.join(gatewayUrl, roomId, { name: 'Host', key: hostKey }));
    while (drawing.length < Math.min(SCREENS, drawers))
      drawing.push(await ReplicaPerson.join(gatewayUrl, roomId, { name: `Drawer ${drawing.length}`, key }));
    await growPage(
      drawing.map(({ client }) => client),
      drawers,
    );
    const firstCell = drawing.length;
    const count = drawers - firstCell;
    if (count > 0)
      others = await CrowdProcess.join({ gatewayUrl, roomId, key, count, people: crowd, firstCell, cells: drawers });

    const screens = [...drawing, watcher].map(({ client }) => new Screen(client));
    const digits = await someDigits();
    const from = clockMs() + WARM_UP_MS;
    const until = from + ms;
    const processes = {
      ...stack.pids(),
      redis: stack.redis.pid,
      screens: process.pid,
      ...(others && { crowd: others.pid }),
    };
    const [busy, diskSync, ...drawn] = await Promise.all([
      measureBusy(processes, from, until),
      measureDiskSync(until),
      drawTogether(drawing, { firstCell: 0, cells: drawers, digits, until }),
      others?.draw(from, until).then(({ drawn }) => drawn) ?? [],
    ]);
    const measured = drawn.flat().filter(({ began }) => (began[0]?.at ?? 0) >= from);
    await allArrived(screens, measured);
    return { ...timesOf(screens, measured), diskSync, busy };
  } finally {
    others?.stop();
    await Promise.all([...drawing, watcher].map((person) => person?.stop()));
  }
}

/** A cell for each. */
export async function growPage(people: readonly RoomClient[], cells: number): Promise<void> {
  const [host] = people as [RoomClient];
  while (cellCount(shownPage(host.view.getState())) < cells) {
    const grown = await host.settled(host.growPage());
    if (!grown.ok) throw new PlainError(`the page could not grow: ${grown.error.message}`);
  }
  await Promise.all(people.map(({ view }) => whenView(view, (now) => cellCount(shownPage(now)) >= cells)));
}

/** The last strokes may still be on their way to some screen. */
async function allArrived(screens: readonly Screen[], drawn: readonly DrawnDigit[]): Promise<void> {
  const ids = drawn.flatMap(({ sent }) => sent.map(({ id }) => id));
  const deadline = clockMs() + ARRIVAL_TIMEOUT_MS;
  while (!screens.every(({ durable }) => ids.every((id) => durable.has(id)))) {
    if (clockMs() > deadline) throw new PlainError(`a stroke did not reach a screen within ${ARRIVAL_TIMEOUT_MS} ms`);
    await delay(ARRIVAL_POLL_MS);
  }
}

/** @param screens first those of who draw, in the order of their cells, then the watcher's */
function timesOf(screens: readonly Screen[], drawn: readonly DrawnDigit[]): Omit<RoomTimes, 'busy' | 'diskSync'> {
  const times = { strokeToPeer: [] as number[], firstInkToPeer: [] as number[], strokeToPrediction: [] as number[] };
  const watcher = screens.at(-1);
  for (const { cell, began, sent } of drawn) {
    for (const screen of screens) {
      // One's own ink is there at once.
      if (screen === screens[cell] && screen !== watcher) continue;
      for (const { id, at } of sent) times.strokeToPeer.push(screen.durable.get(id)! - at);
      // A stroke shorter than a tick may be durable before it was ever shown live.
      for (const { id, at } of began) if (screen.live.has(id)) times.firstInkToPeer.push(screen.live.get(id)! - at);
    }
    const last = sent.at(-1);
    const read = last && watcher?.read.get(last.id);
    if (read) times.strokeToPrediction.push(read - last.at);
  }
  return times;
}

/** Share of a core that each process has between two moments of {@link clockMs}. */
export async function measureBusy(
  processes: Readonly<Record<string, number>>,
  from: number,
  until: number,
): Promise<Record<string, number>> {
  const seconds = () => Promise.all(Object.values(processes).map(processorSeconds));
  await delay(from - clockMs());
  const [before, began] = [await seconds(), clockMs()];
  await delay(until - clockMs());
  const [after, ended] = [await seconds(), clockMs()];
  return Object.fromEntries(
    Object.keys(processes).flatMap((name, i) => {
      const [first, last] = [before[i], after[i]];
      return first == null || last == null ? [] : [[name, ((last - first) * 1_000) / (ended - began)]];
    }),
  );
}
