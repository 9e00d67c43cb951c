import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Recogniser } from '@inkroom/engine/recogniser';
import {
  type CodedError,
  codedError,
  DEFAULT_VERSION_ID,
  fail,
  type Ink,
  ok,
  type PredictionRecord,
} from '@inkroom/shared';
import type { CellInput, CellRequest } from '@inkroom/store';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { modelFault } from './model-fault.js';
import { type ReadyModels, Recognition } from './recognition.js';

const STROKE = { points: [60, 60, 0.5, 0, 220, 220, 0.5, 100], width: 23 };

/**
 * Models that answer a fixed digit; loading one of `broken` fails, one of `slow` answers when it is let, and one of `loading`
 * is not ready until it is let, or has been asked for and failed.
 */
function models(
  digits: Record<string, number>,
  broken: readonly string[] = [],
  slow: Record<string, Promise<void>> = {},
  loading = new Set<string>(),
) {
  const warmed: string[] = [];
  const batches: { versionId: string; count: number; ink: number }[] = [];
  const errorOf = (versionId: string) =>
    broken.includes(versionId) && !loading.has(versionId) ? codedError('artifact_corrupt', { versionId }) : null;
  const lend: ReadyModels = {
    readiness: (versionId) => ({
      isReady: versionId in digits && !loading.has(versionId) && !broken.includes(versionId),
      error: errorOf(versionId),
    }),
    warm: async (versionId) => void warmed.push(versionId),
    async use(versionId, work) {
      if (broken.includes(versionId)) return fail('artifact_corrupt', { versionId });
      const recogniser: Recogniser = {
        async predict(images, count) {
          await slow[versionId];
          batches.push({ versionId, count, ink: images.reduce((sum, value) => sum + value, 0) });
          const scores = new Float32Array(count * 10).fill(0.01);
          for (let i = 0; i < count; i++) scores[i * 10 + digits[versionId]!] = 0.91;
          return scores;
        },
        async warmUp() {},
        async dispose() {},
      };
      try {
        return ok(await work(recogniser));
      } catch (thrown) {
        return { ok: false, error: modelFault(versionId, thrown, pino({ level: 'silent' })) };
      }
    },
  };
  return { lend, batches, warmed, loading };
}

function job(roomId: string, cell: number): CellRequest {
  return { roomId, page: 1, cell, queuedAt: 1000 };
}

function recognition(
  lend: ReadyModels,
  championOf: (roomId: string) => string,
  {
    strokes = [STROKE],
    empty = [],
    previous = null,
    challengerOf = () => null,
    challengerDelayMs = 20,
    challengerBacklogMax = 100,
  }: Options = {},
) {
  const challengerFailures: [string, CodedError['code']][] = [];
  const published: [string, PredictionRecord[]][] = [];
  const failures: [string, string | null, CodedError['code']][] = [];
  const reader = new Recognition({
    workerId: 'w',
    models: lend,
    readCellInputs: async (jobs) =>
      jobs.map(({ roomId, page, cell }): CellInput | null =>
        empty.includes(cell)
          ? null
          : {
              roomId,
              page,
              cell,
              revision: 3,
              live: 1,
              generation: 2,
              modelVersion: championOf(roomId),
              previous,
              challenger: challengerOf(roomId),
              framing: 'mnist',
              strokes,
            },
      ),
    publish: async (byRoom) =>
      void published.push(...[...byRoom].map(([id, list]): [string, PredictionRecord[]] => [id, [...list]])),
    onModelFailure: (insteadOf, used, { code }) => void failures.push([insteadOf, used, code]),
    onChallengerFailure: (versionId, { code }) => void challengerFailures.push([versionId, code]),
    onLateFailure: () => {},
    challengerDelayMs,
    challengerBacklogMax,
    now: () => 1010,
  });
  return { reader, published, failures, challengerFailures };
}

interface Options {
  /** What is in each cell. */
  strokes?: Ink[];
  empty?: readonly number[];
  previous?: string | null;
  challengerOf?: (roomId: string) => string | null;
  challengerDelayMs?: number;
  challengerBacklogMax?: number;
}

