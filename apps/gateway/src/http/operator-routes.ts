import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type CodedError,
  cancelRequestSchema,
  codedError,
  drainRequestSchema,
  fail,
  type Limits,
  type OperatorState,
  ok,
  type Result,
  refusalOf,
} from '@inkroom/shared';
import {
  ACTIVE_RUNS,
  listRooms,
  onlineGateways,
  onlineWorkers,
  publishControl,
  readRun,
  returnAllowance,
  roomKeys,
  takeAllowance,
} from '@inkroom/store';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { GatewayConfig } from '../config.js';
import type { GatewayStore } from '../gateway-store.js';
import { cancelRun } from '../requests/cancel-run.js';
import type { ClientAddress } from './client-address.js';
import { admits, answerJson, type Router, readBody, refuse, refuseThrown } from './exchange.js';
import { hasToken } from './http.js';

export interface OperatorRoutesOptions {
  store: GatewayStore;
  config: Pick<GatewayConfig, 'basePath' | 'publicUrl' | 'webOrigins' | 'machineName' | 'operatorToken'>;
  clientAddress: ClientAddress;
  limits: Limits;
  log: Logger;
}

/** Wrong tokens of an address: what somebody mistypes, and nothing beside what it takes to guess one. */
const WRONG_TOKENS = { of: 'operator-tokens', max: 10, windowMs: 600_000 } as const;
/** Rooms whose storage is measured: it takes a busy Redis some milliseconds of each. */
const ROOMS_SHOWN = 100;
const BODY_MS = 5_000;

/**
 * `/api/operator/...`, for who sends OPERATOR_TOKEN as a bearer token. No browser sends it by itself, so that no stranger's page can have one
 * act (CSRF). Where no token is set there is nothing under these paths, the page neither.
 */
export function operatorPageRoutes(
  router: Router,
  { store, config, clientAddress, limits, log }: OperatorRoutesOptions,
) {
  const { operatorToken, basePath } = config;
  if (operatorToken === null) {
    const nothing = (_: IncomingMessage, response: ServerResponse) =>
      void response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
    for (const path of ['/operator', '/operator/*', '/api/operator/*']) router.all(basePath + path, nothing);
    return;
  }
  const { redis } = store;
  get('state', async () => ok(await stateOf(store, limits)));
  get('rooms', async () => ok(await listRooms(redis, ROOMS_SHOWN)));
  post('drain', drainRequestSchema, async ({ id }) => {
    const parts = [...(await onlineGateways(redis, limits)), ...(await onlineWorkers(redis, limits))];
    if (!parts.some((part) => part.id === id)) return fail('part_not_found');
    await publishControl(redis, { kind: 'part.drain', id });
    return ok({});
  });
  post('cancel', cancelRequestSchema, async ({ runId }) => {
    const run = await readRun(redis, runId);
    if (!run) return fail('run_not_found', { runId });
    const cancelled = await cancelRun(redis, store.runs, run, limits);
    return cancelled.ok ? ok({}) : cancelled;
  });

  function get(name: string, answer: () => Promise<Result<object>>): void {
    route(name, 'GET', answer);
  }

  function post<S extends z.ZodType>(
    name: string,
    schema: S,
    act: (asked: z.infer<S>) => Promise<Result<object>>,
  ): void {
    route(name, 'POST', async (request, response) => {
      const body = await readBody(request, response, limits.messageBytesMax, BODY_MS);
      if (!body.ok) return body;
      const parsed = schema.safeParse(jsonOf(body.value));
      if (!parsed.success) return { ok: false, error: refusalOf(parsed.error) };
      const done = await act(parsed.data);
      log.warn({ action: name, asked: parsed.data, outcome: done.ok ? 'ok' : done.error.code }, 'an operator acts');
      return done;
    });
  }

  function route(
    name: string,
    method: 'GET' | 'POST',
    answer: (request: IncomingMessage, response: ServerResponse) => Promise<Result<object>>,
  ): void {
    router.all(`${basePath}/api/operator/${name}`, async (request, response) => {
      if (!admits(request, response, config, method, ['authorization'])) return;
      try {
        const why = await whyNot(request);
        const answered = why ? { ok: false as const, error: why } : await answer(request, response);
        if (answered.ok) answerJson(response, 200, answered.value);
        else refuse(response, answered.error);
      } catch (thrown) {
        refuseThrown(response, thrown, log);
      }
    });
  }

  /** A token counts as wrong until it turns out to be right: else many could be tried at once. */
  async function whyNot(request: IncomingMessage): Promise<CodedError | null> {
    const address = clientAddress(request);
    const retryAfterMs = await takeAllowance(redis, address, WRONG_TOKENS);
    if (retryAfterMs > 0) return codedError('rate_limited', { retryAfterMs });
    if (!hasToken(request, operatorToken!)) {
      log.warn({ address }, 'somebody sent a wrong operator’s token');
      return codedError('operator_only');
    }
    await returnAllowance(redis, address, WRONG_TOKENS);
    return null;
  }
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

async function stateOf(store: GatewayStore, limits: Limits): Promise<OperatorState> {
  const { redis } = store;
  const [gateways, workers, queues, runs, memory] = await Promise.all([
    onlineGateways(redis, limits),
    onlineWorkers(redis, limits),
    store.queueStates(),
    activeRuns(store),
    redis.info('memory'),
  ]);
  const figure = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(memory)?.[1] ?? 0);
  const used = { usedBytes: figure('used_memory'), maxBytes: figure('maxmemory') };
  return { now: store.clock.now(), gateways, workers, queues, runs, store: used };
}

async function activeRuns({ redis }: GatewayStore): Promise<OperatorState['runs']> {
  const runs = await Promise.all((await redis.smembers(ACTIVE_RUNS)).map((id) => readRun(redis, id)));
  const told = runs
    .filter((run) => run !== null)
    .map(async ({ id, number, roomId, state, spec, progress, createdAt, worker }) => ({
      id,
      number,
      roomTitle: (await redis.hget(roomKeys(roomId).meta, 'title')) ?? '',
      state,
      pool: spec.pool,
      epoch: progress.epoch,
      epochs: spec.epochs,
      createdAt,
      workerId: worker?.id ?? null,
    }));
  return (await Promise.all(told)).sort((a, b) => a.createdAt - b.createdAt);
}
