import type { Recogniser } from '@inkroom/engine/recogniser';
import { CodedException, codedError, fail, ok, type Result } from '@inkroom/shared';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { ModelCache } from './model-cache.js';

const log = pino({ level: 'silent' });

/** Loads recognisers that only count their life; the cache is what is tested. */
function countingLoader(broken: ReadonlySet<string> = new Set()) {
  const loads: string[] = [];
  const disposed: string[] = [];
  const load = async (id: string): Promise<Result<Recogniser>> => {
    loads.push(id);
    if (broken.has(id)) return fail('artifact_corrupt', { versionId: id });
    return ok({
      predict: async () => new Float32Array(10),
      warmUp: async () => {},
      dispose: async () => void disposed.push(id),
    });
  };
  return { load, loads, disposed };
}

describe('ModelCache', () => {
  it('loads a version once, however many ask for it at once', async () => {
    const { load, loads } = countingLoader();
    const cache = new ModelCache({ capacity: 2, retryMs: 1000, load, log });
    await Promise.all([cache.warm('a'), cache.warm('a'), cache.use('a', async () => 1)]);
    expect(loads).toEqual(['a']);
  });

  it('gives up the version that was not used for longest', async () => {
    const { load, loads, disposed } = countingLoader();
    const cache = new ModelCache({ capacity: 2, retryMs: 1000, load, log });
    for (const id of ['a', 'b', 'a', 'c']) await cache.warm(id);
    await vi.waitFor(() => expect(disposed).toEqual(['b']));
    await cache.warm('a');
    expect(loads).toEqual(['a', 'b', 'c']);
  });

  it('never disposes of a version while a batch uses it', async () => {
    const { load, disposed } = countingLoader();
    const cache = new ModelCache({ capacity: 1, retryMs: 1000, load, log });
    let finish = () => {};
    const using = cache.use('a', () => new Promise<void>((resolve) => (finish = resolve)));
    await cache.warm('b');
    expect(disposed).toEqual([]);
    finish();
    await using;
    await vi.waitFor(() => expect(disposed).toEqual(['a']));
  });

  it('does not try a broken version again with every cell, but does so later', async () => {
    let now = 0;
    const { load, loads } = countingLoader(new Set(['bad']));
    const cache = new ModelCache({ capacity: 2, retryMs: 1000, load, log, now: () => now });
    for (let i = 0; i < 3; i++) expect(await cache.warm('bad')).toMatchObject({ error: { code: 'artifact_corrupt' } });
    expect(loads).toEqual(['bad']);
    now = 1000;
    await cache.warm('bad');
    expect(loads).toEqual(['bad', 'bad']);
  });

  it('says whether a version is ready, and what is wrong with one until it can be loaded after all', async () => {
    let now = 0;
    const broken = new Set(['bad']);
    const { load } = countingLoader(broken);
    const cache = new ModelCache({ capacity: 2, retryMs: 1000, load, log, now: () => now });
    expect(cache.readiness('good')).toEqual({ isReady: false, error: null });
    const warming = cache.warm('good');
    expect(cache.readiness('good')).toEqual({ isReady: false, error: null });
    await warming;
    expect(cache.readiness('good')).toEqual({ isReady: true, error: null });
    await cache.warm('bad');
    now = 1000;
    expect(cache.readiness('bad')).toMatchObject({ isReady: false, error: { code: 'artifact_corrupt' } });
    broken.clear();
    await cache.warm('bad');
    expect(cache.readiness('bad')).toEqual({ isReady: true, error: null });
  });

  it('never gives up a version that is to stay', async () => {
    const { load, disposed } = countingLoader();
    const cache = new ModelCache({ capacity: 2, pinned: ['default'], retryMs: 1000, load, log });
    for (const id of ['default', 'a', 'b', 'c']) await cache.warm(id);
    await vi.waitFor(() => expect(disposed).toEqual(['a', 'b']));
    expect(cache.readiness('default').isReady).toBe(true);
  });

  it('tells once what was read with, and nothing of what was only loaded', async () => {
    const { load } = countingLoader(new Set(['bad']));
    const cache = new ModelCache({ capacity: 4, retryMs: 1000, load, log });
    await cache.warm('warm');
    for (const id of ['a', 'bad', 'a', 'b']) await cache.use(id, async () => {});
    expect(cache.takeUsed()).toEqual(['a', 'b']);
    expect(cache.takeUsed()).toEqual([]);
  });

  it.each([
    ['a graph', new CodedException(codedError('artifact_corrupt', { reason: 'r' })), 'artifact_corrupt', 0],
    ['want of memory', new Error('Failed to allocate memory for requested buffer of size 8'), 'out_of_memory', 1],
    ['a lost connection to the store', new Error('Connection is closed.'), 'storage_unavailable', 1],
    ['anything else', new TypeError('a bug'), 'internal', 1],
  ])(
    'tells %s that fails in somebody’s hands as what it is, and logs what is no fault of the model',
    async (_, thrown, code, logged) => {
      const lines: string[] = [];
      const { load } = countingLoader();
      const cache = new ModelCache({
        capacity: 1,
        retryMs: 1000,
        load,
        log: pino({}, { write: (line) => lines.push(line) }),
      });
      const used = await cache.use('a', () => Promise.reject(thrown));
      expect(used).toMatchObject({ ok: false, error: { code, details: { versionId: 'a' } } });
      expect(JSON.stringify(used)).not.toContain('bug');
      expect(lines).toHaveLength(logged);
      for (const line of lines) expect(line).toContain(thrown.message);
    },
  );
});
