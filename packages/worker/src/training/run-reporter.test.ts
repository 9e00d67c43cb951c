import { DEFAULT_LIMITS, type Run, type RunPoint, type RunProgress } from '@inkroom/shared';
import { appendSeries, updateRun } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunReporter } from './run-reporter.js';

vi.mock('@inkroom/store', () => ({ appendSeries: vi.fn(), updateRun: vi.fn() }));

const progress = { phase: 'training', totalSteps: 10 } as RunProgress;
const point = (step: number): RunPoint => ({ step, epoch: step / 10, loss: 1, accuracy: 0 });

describe('RunReporter', () => {
  let steps: number[];
  let errors: unknown[];
  let reporter: RunReporter;

  beforeEach(() => {
    vi.useFakeTimers();
    steps = [];
    errors = [];
    vi.mocked(updateRun)
      .mockReset()
      .mockResolvedValue({} as Run);
    vi.mocked(appendSeries)
      .mockReset()
      .mockImplementation(async (_redis, _run, { points = [] }) => void steps.push(...points.map(({ step }) => step)));
    reporter = new RunReporter({
      redis: {} as Redis,
      run: { id: 'run', roomId: 'room' },
      workerId: 'cpu-1',
      limits: DEFAULT_LIMITS,
      onLost: () => {},
      onError: (error) => errors.push(error),
    });
  });
  afterEach(() => {
    reporter.abandon();
    vi.useRealTimers();
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
    await reporter.flush();
    expect(errors).toHaveLength(1);
    reporter.progress(progress, [point(2)], []);
    await vi.advanceTimersByTimeAsync(2 * DEFAULT_LIMITS.progressIntervalMs);
    expect(steps).toEqual([1, 2]);
    expect(vi.mocked(updateRun).mock.lastCall?.[2]).toMatchObject({ checkpointEpoch: 1, progress });
  });
});
