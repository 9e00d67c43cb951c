import { type GateCheck, POINT_STRIDE, STROKE_POINTS_READ } from '@inkroom/shared';
import { type EvaluationQueue, openEvaluationQueue } from '@inkroom/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BarePerson, openRoom } from '../support/bare-person.ts';
import { addStroke } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { type MadeSample, storeSamples } from '../support/stored-samples.ts';
import { until } from '../support/until.ts';
import { addVersion } from '../support/versions.ts';
import { WorkerProcess } from '../support/worker-process.ts';

const room = useRoom();
/** As many as take the worker some seconds. */
const DRAWINGS = 200;
const STROKES = 60;
/** Strokes that somebody elsewhere draws one after the other, each once the one before has been read. */
const STROKES_ELSEWHERE = 10;

let worker: WorkerProcess;
let queue: EvaluationQueue;

beforeAll(async () => {
  worker = new WorkerProcess('worker-cpu', room.redisUrl, { WORKER_QUEUES: 'recognition' });
  await worker.ready();
  queue = openEvaluationQueue(room.redis);
});
afterAll(async () => {
  await queue?.close();
  await worker?.kill();
});

/** Fills the room's holdout with cells full of scribbles, as long as models read them. */
async function scribbleHoldout(): Promise<void> {
  const stroke = (nth: number) => ({
    width: 60,
    points: Array.from({ length: STROKE_POINTS_READ }, (_, i) => [
      (i * (nth + 97)) % 280,
      (i * 151) % 280,
      0.5,
      i,
    ]).flat(),
  });
  const strokes = Array.from({ length: STROKES }, (_, nth) => stroke(nth));
  expect(strokes[0]!.points).toHaveLength(STROKE_POINTS_READ * POINT_STRIDE);
  const made = Array.from({ length: DRAWINGS }, (_, i): MadeSample => {
    return { id: `heavy-${i}`, label: 1, part: 'holdout', at: i, strokes };
  });
  await storeSamples(room.redis, room.roomId, made);
}

const version = () =>
  addVersion(room.redis, room.roomId, { metrics: { testAccuracy: 1, perClass: Array(10).fill(1) } });

describe('a room whose holdout is full of scribbles', () => {
  it('R7 keeps nobody elsewhere from being read while it is measured', async () => {
    await scribbleHoldout();
    const patient = await room.another({ gateTimeoutMs: 120_000 });
    const asking = await room.join({}, patient.url);
    const { roomId } = await openRoom(room.gateway.url);
    const elsewhere = new BarePerson(room.gateway.url);
    try {
      await elsewhere.join(roomId);
      const { id } = await version();
      let measured = false;
      const judging = asking.say('model.judge', { versionId: id }, 120_000).finally(() => {
        measured = true;
      });
      await until('it is being measured', async () => (await queue.getActiveCount()) > 0);
      for (let cell = 0; cell < STROKES_ELSEWHERE; cell++) {
        await elsewhere.submit(addStroke(cell));
        await elsewhere.hears('predictions', (list) => list.some((one) => one.cell === cell && one.live === 0));
        expect(measured).toBe(false);
      }
      expect(await judging).toMatchObject({
        ok: true,
        value: { checks: expect.arrayContaining([expect.objectContaining({ name: 'holdout', size: DRAWINGS })]) },
      });
    } finally {
      elsewhere.leave();
    }
  });

  it('lets its host promote a version against the gate that has no time to measure it', async () => {
    await scribbleHoldout();
    const hasty = await room.another({ gateTimeoutMs: 50 });
    const host = await room.join({ key: room.hostKey }, hasty.url);
    const { id } = await version();
    const promote = (override: boolean) => host.submit({ kind: 'model.promote', versionId: id, override });
    expect(await promote(false)).toMatchObject({ error: { code: 'gate_unavailable' } });
    expect(await promote(true)).toMatchObject({ ok: true });
    await until('it is live', () => host.state!.champion === id);
    const promotion = host.state!.promotions[0]!;
    expect(promotion.override).toBe(true);
    const check = (name: GateCheck['name']) => promotion.verdict!.checks.find((one) => one.name === name);
    expect(check('holdout')).toMatchObject({ passed: false, candidate: null });
    expect(check('test')).toMatchObject({ passed: true });
  });
});
