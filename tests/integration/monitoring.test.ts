import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DEFAULT_LIMITS, type Operation } from '@inkroom/shared';
import { connectRedis, roomDigest } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeLoopbackPort } from '../../scripts/lib/ports.ts';
import { type PrivateRedis, startPrivateRedis } from '../../scripts/lib/redis/private.ts';
import { BarePerson, openRoom } from '../support/bare-person.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { isPrometheusHere, MONITORING, TestPrometheus } from '../support/prometheus.ts';
import { runRequest } from '../support/runs.ts';
import { until } from '../support/until.ts';
import { WorkerProcess } from '../support/worker-process.ts';

/** ms: on a busy machine Prometheus misses a look now and then. */
const WAIT_MS = 60_000;
const TOKEN = 'only-prometheus';
let server: PrivateRedis;
let redis: Redis;
let gateway: TestGateway;
let worker: WorkerProcess;
let workerAddress: string;
let person: BarePerson;
let room: { roomId: string; writeKey: string; hostKey: string };

const stroke = (cell: number): Operation => ({
  kind: 'stroke.add',
  page: 1,
  stroke: { id: nanoid(), cell, width: 23, points: [140, 40, 0.5, 0, 141, 140, 0.5, 50, 140, 240, 0.5, 100] },
});
const figures = async (url: string) => {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(response.status).toBe(200);
  return response.text();
};
/** The sum of a figure over its labels. */
const figure = (text: string, name: string, labels = '') =>
  [...text.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, 'gm'))]
    .filter(([, own = '']) => own.includes(labels))
    .reduce((sum, [, , value]) => sum + Number(value), 0);

beforeAll(async () => {
  server = await startPrivateRedis();
  redis = connectRedis(server.url, 'command', 'test', { limits: DEFAULT_LIMITS });
  const port = await freeLoopbackPort();
  workerAddress = `127.0.0.1:${port}`;
  const env = { WORKER_QUEUES: 'recognition', METRICS_PORT: `${port}`, METRICS_TOKEN: TOKEN };
  worker = new WorkerProcess('worker-cpu', server.url, env);
  gateway = await openGateway(server.url, {}, [], undefined, { metricsToken: TOKEN });
  await worker.ready();
  room = await openRoom(gateway.url);
  person = new BarePerson(gateway.url);
  await person.join(room.roomId, { name: 'Aki' });
  for (const cell of [0, 1, 2]) expect(await person.submit(stroke(cell))).toMatchObject({ ok: true });
  await person.submit({ kind: 'room.title', title: 'not a host’s to say' } as Operation);
  expect(await person.say('run.start', { ...runRequest(), wait: true })).toMatchObject({ ok: true });
  await until('three cells are read', () => person.told.filter(({ event }) => event === 'predictions').length >= 1);
});
afterAll(async () => {
  person?.leave();
  await gateway?.stop();
  await worker?.kill();
  redis?.disconnect();
  await server?.stop();
});