describe('Recognition', () => {
  it('R7 gives others their turn while it draws cells that are full of scribbles', async () => {
    const points = Array.from({ length: 1_000 }, (_, i) => [(i * 97) % 280, (i * 151) % 280, 0.5, i]).flat();
    const scribbles = Array.from({ length: 60 }, () => ({ width: 60, points }));
    const { reader, published } = recognition(models({ a: 4 }).lend, () => 'a', { strokes: scribbles });
    const reading = reader.readBatch(Array.from({ length: 8 }, (_, cell) => job('r1', cell)));
    let turns = 0;
    while (published.length === 0) {
      await nextTurn();
      turns++;
    }
    await reading;
    expect(turns).toBeGreaterThanOrEqual(8 - 1);
  });

  it('reads all cells of one model in one inference and tells each room its own', async () => {
    const { lend, batches } = models({ a: 4, b: 7 });
    const { reader, published } = recognition(lend, (roomId) => (roomId === 'r3' ? 'b' : 'a'));
    expect(await reader.readBatch([job('r1', 0), job('r2', 5), job('r3', 1), job('r1', 2)])).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(batches.map(({ versionId, count }) => [versionId, count])).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
    expect(batches[0]!.ink).toBeGreaterThan(100);
    const seen = published.map(([roomId, list]) => [
      roomId,
      list.map(({ cell, digit, batch }) => [cell, digit, batch]),
    ]);
    expect(Object.fromEntries(seen)).toEqual({
      r1: [
        [0, 4, 3],
        [2, 4, 3],
      ],
      r2: [[5, 4, 3]],
      r3: [[1, 7, 1]],
    });
    expect(published[0]![1][0]).toMatchObject({
      revision: 3,
      live: 1,
      generation: 2,
      modelVersion: 'a',
      workerId: 'w',
    });
    expect(published[0]![1][0]!.times).toMatchObject({ queueMs: 10, totalMs: 10 });
  });

  it('publishes nothing for a cell without ink', async () => {
    const { reader, published } = recognition(models({ a: 1 }).lend, () => 'a', { empty: [7] });
    expect(await reader.readBatch([job('r', 7)])).toEqual([false]);
    expect(published).toEqual([]);
  });

  describe('while the champion is not ready', () => {
    const who = (published: [string, PredictionRecord[]][]) =>
      published.map(([, [prediction]]) => [prediction!.modelVersion, prediction!.insteadOf]);

    it('reads at once with the champion before it, says so, and has the new one loaded meanwhile', async () => {
      const { lend, warmed, loading } = models({ a: 4, b: 7, [DEFAULT_VERSION_ID]: 9 }, [], {}, new Set(['b']));
      const { reader, published, failures } = recognition(lend, () => 'b', { previous: 'a' });
      await reader.readBatch([job('r', 0)]);
      expect(who(published)).toEqual([['a', { modelVersion: 'b', error: null }]]);
      expect(warmed).toEqual(['b']);
      loading.clear();
      await reader.readBatch([job('r', 0)]);
      expect(who(published).slice(1)).toEqual([['b', null]]);
      expect(failures).toEqual([]);
    });

    it('reads with what last read in the room, and says what is wrong with the champion', async () => {
      let champion = 'a';
      const { lend } = models({ a: 4, b: 7, [DEFAULT_VERSION_ID]: 9 }, ['broken']);
      const { reader, published } = recognition(lend, () => champion, { previous: 'b' });
      await reader.readBatch([job('r', 0)]);
      champion = 'broken';
      await reader.readBatch([job('r', 0)]);
      expect(who(published)).toEqual([
        ['a', null],
        ['a', { modelVersion: 'broken', error: expect.objectContaining({ code: 'artifact_corrupt' }) }],
      ]);
    });

    it('reads with the shipped model where nothing better is ready, and has that loaded too', async () => {
      const { lend, warmed } = models({ a: 4, b: 7, [DEFAULT_VERSION_ID]: 9 }, [], {}, new Set(['a', 'b']));
      const { reader, published } = recognition(lend, () => 'b', { previous: 'a' });
      await reader.readBatch([job('r', 0)]);
      expect(who(published)).toEqual([[DEFAULT_VERSION_ID, { modelVersion: 'b', error: null }]]);
      expect(warmed).toEqual(['b', 'a']);
    });

    it('waits for it when nothing at all is ready', async () => {
      const { lend } = models({ b: 7 }, [], {}, new Set(['b']));
      const { reader, published } = recognition(lend, () => 'b');
      await reader.readBatch([job('r', 0)]);
      expect(who(published)).toEqual([['b', null]]);
    });
  });

  it('goes on with another model where the champion is loaded and does not answer', async () => {
    const { lend } = models({ a: 4, [DEFAULT_VERSION_ID]: 9 }, [], { a: Promise.reject(new Error('out of memory')) });
    const { reader, published, failures } = recognition(lend, () => 'a');
    await reader.readBatch([job('r', 0)]);
    expect(published.map(([, list]) => list[0]!)).toMatchObject([
      { modelVersion: DEFAULT_VERSION_ID, insteadOf: { modelVersion: 'a', error: { code: 'out_of_memory' } } },
    ]);
    expect(failures).toEqual([['a', DEFAULT_VERSION_ID, 'out_of_memory']]);
  });

  it('R7 lets the other rooms of a batch be read when no model of one can be', async () => {
    const { lend } = models({ a: 4 }, ['broken', DEFAULT_VERSION_ID]);
    const { reader, published } = recognition(lend, (roomId) => (roomId === 'r' ? 'broken' : 'a'));
    await reader.readBatch([job('r', 0), job('other', 0)]);
    expect(published.map(([roomId]) => roomId)).toEqual(['other']);
  });

  describe('with a challenger', () => {
    const challengersOf = (published: [string, PredictionRecord[]][]) =>
      published.flatMap(([roomId, list]) =>
        list.map(({ cell, digit, byChallenger }) => [roomId, cell, digit, byChallenger?.digit]),
      );

    it('tells what it reads in the same image beside the champion’s prediction', async () => {
      const { lend, batches } = models({ a: 4, c: 9 });
      const { reader, published } = recognition(lend, () => 'a', {
        challengerOf: (roomId) => (roomId === 'r' ? 'c' : null),
      });
      await reader.readBatch([job('r', 0), job('other', 1), job('r', 2)]);
      expect(challengersOf(published).sort()).toEqual([
        ['other', 1, 4, undefined],
        ['r', 0, 4, 9],
        ['r', 2, 4, 9],
      ]);
      expect(
        published.flatMap(([, list]) => list).find(({ byChallenger }) => byChallenger)!.byChallenger,
      ).toMatchObject({
        modelVersion: 'c',
        scores: expect.arrayContaining([expect.closeTo(0.91)]),
      });
      const [champion, challenger] = batches;
      expect(challenger!.ink / challenger!.count).toBeCloseTo(champion!.ink / champion!.count);
    });

    it('that is late holds nothing up: its prediction follows', async () => {
      let answer = () => {};
      const slow = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const { lend } = models({ a: 4, c: 9 }, [], { c: slow });
      const { reader, published } = recognition(lend, () => 'a', { challengerOf: () => 'c' });
      await reader.readBatch([job('r', 0)]);
      await reader.readBatch([job('r', 1)]);
      expect(challengersOf(published)).toEqual([
        ['r', 0, 4, undefined],
        ['r', 1, 4, undefined],
      ]);
      answer();
      await reader.settled();
      expect(challengersOf(published).slice(2)).toEqual([
        ['r', 0, 4, 9],
        ['r', 1, 4, 9],
      ]);
    });

    it('that has fallen too far behind is left out', async () => {
      let answer = () => {};
      const slow = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const { lend } = models({ a: 4, c: 9 }, [], { c: slow });
      const challenged = { challengerOf: () => 'c', challengerDelayMs: 60_000, challengerBacklogMax: 1 };
      const { reader, published } = recognition(lend, () => 'a', challenged);
      const waiting = reader.readBatch([job('r', 0)]);
      await reader.readBatch([job('r', 1)]);
      // The second one is told while the first one still waits for its challenger.
      expect(challengersOf(published)).toEqual([['r', 1, 4, undefined]]);
      answer();
      await waiting;
      expect(challengersOf(published).slice(1)).toEqual([['r', 0, 4, 9]]);
    });

    it('that cannot be used leaves the champion alone, and is told of once', async () => {
      const { lend } = models({ a: 4 }, ['c']);
      const { reader, published, failures, challengerFailures } = recognition(lend, () => 'a', {
        challengerOf: () => 'c',
      });
      await reader.readBatch([job('r', 0)]);
      await reader.readBatch([job('r', 1)]);
      expect(challengersOf(published)).toEqual([
        ['r', 0, 4, undefined],
        ['r', 1, 4, undefined],
      ]);
      for (const [, [prediction]] of published)
        expect(prediction).toMatchObject({
          digit: 4,
          byChallenger: null,
          challengerError: { code: 'artifact_corrupt' },
        });
      expect(failures).toEqual([]);
      expect(challengerFailures).toEqual([['c', 'artifact_corrupt']]);
    });
  });
});
