import { parentPort, workerData } from 'node:worker_threads';
import { type ExchangeModel, exportModel } from '@inkroom/exchange';
import { ok, type Result } from '@inkroom/shared';
import { connectRedis, readRoomArtifact, storageErrorOf } from '@inkroom/store';
import type { ExportAnswer, ExportOrder, ExportThreadData } from './exporter.js';

/** The program of the thread that makes files of versions: one after the other, however many are asked for. */
const { redisUrl, limits } = workerData as ExportThreadData;
// What goes wrong with it is told with the exports that fail for it.
const log = { warn: () => {}, info: () => {} };
const redis = connectRedis(redisUrl, 'command', 'gateway-exports', { limits, log });
let turn: Promise<unknown> = Promise.resolve();

parentPort?.on('message', (order: ExportOrder) => {
  turn = turn.then(() => answer(order));
});

async function answer(order: ExportOrder): Promise<void> {
  try {
    const result = await zipped(order);
    const files = result.ok ? [result.value.buffer as ArrayBuffer] : [];
    parentPort?.postMessage({ id: order.id, result } satisfies ExportAnswer, files);
  } catch (thrown) {
    const error = storageErrorOf(thrown);
    const answer: ExportAnswer = error
      ? { id: order.id, result: { ok: false, error } }
      : { id: order.id, failure: thrown instanceof Error ? `${thrown.stack}` : String(thrown) };
    parentPort?.postMessage(answer);
  }
}

async function zipped({ roomId, versionId, format }: ExportOrder): Promise<Result<Uint8Array>> {
  const artifact = await readRoomArtifact(redis, roomId, versionId);
  return artifact.ok ? ok(await exportModel(artifact.value as ExchangeModel, format)) : artifact;
}