describe('figures', () => {
  it('tell of people, bytes, ticks, refusals, queues, runs and Redis at a gateway', async () => {
    const text = await figures(gateway.url);
    expect(figure(text, 'inkroom_people')).toBe(1);
    expect(figure(text, 'inkroom_rooms')).toBe(1);
    expect(figure(text, 'inkroom_committed_operations_total')).toBeGreaterThanOrEqual(3);
    for (const name of ['inkroom_received_bytes_total', 'inkroom_sent_bytes_total', 'inkroom_redis_memory_bytes'])
      expect(figure(text, name), name).toBeGreaterThan(500);
    for (const name of ['inkroom_tick_seconds_count', 'inkroom_tick_late_seconds_count', 'inkroom_redis_connections'])
      expect(figure(text, name), name).toBeGreaterThan(0);
    expect(figure(text, 'inkroom_requests_total', 'outcome="host_only"')).toBe(1);
    expect(figure(text, 'inkroom_runs', 'pool="cpu",state="pending"')).toBe(1);
    expect(figure(text, 'inkroom_workers', 'duty="recognition"')).toBe(1);
    // The run has no worker that would take it.
    expect(figure(text, 'inkroom_queue_waiting', 'training-cpu')).toBe(1);
    await until('the oldest job ages', async () => {
      return figure(await figures(gateway.url), 'inkroom_queue_oldest_seconds', 'training-cpu') > 0.5;
    });
    expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds \S+/);
  });

  it('count bytes of connections that have ended', async () => {
    const before = figure(await figures(gateway.url), 'inkroom_sent_bytes_total');
    await fetch(`${gateway.url}/health`, { headers: { connection: 'close' } }).then((response) => response.text());
    expect(figure(await figures(gateway.url), 'inkroom_sent_bytes_total')).toBeGreaterThan(before);
  });

  it('tell of predictions at a worker, to who has the token (R9)', async () => {
    const text = await figures(`http://${workerAddress}`);
    expect(figure(text, 'inkroom_predictions_total', 'read')).toBeGreaterThanOrEqual(1);
    expect(figure(text, 'inkroom_prediction_seconds_count')).toBeGreaterThanOrEqual(1);
    expect(figure(text, 'inkroom_prediction_batch_cells_sum')).toBeGreaterThanOrEqual(1);
    expect((await fetch(`http://${workerAddress}/metrics`)).status).toBe(403);
  });

  it('name a room by its digest, no key, no person, and the largest rooms alone (R9)', async () => {
    const others = await Promise.all(Array.from({ length: 11 }, () => openRoom(gateway.url)));
    const people = await Promise.all(
      others.map(async ({ roomId }) => {
        const one = new BarePerson(gateway.url);
        await one.join(roomId, {});
        return one;
      }),
    );
    const text = (await figures(gateway.url)) + (await figures(`http://${workerAddress}`));
    expect(text.match(/^inkroom_room_ink_bytes\{/gm)).toHaveLength(10);
    expect(figure(text, 'inkroom_room_ink_bytes', roomDigest(room.roomId))).toBeGreaterThan(100);
    const secrets = [room.roomId, room.hostKey, room.writeKey, person.joined!.you.id, 'Aki'];
    for (const secret of secrets) expect(text).not.toContain(secret);
    for (const one of people) one.leave();
  });
});

describe.skipIf(!isPrometheusHere())('Prometheus', () => {
  let prometheus: TestPrometheus;
  beforeAll(async () => {
    const targets = { gateway: [new URL(gateway.url).host], worker: [workerAddress] };
    prometheus = await TestPrometheus.start(targets, TOKEN);
  });
  afterAll(() => prometheus?.stop());

  it('understands what we ship, whose alerts come when they should', async () => {
    const promtool = promisify(execFile);
    const checks = [
      ['check', 'rules', 'alerts.yml'],
      ['test', 'rules', 'alerts.test.yml'],
      ['check', 'config', '--syntax-only', 'prometheus.yml'],
    ];
    for (const check of checks) await promtool('promtool', check, { cwd: MONITORING });
  });

  it('answers every query of the dashboard', async () => {
    const dashboard = JSON.parse(await readFile(join(MONITORING, 'grafana/dashboards/inkroom.json'), 'utf8')) as {
      panels: { title: string; targets?: { expr: string }[] }[];
    };
    const asked = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));
    expect(asked.length).toBeGreaterThan(30);
    let unanswered: string[] = [];
    const look = async () => {
      const answers = await Promise.all(
        asked.map(async (one) => ({ ...one, found: await prometheus.query(one.expr) })),
      );
      unanswered = answers.filter(({ found }) => found.length === 0).map(({ title, expr }) => `${title}: ${expr}`);
      return unanswered.length === 0;
    };
    await until('all are answered', look, WAIT_MS).catch(() => {});
    expect(unanswered).toEqual([]);
    const people = async () => (await prometheus.query('sum(inkroom_people)'))[0]?.value[1];
    await until('it tells of the one who is here', async () => (await people()) === '1', WAIT_MS);
  });

  it('tells when nothing reads, and when Redis is away', async () => {
    const firing = (name: string) => async () => (await prometheus.alerts()).includes(name);
    const quiet = (name: string) => async () => !(await prometheus.alerts()).includes(name);
    await until('that a run waits', firing('RunsWaitForNobody'), WAIT_MS);
    for (const name of ['NothingReads', 'StorageAway', 'NoGateway']) await until(`no ${name}`, quiet(name), WAIT_MS);
    await worker.kill();
    await until('that nothing reads', firing('NothingReads'), WAIT_MS);
    await server.kill();
    await until('that Redis is away', firing('StorageAway'), WAIT_MS);
    await server.restart();
    await until('that it is back', quiet('StorageAway'), WAIT_MS);
  });
});
