import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RoomClient, shownPage, whenView } from '@inkroom/client';
import { OnnxRecogniser, type Recogniser } from '@inkroom/engine';
import { cellCount, DEFAULT_VERSION_ID, type Digit, hasEnded, improvementRun, strokeIdOf } from '@inkroom/shared';
import { readGraph } from '@inkroom/store';
import { nanoid } from 'nanoid';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import type { Drawing } from '../../research/drawings.ts';
import {
  CORRECTIONS,
  isShown,
  misread,
  ODD_FRAMING,
  ODD_HANDS,
  oddestWriter,
  toCorrect,
} from '../../scripts/bench/odd-writer.ts';
import { joinRoom, requireFraming } from '../../scripts/replay/connect.ts';
import { isRead } from '../../scripts/replay/watch.ts';
import { mnistDirectory, unseenWriters } from '../support/data.ts';
import { useRoom } from '../support/room-fixture.ts';
import { WorkerProcess } from '../support/worker-process.ts';

/** Drawings of other people that the room keeps to measure on. */
const HELD_OUT = 20;
/** Below it halving would say nothing. */
const MISREAD_MIN = 8;
/** Share of other people's drawings that may be lost for it: they are not in the room, and stay readable. */
const OTHERS_DROP_MAX = 0.01;
/** Wide enough to wait for a machine that others use as well. */
const WAIT_MS = 180_000;

const mnistDir = mnistDirectory();
const writers = mnistDir ? await unseenWriters() : null;

describe.skipIf(!writers)('an odd writer, of whom no model saw anything', () => {
  const room = useRoom();
  const clients: RoomClient[] = [];
  let worker: WorkerProcess;
  let cacheDir: string;

  beforeAll(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), 'inkroom-odd-'));
    worker = new WorkerProcess('worker-cpu', room.redisUrl, { MNIST_DIR: mnistDir!, INKROOM_CACHE_DIR: cacheDir });
    await worker.ready();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.stop()));
  });
  afterAll(async () => {
    await worker?.kill();
    await rm(cacheDir, { recursive: true, force: true });
  });

  const enter = async (who: { name: string; key: string }, gatewayUrl = room.gateway.url): Promise<RoomClient> => {
    const client = await joinRoom(gatewayUrl, room.roomId, who);
    clients.push(client);
    return client;
  };

  it.each(ODD_HANDS)(
    '$hand, is misread by $live half as often or less after twenty corrections, and the gate lets it pass',
    async ({ live, change }) => {
      onTestFailed(() => console.error(worker.log.map((entry) => JSON.stringify(entry)).join('\n')));
      const host = await enter({ name: 'Teacher', key: room.hostKey });
      await requireFraming(host, ODD_FRAMING);
      if (live !== DEFAULT_VERSION_ID) await done(host, host.beginLine(live));
      const odd = await withModel(live, (model) => oddestWriter(model, writers!, change));
      const [theirs, others] = [odd.drawings, odd.others.flat()];

      // As a host: nobody else may fill so much of a page.
      const writer = await enter({ name: 'Odd hand', key: room.hostKey });
      while (cellCount(shownPage(host.view.getState())) < theirs.length + HELD_OUT) await done(host, host.growPage());
      await write(writer, theirs, 0);
      const wrong = misreadIn(writer, theirs);
      await label(writer, theirs, toCorrect(theirs.length, wrong), 0);
      const toCome = (cells: readonly number[]) => cells.filter((cell) => !isShown(cell)).length;
      const before = toCome(wrong);
      expect(before).toBeGreaterThanOrEqual(MISREAD_MIN);

      const keeper = await room.another({ holdoutShare: 1 });
      const other = await enter({ name: 'Other hands', key: room.writeKey }, keeper.url);
      const keep = everyNth(others, HELD_OUT);
      await write(other, keep, theirs.length);
      await label(other, keep, [...keep.keys()], theirs.length);
      await whenView(host.view, ({ state }) => state.samples.holdout === HELD_OUT, WAIT_MS);

      const started = await host.startRun({ ...improvementRun('cpu'), seed: 1 });
      if (!started.ok) throw new Error(started.error.code);
      const ended = await whenView(
        host.view,
        ({ runs }) => runs.some((run) => run.id === started.value.id && hasEnded(run)),
        WAIT_MS,
      );
      const run = ended!.runs.find(({ id }) => id === started.value.id)!;
      expect(run).toMatchObject({ state: 'finished', dataset: { corrections: CORRECTIONS } });

      await done(host, host.promote(run.versionId!));
      const promoted = await whenView(host.view, ({ state }) => state.champion === run.versionId, WAIT_MS);
      const { promotions, champion } = promoted!.state;
      expect(promotions.at(-1)).toMatchObject({
        override: false,
        verdict: {
          passed: true,
          checks: expect.arrayContaining([expect.objectContaining({ name: 'holdout', size: HELD_OUT })]),
        },
      });
      await whenView(
        writer.view,
        (view) => theirs.every((_, cell) => shownPage(view).cells[cell]?.prediction?.modelVersion === champion),
        WAIT_MS,
      );
      const after = toCome(misreadIn(writer, theirs));
      expect(after).toBeLessThanOrEqual(before / 2);

      const missed = (versionId: string) =>
        withModel(versionId, async (model) => (await misread(model, others)).length);
      const [known, lost] = [await missed(live), await missed(champion)];
      expect((lost - known) / others.length).toBeLessThan(OTHERS_DROP_MAX);
      const [test] = promotions.at(-1)!.verdict!.checks;
      console.info(
        `${live}: ${before} of ${theirs.length >> 1} misread before, ${after} after; of other ` +
          `people's ${others.length} ${known} and ${lost}; on the test set ${test!.champion} and ${test!.candidate}; ` +
          `${run.cost!.wallSeconds.toFixed(1)} s, ${run.cost!.cpuSeconds.toFixed(1)} s of a processor`,
      );
    },
    2 * WAIT_MS,
  );

  /** Lends a version's model, for what the room is not asked. */
  async function withModel<T>(versionId: string, work: (model: Recogniser) => Promise<T>): Promise<T> {
    const graph = await readGraph(room.redis, versionId);
    if (!graph.ok) throw new Error(graph.error.code);
    const model = await OnnxRecogniser.load(graph.value, { threads: 1 });
    try {
      return await work(model);
    } finally {
      await model.dispose();
    }
  }
});

