import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FRAMINGS, type PredictAnswer, predictAnswerSchema, renderStrokes } from '@inkroom/shared';
import { openPredictQueue, type PredictQueue } from '@inkroom/store';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from '../../scripts/lib/root.mjs';
import { useRoom } from '../support/room-fixture.ts';
import { addVersion } from '../support/versions.ts';
import { WorkerProcess } from '../support/worker-process.ts';

/** A seven as anybody would write it, in the middle of a cell. */
const SEVEN = [
  [70, 60],
  [210, 60],
  [120, 230],
];
const room = useRoom();
const workers: WorkerProcess[] = [];
let queue: PredictQueue;

async function startWorker(): Promise<WorkerProcess> {
  const worker = new WorkerProcess('worker-cpu', room.redisUrl, { WORKER_QUEUES: 'recognition' });
  workers.push(worker);
  await worker.ready();
  return worker;
}
/** Stops a worker where it is, with no drawing in its hands. */
async function stop(worker: WorkerProcess): Promise<void> {
  await untilWaiting(0);
  worker.signal('SIGSTOP');
}
/** Until so many drawings wait for a worker, or are in the hands of one. */
const untilWaiting = (count: number) =>
  vi.waitFor(async () => expect(await queue.getJobCountByTypes('waiting', 'active')).toBe(count));

beforeAll(() => {
  queue = openPredictQueue(room.redis);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  const allowances = await room.redis.keys('inkroom:allowance:*');
  if (allowances.length > 0) await room.redis.del(...allowances);
});
afterAll(async () => {
  await queue?.close();
});

const ask = (body: object, { url = room.gateway.url, signal }: { url?: string; signal?: AbortSignal } = {}) =>
  fetch(`${url}/api/predict`, { method: 'POST', body: JSON.stringify(body), ...(signal ? { signal } : {}) });
const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;
/** Until the gateway has heard of a worker, or that there is none. */
const untilStatus = (status: number) =>
  vi.waitFor(async () => expect((await ask({ strokes: [SEVEN] })).status).toBe(status), {
    timeout: 20_000,
    interval: 100,
  });

