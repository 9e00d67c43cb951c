import {
  DEFAULT_LIMITS,
  decisionOf,
  type GateVerdict,
  type ModelVersion,
  type Operation,
  pageOf,
} from '@inkroom/shared';
import { onlineWorkers, versionKeys } from '@inkroom/store';
import { nanoid } from 'nanoid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { useRoom } from '../support/room-fixture.ts';
import { type MadeSample, storeSamples } from '../support/stored-samples.ts';
import { until } from '../support/until.ts';
import { addVersion, type TestVersion } from '../support/versions.ts';
import { WorkerProcess } from '../support/worker-process.ts';

const room = useRoom();

let worker: WorkerProcess;
let host: BarePerson;
let writer: BarePerson;

beforeAll(async () => {
  worker = new WorkerProcess('worker-cpu', room.redisUrl, { WORKER_QUEUES: 'recognition' });
  await worker.ready();
});
afterAll(async () => {
  await worker?.kill();
});
beforeEach(async () => {
  host = await room.join({ name: 'Hana', key: room.hostKey });
  writer = await room.join({ name: 'Ben' });
});

const version = (over?: TestVersion) => addVersion(room.redis, room.roomId, over);
const promote = (versionId: string, over: { override?: boolean } = {}) =>
  host.submit({ kind: 'model.promote', versionId, ...over });
const champion = () => host.state!.champion;

/** Puts drawings of a "1" into the room's holdout, the first `wrong` of them labelled as something else. */
async function fillHoldout(count: number, { wrong = 0 } = {}): Promise<void> {
  const made = Array.from({ length: count }, (_, i): MadeSample => {
    const x = 120 + 2 * i;
    const strokes = [{ width: 23, points: [x, 40, 0.5, 0, x, 140, 0.5, 50, x, 240, 0.5, 100] }];
    return { id: nanoid(), label: i < wrong ? 7 : 1, part: 'holdout', at: i, strokes };
  });
  await storeSamples(room.redis, room.roomId, made);
}

