import { DEFAULT_LIMITS, type EpochPoint, type Run, type RunPoint, type RunProgress } from '@inkroom/shared';
import { appendSeries, type StoreClock, updateRun } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunReporter } from './run-reporter.js';

vi.mock('@inkroom/store', () => ({ appendSeries: vi.fn(), updateRun: vi.fn() }));

const progress = { phase: 'training', totalSteps: 10 } as RunProgress;
const point = (step: number): RunPoint => ({ step, epoch: step / 10, loss: 1, accuracy: 0 });
const epochPoint = (epoch: number): EpochPoint => ({ epoch, step: 10 * epoch, testLoss: 1, testAccuracy: 0 });
/** What the store's clock is ahead of this machine's. */
const AHEAD_MS = 20 * 60_000;
/** A line of the log that tells itself apart from others. */
const resumed = (epoch: number) => ({ code: 'resumed', epoch }) as const;

describe('RunReporter', () => {
  let steps: number[];
  let epochs: number[];
  /** The lines of the log as they are stored. */
  let lines: unknown[];
  let errors: unknown[];
  let reporter: RunReporter;

  beforeEach(() => {
    vi.useFakeTimers();
    steps = [];
    epochs = [];
    lines = [];
    errors = [];
    vi.mocked(updateRun)
      .mockReset()
      .mockResolvedValue({} as Run);
    vi.mocked(appendSeries)
      .mockReset()
      .mockImplementation(async (_redis, _run, series) => {
        steps.push(...(series.points ?? []).map(({ step }) => step));
        epochs.push(...(series.epochs ?? []).map(({ epoch }) => epoch));
        lines.push(...(series.log ?? []).map(({ note }) => note));
      });
    reporter = new RunReporter({
      redis: {} as Redis,
      run: { id: 'run', roomId: 'room' },
      workerId: 'cpu-1',
      clock: { at: (here: number) => here + AHEAD_MS } as StoreClock,
      limits: DEFAULT_LIMITS,
      onLost: () => {},
      onError: (error) => errors.push(error),
    });
  });
  afterEach(() => {
    reporter.abandon();
    vi.useRealTimers();
  });

  it('notes when something was by the store’s clock, whatever this machine’s says', async () => {
    const now = Date.now();
    reporter.note(resumed(1));
    reporter.note(resumed(2), now - 5);
    await reporter.flush();
    const [, , { log }] = vi.mocked(appendSeries).mock.calls[0]!;
    expect(log?.map(({ at }) => at)).toEqual([now + AHEAD_MS, now - 5 + AHEAD_MS]);
  });

  it('stores a curve in its order also when it is flushed while a report is under way', async () => {
    let answer = (_run: Run) => {};
    vi.mocked(updateRun).mockReturnValueOnce(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    reporter.progress(progress, [point(1)], []);
    const first = reporter.flush();
    await vi.advanceTimersByTimeAsync(0);
    reporter.progress(progress, [point(2)], []);
    await vi.advanceTimersByTimeAsync(DEFAULT_LIMITS.progressIntervalMs);
    expect(steps).toEqual([]);
    answer({} as Run);
    await first;
    await reporter.flush();
    expect(steps).toEqual([1, 2]);
  });

  it('reports what the store refused with the next report, in its order', async () => {
    vi.mocked(updateRun).mockRejectedValueOnce(new Error('MISCONF'));
    reporter.change({ checkpointEpoch: 1 });
    reporter.progress(progress, [point(1)], []);
    await expect(reporter.flush()).rejects.toThrow('MISCONF');
    expect(errors).toHaveLength(1);
    reporter.progress(progress, [point(2)], []);
    await vi.advanceTimersByTimeAsync(2 * DEFAULT_LIMITS.progressIntervalMs);
    expect(steps).toEqual([1, 2]);
    expect(vi.mocked(updateRun).mock.lastCall?.[2]).toMatchObject({ checkpointEpoch: 1, progress });
  });

  it('gives again what the store refused to append: every line of the log, every point and epoch, once and in order', async () => {
    vi.mocked(appendSeries)
      // More is reported while the store is being asked.
      .mockImplementationOnce(async () => {
        reporter.note(resumed(2));
        reporter.progress(progress, [point(2)], [epochPoint(2)]);
        throw new Error('MISCONF');
      })
      .mockRejectedValueOnce(new Error('MISCONF'));
    reporter.note(resumed(1));
    reporter.progress(progress, [point(1)], [epochPoint(1)]);
    await expect(reporter.flush()).rejects.toThrow('MISCONF');
    await expect(reporter.flush()).rejects.toThrow('MISCONF');
    // One that is refused again is no news.
    expect(errors).toHaveLength(1);
    expect([steps, epochs, lines]).toEqual([[], [], []]);
    reporter.note(resumed(3));
    await vi.advanceTimersByTimeAsync(2 * DEFAULT_LIMITS.progressIntervalMs);
    expect(lines).toEqual([resumed(1), resumed(2), resumed(3)]);
    expect(steps).toEqual([1, 2]);
    expect(epochs).toEqual([1, 2]);
    await reporter.close();
    expect(lines).toHaveLength(3);
  });

  it('gives again what was refused also when nothing new is reported', async () => {
    vi.mocked(appendSeries).mockRejectedValueOnce(new Error('MISCONF'));
    reporter.note(resumed(1));
    await vi.advanceTimersByTimeAsync(2 * DEFAULT_LIMITS.progressIntervalMs);
    expect(lines).toEqual([resumed(1)]);
  });

  it('says when its last words were refused, and gives them again when it is closed again', async () => {
    vi.mocked(appendSeries).mockRejectedValueOnce(new Error('MISCONF'));
    reporter.note(resumed(1));
    await expect(reporter.close()).rejects.toThrow('MISCONF');
    expect(lines).toEqual([]);
    await reporter.close();
    expect(lines).toEqual([resumed(1)]);
  });

  it('has nothing more to say of a run that is another worker’s by now', async () => {
    vi.mocked(updateRun).mockResolvedValue(null);
    reporter.progress(progress, [point(1)], []);
    await reporter.close();
    expect(steps).toEqual([]);
  });
});
