import type { Checkpoint } from '@inkroom/engine';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CheckpointKeeper } from './checkpoint-keeper.js';

const after = (epoch: number) => ({ epoch }) as Checkpoint;

describe('CheckpointKeeper', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A keeper, the epochs it has stored, and a store that answers when `answer` is called. */
  function keeper() {
    const asked: number[] = [];
    const answers: (() => void)[] = [];
    const refusals: (() => void)[] = [];
    const onError = vi.fn();
    const save = ({ epoch }: Checkpoint) =>
      new Promise<void>((resolve, reject) => {
        asked.push(epoch);
        answers.push(resolve);
        refusals.push(() => reject(new Error('refused')));
      });
    const it = new CheckpointKeeper({ intervalMs: 1000, save, onError });
    return { keeper: it, asked, answer: () => answers.at(-1)!(), refuse: () => refusals.at(-1)!(), onError };
  }

  it('stores the first at once, then no more than one per interval, and the last', async () => {
    const { keeper: kept, asked, answer } = keeper();
    kept.keep(after(1));
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([1]);
    answer();
    for (const epoch of [2, 3, 4]) kept.keep(after(epoch));
    await vi.advanceTimersByTimeAsync(999);
    expect(asked).toEqual([1]);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toEqual([1, 4]);
    answer();
    kept.keep(after(5));
    const closed = kept.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([1, 4, 5]);
    answer();
    await closed;
  });

  it('lets only the newest wait while the store is away', async () => {
    const { keeper: kept, asked, answer } = keeper();
    kept.keep(after(1));
    for (let epoch = 2; epoch <= 9; epoch++) {
      await vi.advanceTimersByTimeAsync(5000);
      kept.keep(after(epoch));
    }
    expect(asked).toEqual([1]);
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([1, 9]);
  });

  it('stores the last one once, after the one that is being stored, and none that comes later', async () => {
    const { keeper: kept, asked, answer, refuse } = keeper();
    kept.keep(after(1));
    await vi.advanceTimersByTimeAsync(0);
    kept.keep(after(2));
    const closed = kept.close();
    kept.keep(after(3));
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toEqual([1]);
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([1, 2]);
    refuse();
    await closed;
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toEqual([1, 2]);
  });

  it('tries one that was refused again, unless there is a newer one', async () => {
    const { keeper: kept, asked, refuse, onError } = keeper();
    kept.keep(after(1));
    await vi.advanceTimersByTimeAsync(0);
    refuse();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([1, 1]);
    expect(onError).toHaveBeenCalledOnce();
    kept.keep(after(2));
    refuse();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([1, 1, 2]);
  });
});