describe('the gate (R6)', () => {
  it('lets a version pass that is as good, and tells everybody what it said', async () => {
    const { id } = await version({ metrics: { testAccuracy: 1, perClass: Array(10).fill(1) } });
    const judged = await writer.ask('model.judge', { versionId: id });
    expect(judged).toMatchObject({ ok: true, value: { passed: true } });
    const verdict = (judged as { value: GateVerdict }).value;
    expect(verdict.checks.map(({ name }) => name)).toEqual(['test', 'classes', 'refused', 'holdout']);
    expect(verdict.checks[3]).toMatchObject({ candidate: null, champion: null, size: 0 });
    expect(await promote(id)).toMatchObject({ ok: true });
    await until('the other one knows', () => writer.state!.champion === id);
    expect(writer.state!.promotions).toEqual([
      {
        versionId: id,
        by: host.joined!.you.id,
        at: expect.any(Number),
        verdict,
        override: false,
      },
    ]);
  });

  it('refuses a version that lost too much on the test set, and says how much', async () => {
    const { id } = await version({ metrics: { testAccuracy: 0.9 } });
    const before = champion();
    const refused = await promote(id);
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'gate_failed', details: { verdict: { passed: false } } },
    });
    const { verdict } = (refused as unknown as { error: { details: { verdict: GateVerdict } } }).error.details;
    expect(verdict.checks[0]).toMatchObject({ name: 'test', passed: false, candidate: 0.9 });
    expect((await room.join()).state).toMatchObject({ champion: before, promotions: [] });
  });

  it('lets a host override it, and records that', async () => {
    const { id } = await version({ metrics: { testAccuracy: 0.9 } });
    expect(await promote(id, { override: true })).toMatchObject({ ok: true });
    const late = await room.join();
    expect(late.state).toMatchObject({
      champion: id,
      promotions: [{ versionId: id, by: host.joined!.you.id, override: true, verdict: { passed: false } }],
    });
    expect(await writer.submit({ kind: 'model.promote', versionId: id, override: true })).toMatchObject({
      error: { code: 'host_only' },
    });
  });

  it('compares with the best of the room’s line, and not with the last of many small steps', async () => {
    const of = (testAccuracy: number) => version({ metrics: { testAccuracy, perClass: Array(10).fill(1) } });
    const best = await of(0.999);
    expect(await promote(best.id)).toMatchObject({ ok: true });
    const step = await of(0.997);
    expect(await promote(step.id)).toMatchObject({ ok: true });
    await until('it is live', () => writer.state!.champion === step.id);
    expect(writer.state!.best).toBe(best.id);
    const next = await of(0.995);
    const judged = await writer.ask('model.judge', { versionId: next.id });
    expect(judged).toMatchObject({
      value: { passed: false, best: best.id, checks: [{ name: 'test', candidate: 0.995, champion: 0.999 }, {}, {}] },
    });
    expect(await promote(next.id)).toMatchObject({ error: { code: 'gate_failed' } });
  });

  it('is not asked where a host begins the line anew with a shipped version, and measures by it from then on', async () => {
    expect(await host.submit({ kind: 'model.begin', versionId: 'shipped-mlp' })).toMatchObject({ ok: true });
    await until('it is live', () => writer.state!.champion === 'shipped-mlp');
    expect(writer.state).toMatchObject({ best: 'shipped-mlp', championForced: false });
    expect(writer.state!.promotions).toMatchObject([{ versionId: 'shipped-mlp', verdict: null, begins: true }]);
    const { id } = await version();
    expect(await promote(id)).toMatchObject({ ok: true });
    const own = await host.ask('op.submit', { opId: nanoid(), op: { kind: 'model.begin', versionId: id } });
    expect(own).toMatchObject({ error: { code: 'invalid_payload' } });
  });

  it('measures the room’s holdout of this moment, and refuses what reads it worse', async () => {
    const { id } = await version({ reads: 0, metrics: { testAccuracy: 1, perClass: Array(10).fill(1) } });
    await fillHoldout(9);
    expect(await writer.ask('model.judge', { versionId: id })).toMatchObject({ value: { passed: true } });
    await fillHoldout(12, { wrong: 3 });
    const judged = await writer.ask('model.judge', { versionId: id });
    expect(judged).toMatchObject({
      value: {
        passed: false,
        checks: [
          {},
          {},
          {},
          { name: 'holdout', passed: false, candidate: 0, champion: 18 / 21, floor: 18 / 21, size: 21 },
        ],
      },
    });
    expect(await promote(id)).toMatchObject({ error: { code: 'gate_failed' } });
  });

  it('tells beside its checks when drawings would be read worse', async () => {
    const { id } = await version({ reads: 0, metrics: { testAccuracy: 1, perClass: Array(10).fill(1) } });
    const judged = await writer.ask('model.judge', { versionId: id });
    const { passed, drawings } = (judged as { value: GateVerdict }).value;
    expect(passed).toBe(true);
    expect(drawings!.candidate).toBeCloseTo(0.1);
    expect(drawings!.champion).toBeGreaterThan(0.98);
  });

  it('tells beside its checks how many of the room’s corrections both read rightly', async () => {
    await fillHoldout(7, { wrong: 2 });
    const { id } = await version({ reads: 7, metrics: { testAccuracy: 1, perClass: Array(10).fill(1) } });
    const judged = await writer.ask('model.judge', { versionId: id });
    // Two of the drawings of a "1" are said to be sevens, which the candidate reads everywhere.
    expect((judged as { value: GateVerdict }).value.corrections).toEqual({ size: 7, candidate: 2, champion: 5 });
    expect(await promote(id)).toMatchObject({ ok: true });
    await until('it is live', () => writer.state!.champion === id);
    expect(writer.state!.promotions.at(-1)!.verdict!.corrections).toEqual({ size: 7, candidate: 2, champion: 5 });
  });

  it('is not bought by a flood of wrong labels: the test set is nobody’s to label', async () => {
    await fillHoldout(40, { wrong: 40 });
    const { id } = await version({ reads: 7, metrics: { testAccuracy: 0.11, perClass: Array(10).fill(0.1) } });
    const judged = await writer.ask('model.judge', { versionId: id });
    expect(judged).toMatchObject({
      value: { passed: false, checks: [{ passed: false }, { passed: false }, {}, { passed: true, candidate: 1 }] },
    });
    expect(await promote(id)).toMatchObject({ error: { code: 'gate_failed' } });
  });

  it('does not compare a version measured on generated digits with one measured on MNIST', async () => {
    const { id } = await version({ source: 'generated', metrics: { testAccuracy: 1, perClass: Array(10).fill(1) } });
    expect(await writer.ask('model.judge', { versionId: id })).toMatchObject({
      value: { passed: false, checks: [{ name: 'test', candidate: null }, { name: 'classes' }, { name: 'holdout' }] },
    });
    expect(await promote(id)).toMatchObject({ error: { code: 'gate_failed' } });
  });

  it('lets no version through whose files are damaged or gone, not even by override', async () => {
    const damaged = await version();
    await room.redis.hset(versionKeys(damaged.id).artifact, 'onnx', 'not a model');
    const missing = await version();
    await room.redis.del(versionKeys(missing.id).artifact);
    expect(await promote(damaged.id, { override: true })).toMatchObject({ error: { code: 'artifact_corrupt' } });
    expect(await promote(missing.id, { override: true })).toMatchObject({ error: { code: 'version_not_found' } });
  });

  it('is not in the way of going back to what was live before', async () => {
    const before = champion();
    const { id } = await version({ metrics: { testAccuracy: 0.2 } });
    await promote(id, { override: true });
    expect(await promote(before)).toMatchObject({ ok: true });
    await until('it is back', () => writer.state!.champion === before);
    expect(writer.state!.promotions.at(-1)).toMatchObject({ versionId: before, verdict: null, override: false });
    expect(writer.state!.previous).toBe(id);
  });

  it('R6 is in the way of going back to what was live by an override only, until that is given again', async () => {
    const good = champion();
    const { id } = await version({ metrics: { testAccuracy: 0.2 } });
    await promote(id, { override: true });
    await promote(good);
    expect(await promote(id)).toMatchObject({ error: { code: 'gate_failed' } });
    expect(await promote(id, { override: true })).toMatchObject({ ok: true });
    await until('it is live again', () => writer.state!.champion === id);
    expect(writer.state!.promotions.at(-1)).toMatchObject({ override: true, verdict: { passed: false } });
    expect(await promote(good)).toMatchObject({ ok: true });
  });

  it('asks of a model that knows what is no digit how many digits it takes for none', async () => {
    const { id } = await version({ reads: 'not-a-digit', metrics: { refused: 0.2 } });
    const judged = await writer.ask('model.judge', { versionId: id });
    expect(judged).toMatchObject({ ok: true, value: { passed: false } });
    const { checks } = (judged as { value: GateVerdict }).value;
    expect(checks.find(({ name }) => name === 'refused')).toMatchObject({
      passed: false,
      candidate: 0.8,
      champion: expect.closeTo(0.996, 3),
    });
  });

  it('answers a promotion that was applied already with its place in the log, whatever it would say now', async () => {
    const opId = nanoid();
    const { id } = await version({ metrics: { testAccuracy: 0.9 } });
    const op = { kind: 'model.promote', versionId: id, override: true } as const;
    const first = await host.submit(op, opId);
    const others: ModelVersion[] = [await version(), await version()];
    for (const other of others) await promote(other.id, { override: true });
    expect(await host.submit({ ...op, override: false }, opId)).toEqual(first);
  });
});