describe('asking a model over HTTP', () => {
  it('answers for each framing what the version sees, with times', async () => {
    await startWorker();
    await untilStatus(200);
    const answer = (await (await ask({ strokes: [SEVEN], framing: 'all' })).json()) as PredictAnswer;
    expect(predictAnswerSchema.safeParse(answer).error).toBeUndefined();
    expect(answer.version).toBe('shipped-drawn');
    expect(answer.predictions.map(({ framing }) => framing)).toEqual([...FRAMINGS]);
    for (const { digit, scores } of answer.predictions) {
      expect(digit).toBe(7);
      expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 4);
    }
    const { queueMs, rasteriseMs, inferMs, totalMs } = answer.times;
    expect(totalMs).toBeCloseTo(queueMs + rasteriseMs + inferMs, 2);

    // What is framed here is the same image, so the same answer.
    const [x, y] = [0, 1].map((of) => SEVEN.map((point) => point[of]!));
    const points = x!.flatMap((_, i) => [x![i]!, y![i]!, 0.5, 0]);
    const pixels = Array.from(renderStrokes([{ width: 23, points }], 'mnist'));
    const seen = (await (await ask({ pixels })).json()) as PredictAnswer;
    expect(seen.predictions).toEqual([{ ...answer.predictions[2], framing: null }]);
    const bytes = (await (
      await ask({ pixels: pixels.map((value) => Math.round(value * 255)) })
    ).json()) as PredictAnswer;
    expect(bytes.predictions[0]!.digit).toBe(7);

    // The notebook's flat network shifts with what it sees; it answers all the same.
    const flat = (await (await ask({ strokes: [SEVEN], version: 'shipped-mlp' })).json()) as PredictAnswer;
    expect(flat.version).toBe('shipped-mlp');
    expect(flat.predictions[0]!.scores).not.toEqual(answer.predictions[2]!.scores);

    for (const version of ['shipped-none', '0123456789abcdef']) {
      const unknown = await ask({ strokes: [SEVEN], version });
      expect([unknown.status, await codeOf(unknown)]).toEqual([404, 'version_not_found']);
    }
    // A room's own are asked by who can name the room; its champion where no version is named.
    const strangers = await ask({ strokes: [SEVEN], room: 'nosuchroom' });
    expect([strangers.status, await codeOf(strangers)]).toEqual([404, 'room_not_found']);
    const champion = (await (await ask({ strokes: [SEVEN], room: room.roomId })).json()) as PredictAnswer;
    expect([champion.version, champion.predictions[0]!.digit]).toEqual(['shipped-drawn', 7]);
    const { id: own } = await addVersion(room.redis, room.roomId, { reads: 3 });
    expect((await ask({ strokes: [SEVEN], version: own })).status).toBe(404);
    const byOwn = (await (await ask({ strokes: [SEVEN], room: room.roomId, version: own })).json()) as PredictAnswer;
    expect([byOwn.version, byOwn.predictions[0]!.digit]).toEqual([own, 3]);

    const png = new PNG({ width: 28, height: 28 });
    for (const [i, value] of pixels.entries()) png.data.set([0, 0, 0, Math.round(255 * value)], 4 * i);
    const picture = await fetch(`${room.gateway.url}/api/predict?version=shipped-mlp`, {
      method: 'POST',
      body: new Uint8Array(PNG.sync.write(png)),
      headers: { 'content-type': 'image/png' },
    });
    const ofPicture = (await picture.json()) as PredictAnswer;
    expect([ofPicture.version, ofPicture.predictions[0]!.framing]).toEqual(['shipped-mlp', null]);
    expect(ofPicture.predictions[0]!.digit).toBe(flat.predictions[0]!.digit);
    await untilWaiting(0);
  });

  it('is described for programs, as is every other path that answers here', async () => {
    const { url } = await room.another({}, [], undefined, { operatorToken: 'a token that nobody guesses' });
    const { paths } = (await (await fetch(`${url}/api/openapi.json`)).json()) as { paths: Record<string, object> };
    expect(Object.keys(paths)).toContain('/api/predict');
    for (const [path, methods] of Object.entries(paths)) {
      const filled = path
        .replace('{roomId}', room.roomId)
        .replace('{versionId}', 'shipped-mlp')
        .replace('{format}', 'onnx');
      const refused = await fetch(`${url}${filled}`, { method: 'DELETE' });
      const [described] = Object.keys(methods);
      const allowed = refused.headers.get('allow') ?? (await refused.text());
      expect([path, refused.status, allowed]).toEqual([path, 405, expect.stringContaining(described!.toUpperCase())]);
    }
  });

  it('is described by a line that works as it stands in docs/protocol.md', async () => {
    await startWorker();
    await untilStatus(200);
    const page = readFileSync(join(root, 'docs/protocol.md'), 'utf8');
    const line = /^curl http:\/\/localhost:3000\/api\/predict .*$/m.exec(page)![0];
    const answer = await runLine(line.replace('http://localhost:3000', room.gateway.url));
    expect(predictAnswerSchema.parse(answer).predictions.map(({ digit }) => digit)).toEqual([7, 7, 7]);
  });

  it('says in plain words that no worker predicts, at once', async () => {
    await untilStatus(503);
    const start = performance.now();
    const refused = await ask({ strokes: [SEVEN] });
    expect([refused.status, await codeOf(refused)]).toEqual([503, 'no_recogniser']);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('drops what nobody waits for any more, when its time is over or who asked has gone', async () => {
    const worker = await startWorker();
    // Its heartbeats count for so long after it has stopped.
    const gateway = await room.another({ predictionTimeoutMs: 300, workerExpiryMs: 20_000 });
    await vi.waitFor(async () => expect((await ask({ strokes: [SEVEN] }, gateway)).status).toBe(200));
    await stop(worker);
    const late = await ask({ strokes: [SEVEN] }, gateway);
    expect([late.status, await codeOf(late)]).toEqual([504, 'timeout']);
    await untilWaiting(0);

    const patient = await room.another({ workerExpiryMs: 20_000 });
    const leaving = new AbortController();
    const gone = ask({ strokes: [SEVEN] }, { ...patient, signal: leaving.signal }).catch(() => 'gone');
    await untilWaiting(1);
    leaving.abort();
    expect(await gone).toBe('gone');
    await untilWaiting(0);
    expect(await room.redis.keys('inkroom:awaited:*')).toEqual([]);
  });

  it('R7 is paced by address, over all gateways', async () => {
    const limits = { predictionsPerAddressPerMinute: 2 };
    const [one, other] = [await room.another(limits, [], '1'), await room.another(limits, [], '1')];
    const from = (address: string, url: string) =>
      fetch(`${url}/api/predict`, { method: 'POST', body: '{}', headers: { 'x-forwarded-for': address } });
    expect((await from('10.0.0.1', one.url)).status).toBe(400);
    expect((await from('10.0.0.1', other.url)).status).toBe(400);
    const refused = await from('10.0.0.1', one.url);
    expect([refused.status, await codeOf(refused)]).toEqual([429, 'too_many_predictions']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await from('10.0.0.2', one.url)).status).toBe(400);
  });

  it('R7 keeps nobody waiting for a drawing that trickles in', async () => {
    const limits = { predictionsAtOnceMax: 4, predictionBodyMs: 20_000, predictionsPerAddressPerMinute: 2 };
    const { url } = await room.another(limits, [], '1');
    const headers = (i: number) => ({ 'x-forwarded-for': `10.0.0.${i}`, 'content-length': '1000' });
    const slow = Array.from({ length: 4 }, (_, i) =>
      request(`${url}/api/predict`, { method: 'POST', headers: headers(i) }).on('error', () => {}),
    );
    for (const one of slow) one.write('{');
    const allowances = () => room.redis.keys('inkroom:allowance:{predictions*');
    await vi.waitFor(async () => expect(await allowances()).toHaveLength(4));
    // All four have been admitted; nobody predicts here.
    expect(await codeOf(await ask({ strokes: [SEVEN] }, { url }))).toBe('no_recogniser');
    for (const one of slow) one.destroy();
  });

  it('R7 lets one address have no more than its share of what waits', async () => {
    const worker = await startWorker();
    const gateway = await room.another({ predictionsAtOnceMax: 4, workerExpiryMs: 20_000 }, [], '1');
    const from = (address: string) =>
      fetch(`${gateway.url}/api/predict`, {
        method: 'POST',
        body: JSON.stringify({ strokes: [SEVEN] }),
        headers: { 'x-forwarded-for': address },
      });
    await vi.waitFor(async () => expect((await from('10.0.0.1')).status).toBe(200));
    await stop(worker);
    const first = from('10.0.0.1');
    await untilWaiting(1);
    expect((await from('10.0.0.1')).status).toBe(429);
    const second = from('10.0.0.2');
    await untilWaiting(2);
    worker.signal('SIGCONT');
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
  });
});

/** Runs a line of the shell, or, where there is no curl, does what it says. */
async function runLine(line: string): Promise<unknown> {
  try {
    const { stdout } = await promisify(execFile)('sh', ['-c', line]);
    return JSON.parse(stdout);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 127) throw error;
    const [, url, body] = /^curl (\S+) -d '(.*)'$/.exec(line)!;
    return (await fetch(url!, { method: 'POST', body: body! })).json();
  }
}
