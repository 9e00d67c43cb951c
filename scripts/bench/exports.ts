import { setTimeout as delay } from 'node:timers/promises';
import { createRoom } from '@inkroom/client';
import { createArtifact, shippedModels } from '@inkroom/engine';
import {
  DEFAULT_LIMITS,
  limitVariable,
  type Result,
  roomParser,
  VERSION_FORMATS,
  type VersionFormat,
} from '@inkroom/shared';
import { connectRedis, readVersion, saveVersion } from '@inkroom/store';
import * as tf from '@tensorflow/tfjs';
import { io, type Socket } from 'socket.io-client';
import { percentiles } from '../lib/percentiles.ts';
import { PlainError } from '../lib/plain-error.mjs';
import { startPrivateStack } from '../lib/private-stack.ts';
import type { BenchResult } from './result.ts';

/** Units of the one hidden layer that come closest to `layersParametersMax`. */
const UNITS = 2_515;
const EXPORTS = 20;
/** What an export is compared with: a gateway that has so long only the member's requests to answer, ms. */
const QUIET_MS = 200;
/** What paces people would only keep a benchmark waiting. */
const UNPACED = Object.fromEntries(
  (['transfersPerAddressPerMinute', 'messagesPerSecond', 'messagesBurst'] as const).map((name) => [
    limitVariable(name),
    '100000',
  ]),
);
/** Between two requests of the person who is in the room meanwhile, ms. */
const REQUEST_PAUSE_MS = 5;

/**
 * What somebody in a room feels of the largest model that is allowed being fetched from their gateway again and again: how long
 * requests take that go to Redis and back, and how long the gateway's event loop stands still at most during one export.
 */
export async function benchExports(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const stack = await startPrivateStack({ env: UNPACED });
  const redis = connectRedis(stack.redis.url, 'command', 'bench', {
    limits: DEFAULT_LIMITS,
    log: { warn: () => {}, info: () => {} },
  });
  const socket = io(stack.gatewayUrl, { transports: ['websocket'], forceNew: true, parser: roomParser });
  try {
    const room = await createRoom(stack.gatewayUrl);
    if (!room.ok) throw new PlainError(room.error.message);
    const { roomId, writeKey: key } = room.value;
    await ask(socket, 'room.join', { roomId, name: 'Bench', key });
    const versionId = await largestVersion(redis, roomId);
    const fetchOne = async (format: VersionFormat) => {
      const response = await fetch(`${stack.gatewayUrl}/rooms/${roomId}/versions/${versionId}/${format}.zip`);
      if (!response.ok) throw new PlainError(`the export was answered with ${response.status}`);
      await response.arrayBuffer();
    };
    const results: BenchResult[] = [];
    for (const [i, format] of [null, ...VERSION_FORMATS].entries()) {
      progress(i / (VERSION_FORMATS.length + 1), format ?? 'at rest');
      if (format) await fetchOne(format);
      await eventLoopDelay(stack.gatewayUrl);
      const delays: number[] = [];
      const work = async () => {
        for (let n = 0; n < EXPORTS; n++) {
          await (format ? fetchOne(format) : delay(QUIET_MS));
          delays.push(await eventLoopDelay(stack.gatewayUrl));
        }
      };
      const times = await requestsDuring(socket, work());
      const params = { export: format ?? 'none' };
      results.push(
        { name: 'exports request meanwhile', params, unit: 'ms', n: times.length, ...percentiles(times)! },
        { name: 'exports longest event loop delay', params, unit: 'ms', n: EXPORTS, ...percentiles(delays)! },
      );
    }
    return results;
  } finally {
    socket.disconnect();
    redis.disconnect();
    await stack.stop();
  }
}

async function largestVersion(redis: ReturnType<typeof connectRedis>, roomId: string): Promise<string> {
  const shipped = await readVersion(redis, 'shipped-mlp');
  const mlp = (await shippedModels()).find(({ id }) => id === 'shipped-mlp');
  if (!shipped || !mlp) throw new PlainError('the shipped MLP is not there');
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [28, 28, 1] }),
      tf.layers.dense({ units: UNITS, activation: 'relu' }),
      tf.layers.dense({ units: 10 }),
    ],
  });
  const artifact = createArtifact(model, mlp.artifact.card);
  model.dispose();
  const saved = await saveVersion(
    redis,
    { ...shipped, origin: 'run', roomId },
    { ...artifact, cardText: '' },
    DEFAULT_LIMITS,
  );
  return saved.id;
}

/** How long each request of one person takes while something is going on, ms. */
async function requestsDuring(socket: Socket, work: Promise<unknown>): Promise<number[]> {
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  const times: number[] = [];
  while (!isOver) {
    const start = performance.now();
    await ask(socket, 'log.read', { since: { seq: 0, opId: null } });
    times.push(performance.now() - start);
    await delay(REQUEST_PAUSE_MS);
  }
  await over;
  return times;
}

async function ask(socket: Socket, event: string, payload: unknown): Promise<void> {
  const answer = (await socket.timeout(10_000).emitWithAck(event, payload)) as Result<unknown>;
  if (!answer.ok) throw new PlainError(answer.error.message);
}

/** The longest delay of the gateway's event loop since this was last asked, ms. */
async function eventLoopDelay(gatewayUrl: string): Promise<number> {
  const text = await (await fetch(`${gatewayUrl}/metrics`)).text();
  const seconds = /^nodejs_eventloop_lag_max_seconds ([\d.e-]+)$/m.exec(text)?.[1];
  if (seconds === undefined) throw new PlainError('the gateway does not tell its event loop delay');
  return Math.round(Number(seconds) * 1000);
}