/** Writes drawings into the cells from `first` on, and waits until each has been read. */
async function write(client: RoomClient, drawings: readonly Drawing[], first: number): Promise<void> {
  const { you, state: page } = client.view.getState();
  const sent = drawings.map(({ strokes }, i) =>
    strokes.map((stroke) => {
      const id = nanoid();
      client.submit({ kind: 'stroke.add', page: page.page, stroke: { id, cell: first + i, ...stroke } });
      return { id: strokeIdOf(you!.id, id) };
    }),
  );
  const read = await whenView(
    client.view,
    (view) => sent.every((strokes, i) => isRead(shownPage(view).cells[first + i], strokes)),
    WAIT_MS,
  );
  if (!read) throw new Error('not everything was read');
}

/** The drawings that the room shows to be read wrongly. They start at the first cell. */
function misreadIn(client: RoomClient, drawings: readonly Drawing[]): number[] {
  const { cells } = shownPage(client.view.getState());
  return [...drawings.keys()].filter((cell) => cells[cell]?.prediction?.digit !== drawings[cell]!.label);
}

async function label(
  client: RoomClient,
  drawings: readonly Drawing[],
  which: readonly number[],
  first: number,
): Promise<void> {
  for (const i of which) await done(client, client.labelCell(first + i, drawings[i]!.label as Digit));
}

/** @throws the code that an operation is refused with */
async function done(client: RoomClient, opId: string): Promise<void> {
  const settled = await client.settled(opId);
  if (!settled.ok) throw new Error(settled.error.code);
}

function everyNth(drawings: readonly Drawing[], count: number): Drawing[] {
  return Array.from({ length: count }, (_, i) => drawings[Math.floor((i * drawings.length) / count)]!);
}
