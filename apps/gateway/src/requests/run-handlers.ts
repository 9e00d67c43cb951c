import { randomInt } from 'node:crypto';
import {
  correctionsFor,
  describeLayers,
  fail,
  type Limits,
  largestBatch,
  ok,
  type Result,
  type RunRequest,
  type RunSpec,
  resolveLayers,
  type SampleCounts,
} from '@inkroom/shared';
import {
  createRun,
  enqueueFairly,
  readRoomHead,
  readRoomVersion,
  readRun,
  readRunDetails,
  runIdOf,
} from '@inkroom/store';
import { cancelRun } from './cancel-run.js';
import type { Context } from './context.js';
import type { JoinedHandler } from './dispatcher.js';
import { nameIn, runFor } from './session.js';

/** One more than the largest seed. */
const SEEDS = 2 ** 32;

export const startRunHandler: JoinedHandler<'run.start'> = {
  need: 'writer',
  heavy: 'starts',
  async handle({ session, payload, joined, context }) {
    const { redis, runs, limits } = context;
    const { room, person } = joined;
    const { requestId } = payload;
    const known = await readRun(redis, runIdOf(room.id, requestId));
    if (known) {
      // The gateway that recorded it may have been killed before it was queued.
      if (known.state === 'pending') await enqueueFairly(redis, runs, known);
      return ok({ run: runFor(known, joined) });
    }
    const spec = await settle(payload.spec, room.id, context);
    if (!spec.ok) return spec;
    const served = payload.wait ? ok(null) : await checkPool(spec.value.pool, context);
    if (!served.ok) return served;
    const startedBy = { id: person.id, name: nameIn(joined) };
    const request = { roomId: room.id, startedBy, spec: spec.value, requestId, address: session.address };
    const created = await createRun(redis, request, limits);
    if (!created.ok) return created;
    await enqueueFairly(redis, runs, created.value);
    return ok({ run: runFor(created.value, joined) });
  },
};

export const cancelRunHandler: JoinedHandler<'run.cancel'> = {
  need: 'writer',
  async handle({ payload, joined, context }) {
    const { redis, runs, limits } = context;
    const known = await readRun(redis, payload.runId);
    if (known?.roomId !== joined.room.id) return fail('run_not_found', { runId: payload.runId });
    const cancelled = await cancelRun(redis, runs, known, limits);
    return cancelled.ok ? ok({ run: runFor(cancelled.value, joined) }) : cancelled;
  },
};

export const readRunHandler: JoinedHandler<'run.read'> = {
  need: 'joined',
  heavy: 'reads',
  async handle({ session, payload, joined, context }) {
    const details = await readRunDetails(context.redis, payload.runId);
    if (details?.run.roomId !== joined.room.id) return fail('run_not_found', { runId: payload.runId });
    const named = { ...details, run: runFor(details.run, joined) };
    return ok(joined.room.audience.sightAt(session.id)?.details(named) ?? named);
  },
};

/** Draws and looks up what the request leaves to the server. */
async function settle(spec: RunRequest, roomId: string, { redis, limits }: Context): Promise<Result<RunSpec>> {
  const head = await readRoomHead(redis, roomId);
  if (!head) return fail('room_not_found');
  const settled = { ...spec, seed: spec.seed ?? randomInt(SEEDS), framing: head.framing };
  if (spec.startFrom === 'scratch') {
    const layers = resolveLayers(spec, limits);
    if (!layers.ok) return layers;
    return feasible({ ...settled, layers: layers.value, parentId: null }, head.samples, limits);
  }
  const parent = await readRoomVersion(redis, roomId, head.champion);
  if (!parent) return fail('version_not_found', { versionId: head.champion });
  const { id, architecture, layers, outputs } = parent;
  const run = { ...settled, parentId: id, architecture, layers: [...layers], outputs };
  return feasible(run, head.samples, limits);
}

/** Whether there is something to learn from; and what takes too much memory is better refused here than by the kernel, which may end another process for it. */
function feasible(spec: RunSpec, samples: SampleCounts, limits: Limits): Result<RunSpec> {
  if (spec.dataset === 'corrections' && correctionsFor(spec, samples) === 0) return fail('no_corrections');
  const plan = describeLayers(spec.layers, limits, spec.outputs);
  const batchSizeMax = plan.ok ? largestBatch(plan.value, limits) : spec.batchSize;
  return spec.batchSize > batchSizeMax ? fail('run_too_large', { batchSizeMax }) : ok(spec);
}

async function checkPool(pool: RunSpec['pool'], { pools }: Context): Promise<Result<null>> {
  const online = (await pools.check()).filter(({ workers }) => workers.length > 0).map((status) => status.pool);
  return online.includes(pool) ? ok(null) : fail('no_worker', { pool, alternatives: online });
}
