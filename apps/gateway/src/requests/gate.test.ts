import { DEFAULT_LIMITS, fail, ok } from '@inkroom/shared';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Gate, type GateDeps } from './gate.js';

vi.mock('@inkroom/store', () => ({
  onlineWorkers: async () => [{ duties: ['recognition'] }],
  readRoomHead: async () => ({ champion: 'champion', best: 'champion' }),
  readRoomVersion: async (_redis: unknown, _room: string, id: string) => ({
    id,
    metrics: { testAccuracy: 1, perClass: Array(10).fill(1) },
    dataset: { source: 'mnist' },
  }),
}));

/** Measurements that were asked for: the version, and what ends each. */
let measuring: { versionId: string; loadOnly: boolean; end(): void }[];
let gate: Gate;

beforeEach(() => {
  measuring = [];
  const answers = {
    ask: (
      _redis: unknown,
      _queue: unknown,
      { versionIds, loadOnly }: { versionIds: string[]; loadOnly: boolean },
      { timeoutMs }: { timeoutMs: number },
    ) =>
      new Promise((resolve) => {
        const side = ok({ accuracy: 1, drawings: null, corrections: 7 });
        const timer = setTimeout(() => resolve(null), timeoutMs);
        const end = () => {
          clearTimeout(timer);
          resolve(ok({ size: 20, corrections: 9, versions: [side, side] }));
        };
        measuring.push({ versionId: versionIds[0]!, loadOnly, end });
      }),
  };
  gate = new Gate({
    redis: {},
    answers,
    limits: { ...DEFAULT_LIMITS, gateTimeoutMs: 400, gateLoadMs: 10_000 },
  } as unknown as GateDeps);
});

const begun = (versionId: string) =>
  vi.waitFor(() => {
    const one = measuring.find((other) => other.versionId === versionId);
    if (!one) throw new Error(`${versionId} is not being measured`);
    return one;
  });

describe('the gate of a room', () => {
  it('measures for a promotion before whoever only wants to know', async () => {
    const running = gate.judge('room', 'a');
    const waiting = gate.judge('room', 'b');
    const promotion = gate.judge('room', 'c', { urgent: true });
    (await begun('a')).end();
    (await begun('c')).end();
    (await begun('b')).end();
    for (const judged of [running, promotion, waiting]) expect(await judged).toMatchObject({ ok: true });
    expect(measuring.map(({ versionId }) => versionId)).toEqual(['a', 'c', 'b']);
  });

  it('R7 lets one wait that is no promotion, and other rooms be', async () => {
    const asked = [gate.judge('room', 'a'), gate.judge('room', 'b')];
    expect(await gate.judge('room', 'c')).toMatchObject({ error: { code: 'gate_busy' } });
    const elsewhere = gate.judge('other', 'c');
    for (const versionId of ['c', 'a', 'b']) (await begun(versionId)).end();
    for (const judged of [...asked, elsewhere]) expect(await judged).toMatchObject({ ok: true });
    expect(await Promise.all([gate.judge('room', 'd'), begun('d').then((one) => one.end())])).toMatchObject([
      { ok: true },
      undefined,
    ]);
  });

  it('gives up in time, the wait for its turn included', async () => {
    const start = performance.now();
    const both = await Promise.all([gate.judge('room', 'a'), gate.judge('room', 'b')]);
    expect(both).toEqual([fail('gate_unavailable'), fail('gate_unavailable')]);
    expect(performance.now() - start).toBeLessThan(2 * 400);
  });

  it('answers all who ask for the same with one measurement', async () => {
    const asked = [gate.judge('room', 'a'), gate.judge('room', 'a')];
    (await begun('a')).end();
    expect((await Promise.all(asked)).map((one) => one.ok)).toEqual([true, true]);
    expect(measuring).toHaveLength(1);
  });

  it('goes by whether a version loads, where a host overrides and the holdout is not measured in time', async () => {
    const overridden = gate.override('room', 'a');
    const load = await vi.waitFor(() => measuring.find((one) => one.loadOnly) ?? Promise.reject(new Error('not yet')));
    load.end();
    const unknown = { name: 'holdout', passed: false, candidate: null, champion: null, floor: null };
    expect(await overridden).toMatchObject({
      ok: true,
      value: { verdict: { passed: false, checks: expect.arrayContaining([unknown]) } },
    });
  });

  it('measures for a host who overrides as for anybody, where there is time', async () => {
    const overridden = gate.override('room', 'a');
    (await begun('a')).end();
    expect(await overridden).toMatchObject({ ok: true, value: { verdict: { passed: true } } });
    expect(measuring.map((one) => one.loadOnly)).toEqual([false]);
  });
});