describe('a challenger', () => {
  it('reads what is on the page already and what comes, and everybody sees where it disagrees', async () => {
    await host.submit(line(0));
    await until('the champion has read it', () => pageOf(writer.state!, 1).cells[0] && reading(writer, 0));
    const { id } = await version({ reads: 7 });
    expect(await host.submit({ kind: 'model.challenge', versionId: id })).toMatchObject({ ok: true });
    await host.submit(line(1));
    for (const person of [host, writer]) {
      for (const cell of [0, 1]) {
        const seen = await until('both have read it', () => reading(person, cell, id));
        expect(seen).toMatchObject({
          digit: 1,
          byChallenger: { modelVersion: id, digit: 7, scores: expect.any(Array) },
        });
      }
      expect(person.state!.challenger).toBe(id);
    }
    expect(await writer.submit({ kind: 'model.challenge', versionId: null })).toMatchObject({
      error: { code: 'host_only' },
    });
    await host.submit({ kind: 'model.challenge', versionId: null });
    await until('it reads along no more', () => writer.state!.challenger === null);
  });

  it('of ten outputs reads beside a champion that says it is no digit', async () => {
    const { id: eleven } = await version({ reads: 'not-a-digit' });
    const { id: ten } = await version({ reads: 7 });
    expect(await promote(eleven, { override: true })).toMatchObject({ ok: true });
    expect(await host.submit({ kind: 'model.challenge', versionId: ten })).toMatchObject({ ok: true });
    await host.submit(line(2));
    const seen = await until('both have read it', () => reading(writer, 2, ten));
    expect(seen.scores).toHaveLength(11);
    expect(decisionOf(seen.scores)).toEqual({ is: 'not-a-digit', or: null, score: 1 });
    expect(seen.byChallenger!.scores).toHaveLength(10);
    expect(decisionOf(seen.byChallenger!.scores)).toEqual({ is: 7, or: null, score: 1 });
  });

  /** A "1". */
  const line = (cell: number): Operation => ({
    kind: 'stroke.add',
    page: 1,
    stroke: { id: nanoid(), cell, width: 23, points: [140, 40, 0.5, 0, 140, 140, 0.5, 50, 140, 240, 0.5, 100] },
  });

  const reading = (person: BarePerson, cell: number, challenger: string | null = null) =>
    person
      .payloads('predictions')
      .flat()
      .findLast((one) => one.cell === cell && (one.byChallenger?.modelVersion ?? null) === challenger);
});

describe('without a worker that reads', () => {
  it('the gate says so, and going back still works', async () => {
    const before = champion();
    const first = await version({ metrics: { testAccuracy: 0.9 } });
    const second = await version();
    await promote(first.id, { override: true });
    await worker.kill();
    await until('its pool knows', async () => (await onlineWorkers(room.redis, DEFAULT_LIMITS)).length === 0);
    expect(await promote(second.id, { override: true })).toMatchObject({ error: { code: 'no_recogniser' } });
    expect(await writer.ask('model.judge', { versionId: second.id })).toMatchObject({
      error: { code: 'no_recogniser' },
    });
    expect(await promote(before)).toMatchObject({ ok: true });
  });

  it('that ends while it measures, the gate gives up in time', async () => {
    const impatient = await room.another({ gateTimeoutMs: 200 });
    const stuck = new WorkerProcess('worker-cpu', room.redisUrl, { WORKER_QUEUES: 'recognition' });
    await stuck.ready();
    try {
      const ann = await room.join({}, impatient.url);
      const { id } = await version();
      stuck.signal('SIGSTOP');
      expect(await ann.ask('model.judge', { versionId: id })).toMatchObject({ error: { code: 'gate_unavailable' } });
    } finally {
      await stuck.kill();
    }
  });
});
