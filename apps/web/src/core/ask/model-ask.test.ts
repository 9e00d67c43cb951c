import { fail, type PredictAnswer, type PredictRequest } from '@inkroom/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { strokesToAsk } from './ask-model';
import { type Asked, ModelAsk } from './model-ask';

/** What was sent, and what answers each. */
let sent: { version: string; signal: AbortSignal; answer(body: object): Promise<void> }[];
const said: Asked[] = [];
const now = () => said.at(-1);
const drawing = (version: string) => (): PredictRequest => ({ version, strokes: [[[1, 1]]] });
const answerOf = (version: string) => ({ version, predictions: [{ digit: 7 }] }) as PredictAnswer;
const answered = (version: string, isOld = false) => ({
  state: 'answered',
  answer: answerOf(version),
  isOld,
});
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const open = (options: { everyMs?: number; restMs?: number }) =>
  new ModelAsk({ ...options, tell: (asked) => void said.push(asked) });

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  said.length = 0;
  vi.stubGlobal('fetch', (_: string, { body, signal }: { body: string; signal: AbortSignal }) => {
    const { promise, resolve, reject } = resolvers<Response>();
    signal.addEventListener('abort', () => reject(new Error('aborted')));
    const answer = async (body: object) => {
      resolve(new Response(JSON.stringify(body)));
      await later(0);
    };
    sent.push({ version: (JSON.parse(body) as { version: string }).version, signal, answer });
    return promise;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function resolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: Error) => void;
  const promise = new Promise<T>((one, other) => {
    [resolve, reject] = [one, other];
  });
  return { promise, resolve, reject };
}

describe('asking a model about a drawing that changes', () => {
  it('thinks until the answer is there', async () => {
    open({}).ask(drawing('a'));
    expect(said).toEqual([{ state: 'thinking' }]);
    await later(0);
    await sent[0]!.answer(answerOf('a'));
    expect(now()).toEqual(answered('a'));
  });

  it('sends no more than one question in a time, and the newest at its end', async () => {
    const ask = open({ everyMs: 250 });
    for (let i = 0; i <= 60; i++) {
      ask.ask(drawing(`${i}`));
      await later(10);
    }
    expect(sent).toHaveLength(3);
    await later(250);
    expect(sent.at(-1)!.version).toBe('60');
    await later(5_000);
    expect(sent).toHaveLength(4);
  });

  it('gives an older question up for a newer one, and keeps the last answer until the next', async () => {
    const ask = open({ everyMs: 100 });
    ask.ask(drawing('a'));
    await later(100);
    await sent[0]!.answer(answerOf('a'));
    for (const version of ['b', 'c']) {
      ask.ask(drawing(version));
      await later(100);
    }
    expect(sent.map(({ signal }) => signal.aborted).slice(1)).toEqual([true, false]);
    expect(now()).toEqual(answered('a', true));
    await sent[2]!.answer(answerOf('c'));
    expect(now()).toEqual(answered('c'));
  });

  it('says of an answer that the drawing has changed since, also while it was on its way', async () => {
    const ask = open({ everyMs: 100 });
    ask.ask(drawing('a'));
    await later(0);
    ask.ask(drawing('b'));
    await sent[0]!.answer(answerOf('a'));
    expect(now()).toEqual(answered('a', true));
    await later(100);
    await sent[1]!.answer(answerOf('b'));
    expect(now()).toEqual(answered('b'));
  });

  it('waits until the drawing rests, where it is told to', async () => {
    const ask = open({ restMs: 400 });
    for (const version of ['a', 'b', 'c']) {
      ask.ask(drawing(version));
      await later(399);
    }
    expect(sent).toEqual([]);
    await later(1);
    expect(sent.map(({ version }) => version)).toEqual(['c']);
  });

  it('forgets what it asked about at the end, the answer that is on its way too', async () => {
    const ask = open({});
    ask.ask(drawing('a'));
    await later(0);
    ask.end();
    await sent[0]!.answer(answerOf('a'));
    expect(now()).toEqual({ state: 'nothing' });
    await later(10_000);
    expect(sent).toHaveLength(1);
  });

  it('asks again when it is told to come back, and no sooner, whatever is drawn', async () => {
    const ask = open({});
    ask.ask(drawing('a'));
    await later(0);
    await sent[0]!.answer(refusal('too_many_predictions', { retryAfterMs: 2_000 }));
    expect(now()).toMatchObject({ state: 'refused', error: { code: 'too_many_predictions' } });
    await later(1_000);
    ask.ask(drawing('b'));
    await later(999);
    expect(sent).toHaveLength(1);
    await later(1);
    await sent[1]!.answer(answerOf('b'));
    expect(now()).toEqual(answered('b'));
  });

  it.each([
    ['nothing answers', () => Promise.reject(new TypeError('no network')), 'offline'],
    ['a proxy answers', async () => new Response('<h1>Bad gateway</h1>', { status: 502 }), 'offline'],
    ['a proxy answers in JSON', async () => Response.json({ error: 'Bad gateway' }, { status: 502 }), 'offline'],
    ['something else answers', async () => Response.json({ status: 'ok' }), 'offline'],
    ['no worker predicts', async () => new Response(JSON.stringify(refusal('no_recogniser'))), 'no_recogniser'],
  ])('asks again by itself while %s', async (_, fetching, code) => {
    const fetched = vi.fn(fetching);
    vi.stubGlobal('fetch', fetched);
    open({}).ask(drawing('a'));
    await later(0);
    expect(now()).toMatchObject({ state: 'refused', error: { code } });
    await later(4_000);
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it('does not ask again what can never be answered', async () => {
    open({}).ask(drawing('a'));
    await later(0);
    await sent[0]!.answer(refusal('version_not_found'));
    await later(60_000);
    expect(sent).toHaveLength(1);
  });
});

function refusal(...error: Parameters<typeof fail>) {
  return { error: fail(...error).error };
}

it('R8 a stroke that leaves the paper is sent as a server takes it', () => {
  expect(strokesToAsk([{ width: 23, points: [-4000, 20.04, 0.5, 0, 5000, 30, 0.5, 9] }])).toEqual([
    { width: 23, points: [-560, 20, 0.5, 0, 840, 30, 0.5, 9] },
  ]);
});
