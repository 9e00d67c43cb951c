import { DEFAULT_LIMITS, type Ink } from '@inkroom/shared';
import { type LiveInkChange, type RecognitionQueue, writeLiveInk } from '@inkroom/store';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { liveIntervalMs, PredictionQueue } from './prediction-queue.js';

vi.mock('@inkroom/store', async (original) => ({
  ...(await original<typeof import('@inkroom/store')>()),
  writeLiveInk: vi.fn(async (_redis: unknown, changes: readonly LiveInkChange[]) => changes.map(() => true)),
  enqueueClaimed: vi.fn(),
  enqueueRecognitions: vi.fn(),
}));

describe('predictions of unfinished strokes', () => {
  it('are as frequent as allowed in a small room, and share what a large one may ask for', () => {
    const limits = { liveReadIntervalMs: 120, roomLiveReadsPerSecond: 300 };
    expect([1, 36, 72, 300].map((cells) => liveIntervalMs(cells, limits))).toEqual([120, 120, 240, 1000]);
  });

  describe('R4 that are gone', () => {
    const INK: Ink = { width: 23, points: [1, 2, 0.5, 0] };
    const stroke = (id: string) => ({ id, page: 1, cell: 7 });
    let waiting = 0;
    let queue: PredictionQueue;
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'setImmediate'] });
      waiting = 0;
      const jobs = {
        getWaitingCount: async () => waiting,
        getWaiting: async () => [{ data: { cells: [{}] } }],
      } as unknown as RecognitionQueue;
      queue = new PredictionQueue({} as never, jobs, DEFAULT_LIMITS, pino({ level: 'silent' }));
      vi.mocked(writeLiveInk).mockClear();
    });
    afterEach(() => {
      queue.stop();
      vi.useRealTimers();
    });
    const written = () =>
      vi.mocked(writeLiveInk).mock.calls.flatMap(([, changes]) => changes.flatMap(({ strokes }) => [...strokes]));
    const aWhile = () => vi.advanceTimersByTimeAsync(1_000);

    it('are taken out of the store though workers do not keep up: nothing later would say so', async () => {
      waiting = DEFAULT_LIMITS.recognitionQueueMax + 1;
      await queue.watchLength();
      queue.liveChanged('room', stroke('gone'), null);
      queue.liveChanged('room', stroke('drawn'), INK);
      await aWhile();
      expect(written()).toEqual([['gone', null]]);
    });

    it('are taken out as soon as the store answers again, unless they have come back', async () => {
      vi.mocked(writeLiveInk).mockRejectedValueOnce(new Error('away'));
      for (const id of ['gone', 'back']) queue.liveChanged('room', stroke(id), null);
      await vi.advanceTimersByTimeAsync(DEFAULT_LIMITS.liveReadGatherMs * 2);
      expect(writeLiveInk).toHaveBeenCalledTimes(1);
      queue.liveChanged('room', stroke('back'), INK);
      await aWhile();
      vi.mocked(writeLiveInk).mock.calls.shift();
      expect(Object.fromEntries(written())).toEqual({ gone: null, back: INK });
    });
  });
});
