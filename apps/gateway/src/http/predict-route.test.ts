import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodedException, codedError, DEFAULT_LIMITS, fail, ok, type PredictAnswer } from '@inkroom/shared';
import findMyWay from 'find-my-way';
import { pino } from 'pino';
import { PNG } from 'pngjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { predictRoute } from './predict-route.js';
import type { Predictor } from './predictor.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const ANSWER = { version: 'shipped-drawn' } as PredictAnswer;
const BODY = JSON.stringify({ strokes: [[[10, 20]]] });

/** The route on a port of its own. */
async function serve({
  predict = async () => ok(ANSWER),
  admit,
  isClosing = false,
}: {
  predict?: Predictor['predict'];
  admit?: Predictor['admit'];
  isClosing?: boolean;
} = {}) {
  const asked = vi.fn(predict);
  const router = findMyWay();
  predictRoute(router, {
    predictor: { admit: admit ?? (async () => ok(null)), predict: asked },
    log: pino({ level: 'silent' }),
    limits: { ...DEFAULT_LIMITS, messageBytesMax: 1000, predictionBodyMs: 200 },
    config: { basePath: '', publicUrl: null, webOrigins: [], machineName: 'test-machine' },
    clientAddress: () => 'somebody',
    isClosing: () => isClosing,
  });
  const server = createServer((asked, response) => router.lookup(asked, response));
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/api/predict`;
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, { method: 'POST', body, headers });
    const { error } = (await response.json()) as { error?: { code: string } };
    return { status: response.status, code: error?.code, headers: response.headers };
  };
  return { url, port, post, asked };
}

describe('POST /api/predict', () => {
  it('answers what the predictor says of the question', async () => {
    const { url, asked } = await serve();
    const response = await fetch(url, { method: 'POST', body: BODY });
    expect([response.status, await response.json()]).toEqual([200, ANSWER]);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(asked.mock.calls[0]![1].drawing).toMatchObject({ framings: ['mnist'] });
  });

  it('takes a PNG, and which model is asked behind the path', async () => {
    const { url, asked } = await serve();
    const png = new PNG({ width: 28, height: 28 });
    png.data.set([0, 0, 0, 255], 4 * 400);
    const send = (query: string, body = PNG.sync.write(png)) =>
      fetch(`${url}${query}`, { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': 'image/png' } });
    expect((await send('?room=abc123&version=0123456789abcdef')).status).toBe(200);
    const question = asked.mock.calls[0]![1];
    expect(question).toMatchObject({ room: 'abc123', version: '0123456789abcdef' });
    expect('pixels' in question.drawing && question.drawing.pixels[400]).toBe(1);
    expect((await send('?room=../x')).status).toBe(400);
    expect((await send('', Buffer.from('no picture'))).status).toBe(400);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['what is no JSON', '{"strokes"', 400, 'invalid_payload'],
    ['another form', '{"strokes": 7}', 400, 'invalid_payload'],
    ['nothing', '', 400, 'invalid_payload'],
    ['too much', JSON.stringify({ strokes: [], more: 'x'.repeat(1000) }), 413, 'payload_too_large'],
  ])('R8 refuses %s before any worker hears of it', async (_, body, status, code) => {
    const { post, asked } = await serve();
    expect(await post(body)).toMatchObject({ status, code });
    expect(asked).not.toHaveBeenCalled();
  });

  it.each([
    [fail('no_recogniser'), 503],
    [fail('version_not_found'), 404],
    [fail('artifact_corrupt'), 422],
    [fail('timeout'), 504],
  ])('tells by its status why there is no answer', async (refusal, status) => {
    const { post } = await serve({ predict: async () => refusal });
    expect(await post(BODY)).toMatchObject({ status, code: refusal.error.code });
  });

  it('R7 says when who asks too much may come back, in whole seconds', async () => {
    const { post, asked } = await serve({ admit: async () => fail('too_many_predictions', { retryAfterMs: 1_200 }) });
    const { status, code, headers } = await post(BODY);
    expect([status, code, headers.get('retry-after')]).toEqual([429, 'too_many_predictions', '2']);
    expect(asked).not.toHaveBeenCalled();
  });

  it('refuses while the gateway ends, and when something breaks', async () => {
    expect(await (await serve({ isClosing: true })).post(BODY)).toMatchObject({ status: 503, code: 'shutting_down' });
    const thrown = new CodedException(codedError('internal'));
    const broken = await serve({ predict: () => Promise.reject(thrown) });
    expect(await broken.post(BODY)).toMatchObject({ status: 500, code: 'internal' });
  });

  it('is for POST alone, and says so', async () => {
    const { url } = await serve();
    const response = await fetch(url);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });

  it('R9 refuses pages of other origins, and lets its own ask', async () => {
    const { post, asked } = await serve();
    expect(await post(BODY, { origin: 'https://stranger.example' })).toMatchObject({
      status: 403,
      code: 'origin_refused',
    });
    expect(asked).not.toHaveBeenCalled();
    expect(await post(BODY, { origin: 'http://127.0.0.1:4000' })).toMatchObject({ status: 200 });
  });

  it('lets the predictor know that who asked has gone', async () => {
    const gone = vi.fn();
    const { port, asked } = await serve({
      predict: (_address, _question, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            gone();
            resolve(fail('timeout'));
          });
        }),
    });
    const sent = request({ host: '127.0.0.1', port, path: '/api/predict', method: 'POST' });
    sent.on('error', () => {});
    sent.end(BODY);
    await vi.waitFor(() => expect(asked).toHaveBeenCalled());
    sent.destroy();
    await vi.waitFor(() => expect(gone).toHaveBeenCalled());
  });

  it('R7 gives up a body that does not come', async () => {
    const { port, asked } = await serve();
    const sent = request({ host: '127.0.0.1', port, path: '/api/predict', method: 'POST' });
    sent.on('error', () => {});
    sent.write('{');
    const [response] = await once(sent, 'response');
    expect(response.statusCode).toBe(504);
    expect(response.headers.connection).toBe('close');
    expect(asked).not.toHaveBeenCalled();
  });
});
