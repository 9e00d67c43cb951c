import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createRoom, memoryStorage, RoomClient, type RoomView, shownPage, whenView } from '@inkroom/client';
import { DEFAULT_LIMITS, type LimitName } from '@inkroom/shared';
import { connectRedis, enqueueClaimed, openRecognitionQueue } from '@inkroom/store';
import { afterEach, describe, expect, it } from 'vitest';
import { SCRIPT_LIMITS } from '../../scripts/lib/limits.ts';
import { freeLoopbackPort } from '../../scripts/lib/ports.ts';
import { type PrivateStack, type PrivateStackOptions, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { waitForRedis } from '../../scripts/lib/redis/address.ts';
import { findRedisProgram } from '../../scripts/lib/redis/find.ts';
import { startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { redisPart } from '../../scripts/lib/stack.ts';
import { Supervisor } from '../../scripts/lib/supervisor.ts';
import { openGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { WorkerProcess } from '../support/worker-process.ts';

/** A hung part is noticed after ten seconds or so, and a busy machine takes its time to start another. */
const WAIT_MS = 60_000;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function open(options: PrivateStackOptions): Promise<PrivateStack> {
  const stack = await startPrivateStack(options);
  ends.push(() => stack.stop());
  return stack;
}

/** A gateway with workers of its own, which nobody starts again. */
async function openWithWorkers(count: number, limits: Partial<Record<LimitName, number>> = {}) {
  const redis = await startPrivateRedis({ durable: true });
  ends.push(() => redis.stop());
  const gateway = await openGateway(redis.url, limits);
  ends.push(() => gateway.stop());
  const workers = Array.from({ length: count }, () => {
    const worker = new WorkerProcess('worker-cpu', redis.url, { WORKER_QUEUES: 'recognition' });
    ends.push(() => worker.kill());
    return worker;
  });
  await Promise.all(workers.map((worker) => worker.ready()));
  return { redis, url: gateway.url, workers };
}

async function people(gatewayUrl: string, count: number): Promise<RoomClient[]> {
  const opened = await createRoom(gatewayUrl, { title: 'Test' });
  if (!opened.ok) throw new Error(opened.error.message);
  const { roomId, writeKey: key } = opened.value;
  const clients = Array.from(
    { length: count },
    (_, i) => new RoomClient({ gatewayUrl, roomId, key, storage: memoryStorage(), name: `Person ${i}` }),
  );
  ends.push(() => Promise.all(clients.map((client) => client.stop())));
  for (const client of clients) expect(await client.start()).toMatchObject({ ok: true });
  return clients;
}

function draw(client: RoomClient, cell: number): void {
  const pen = client.beginStroke({ cell });
  pen.add([140, 40, 0.5, 0, 140, 240, 0.5, 50]);
  pen.end();
}

/** Waits until somebody sees something; answers after how long, ms. */
async function sees(client: RoomClient, what: (view: RoomView) => boolean): Promise<number> {
  const since = performance.now();
  if (!(await whenView(client.view, what, WAIT_MS)))
    throw new Error(`in vain: ${JSON.stringify(client.view.getState())}`);
  return performance.now() - since;
}

const isPredicted = (cell: number) => (view: RoomView) => {
  const { revision, prediction } = shownPage(view).cells[cell] ?? {};
  return prediction !== undefined && prediction !== null && prediction.revision === revision && view.pending === 0;
};

describe('parts that hang or die', () => {
  it('R1: a gateway and a worker that hang are replaced, and what was drawn meanwhile is there and predicted', async () => {
    const stack = await open({ durable: true, replaceHung: {} });
    const [ann] = (await people(stack.gatewayUrl, 1)) as [RoomClient];
    draw(ann, 0);
    await sees(ann, isPredicted(0));
    const before = stack.pids();
    for (const part of ['gateway', 'worker-cpu']) stack.signal(part, 'SIGSTOP');
    draw(ann, 1);
    await until(
      'both are others',
      () => {
        const now = stack.pids();
        return ['gateway', 'worker-cpu'].every((part) => now[part] !== undefined && now[part] !== before[part]);
      },
      WAIT_MS,
    );
    await sees(ann, isPredicted(1));
    expect(stack.lines).toContain('gateway does not answer any more and is killed');
    expect(stack.lines).toContain('worker-cpu does not answer any more and is killed');
  });

  it('R1: a Redis that hangs is replaced, with all that it has acknowledged', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'inkroom-hung-'));
    ends.push(() => rm(directory, { recursive: true }));
    const silent = { line: () => {}, say: () => {}, warn: () => {} };
    const supervisor = new Supervisor(silent, { ...SCRIPT_LIMITS, probeTimeoutMs: 500 });
    ends.push(() => supervisor.stop());
    let pid: number | undefined;
    supervisor.on('change', (running) => {
      pid = running.get('redis');
    });
    const launch = (await findRedisProgram()).launch(await freeLoopbackPort(), directory);
    supervisor.start(redisPart(launch));
    await waitForRedis(launch.url);
    const gateway = await openGateway(launch.url);
    ends.push(() => gateway.stop());
    const [ann] = (await people(gateway.url, 1)) as [RoomClient];
    draw(ann, 0);
    await sees(ann, ({ pending }) => pending === 0);
    const hung = pid!;
    process.kill(hung, 'SIGSTOP');
    draw(ann, 1);
    await until('there is another', () => pid !== undefined && pid !== hung, WAIT_MS);
    await sees(ann, ({ pending, storageAway }) => pending === 0 && !storageAway);
    const { state, links } = ann.view.getState();
    const bob = { roomId: state.roomId, key: links.write!, storage: memoryStorage(), name: 'Bob' };
    const again = new RoomClient({ gatewayUrl: gateway.url, ...bob });
    ends.push(() => again.stop());
    expect(await again.start()).toMatchObject({ ok: true });
    for (const cell of [0, 1]) expect(shownPage(again.view.getState()).cells[cell]?.strokes).toHaveLength(1);
  });

  it('R7: a part that dies five times within a minute is given up and tried later, is told of, and ends nobody else', async () => {
    const stack = await open({ replaceHung: { givenUpMs: 3_000, lastingMs: 500 } });
    const [ann] = (await people(stack.gatewayUrl, 1)) as [RoomClient];
    expect(ann.view.getState().parts).toEqual({ predicting: true, down: [] });
    const { gateway } = stack.pids();
    for (let deaths = 0; deaths < 5; deaths++) {
      await until('it runs', () => stack.pids()['worker-cpu'], WAIT_MS);
      stack.signal('worker-cpu', 'SIGKILL');
      await until('it is dead', () => stack.pids()['worker-cpu'] === undefined, WAIT_MS);
    }
    await sees(ann, ({ parts }) => !parts.predicting && parts.down.join() === 'worker-cpu');
    const [late] = (await people(stack.gatewayUrl, 1)) as [RoomClient];
    expect(late.view.getState().parts).toEqual({ predicting: false, down: ['worker-cpu'] });
    draw(ann, 0);
    await sees(ann, isPredicted(0));
    await sees(ann, ({ parts }) => parts.predicting && parts.down.length === 0);
    expect(stack.pids().gateway).toBe(gateway);
  });

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'that nobody predicts is told within three seconds of the only worker’s %s',
    async (signal) => {
      const { redis, url, workers } = await openWithWorkers(1);
      const [ann] = (await people(url, 1)) as [RoomClient];
      await sees(ann, ({ parts }) => parts.predicting);
      workers[0]!.signal(signal);
      const ms = await sees(ann, ({ parts }) => !parts.predicting);
      console.log(`nobody predicts: told ${Math.round(ms)} ms after ${signal}`);
      expect(ms).toBeLessThan(3_000);

      draw(ann, 0);
      const heir = new WorkerProcess('worker-cpu', redis.url, { WORKER_QUEUES: 'recognition' });
      ends.push(() => heir.kill());
      await sees(ann, ({ parts }) => parts.predicting);
      await sees(ann, isPredicted(0));
    },
  );

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'R4: cells that one of two workers had in hand at its %s are predicted within two seconds, with 20 people drawing',
    async (signal) => {
      const { redis, url, workers } = await openWithWorkers(2, { cellStrokesMax: 1_000 });
      const clients = await people(url, 20);
      const [watcher] = clients as [RoomClient];
      const drawing = clients.map((client, cell) => setInterval(() => draw(client, cell), 250));
      ends.push(() => drawing.forEach(clearInterval));
      await sees(watcher, (view) => clients.every((_, cell) => shownPage(view).cells[cell]?.prediction));

      const connection = connectRedis(redis.url, 'command', 'test', { limits: DEFAULT_LIMITS });
      const queue = openRecognitionQueue(connection);
      ends.push(() => queue.close().then(() => connection.disconnect()));
      const doomed = workers[0]!;
      const active = async () => new Map((await queue.getActive()).map(({ id, data }) => [id, data.cells]));
      let held: number[] = [];
      let lostAt = 0;
      await until(
        'a worker is stopped with cells in its hands',
        async () => {
          // All at once, and asked for one by one as from many rooms, so that both get some.
          for (const [cell, client] of clients.entries()) draw(client, cell);
          const { roomId } = watcher.view.getState().state!;
          for (const cell of clients.keys()) void enqueueClaimed(queue, [{ roomId, page: 1, cell }]);
          const isBusy = await until('cells are in hand', async () => (await active()).size > 1, 2_000).catch(
            () => false,
          );
          if (!isBusy) return false;
          doomed.signal('SIGSTOP');
          lostAt = performance.now();
          const before = await active();
          // In that time the other one has long predicted what it has in hand.
          await delay(100);
          held = [...(await active())]
            .filter(([id]) => before.has(id))
            .flatMap(([, cells]) => cells.map(({ cell }) => cell));
          if (held.length > 0) return true;
          doomed.signal('SIGCONT');
          // Until it takes cells again.
          await delay(200);
          return false;
        },
        WAIT_MS,
      );
      if (signal === 'SIGKILL') await doomed.kill();
      const waits = await Promise.all(
        clients.map(async (_, cell) => {
          const { revision = 0 } = shownPage(watcher.view.getState()).cells[cell] ?? {};
          await sees(watcher, (view) => (shownPage(view).cells[cell]?.prediction?.revision ?? -1) >= revision);
          return performance.now() - lostAt;
        }),
      );
      const longest = Math.round(Math.max(...held.map((cell) => waits[cell]!)));
      // More than half may have been in hand.
      const usual = Math.round(waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 5)]!);
      console.log(`${signal}: ${held.length} cells in hand waited ${longest} ms, a fifth of all at most ${usual} ms`);
      // On a machine that is too busy all wait; those in hand must not wait for two seconds more.
      expect(longest - usual).toBeLessThan(2_000);
    },
  );
});
