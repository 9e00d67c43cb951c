import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Batcher } from './batcher.js';

/** A batch runner whose batches end when the test says so. */
function controlled() {
  const batches: { items: number[]; finish(): void; fail(reason: Error): void }[] = [];
  const run = (items: number[]) =>
    new Promise<number[]>((resolve, reject) => {
      batches.push({ items, finish: () => resolve(items.map((item) => item * 10)), fail: reject });
    });
  return { batches, run };
}

describe('Batcher', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('runs a batch as soon as it is full', async () => {
    const { batches, run } = controlled();
    const batcher = new Batcher({ maxBatchSize: 3, maxQueueDelayMs: 1000, instanceCount: 1, run });
    const results = [1, 2, 3].map((item) => batcher.add(item));
    expect(batches.map(({ items }) => items)).toEqual([[1, 2, 3]]);
    batches[0]!.finish();
    expect(await Promise.all(results)).toEqual([10, 20, 30]);
  });

  it('makes nobody wait for company longer than the delay', async () => {
    const { batches, run } = controlled();
    const batcher = new Batcher({ maxBatchSize: 32, maxQueueDelayMs: 4, instanceCount: 1, run });
    void batcher.add(1);
    await vi.advanceTimersByTimeAsync(3);
    void batcher.add(2);
    expect(batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(batches.map(({ items }) => items)).toEqual([[1, 2]]);
  });

  it('gathers while all instances are busy and goes on at once when one is free', async () => {
    const { batches, run } = controlled();
    const batcher = new Batcher({ maxBatchSize: 4, maxQueueDelayMs: 4, instanceCount: 2, run });
    for (const item of [1, 2, 3, 4, 5, 6, 7, 8]) void batcher.add(item);
    for (const item of [9, 10, 11]) void batcher.add(item);
    await vi.advanceTimersByTimeAsync(50);
    expect(batches).toHaveLength(2);
    batches[0]!.finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(batches.map(({ items }) => items)).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11],
    ]);
  });

  it('gives an item that comes after a full batch its own time to wait', async () => {
    const { batches, run } = controlled();
    const batcher = new Batcher({ maxBatchSize: 2, maxQueueDelayMs: 10, instanceCount: 2, run });
    void batcher.add(1);
    await vi.advanceTimersByTimeAsync(9);
    void batcher.add(2);
    void batcher.add(3);
    await vi.advanceTimersByTimeAsync(9);
    expect(batches.map(({ items }) => items)).toEqual([[1, 2]]);
    await vi.advanceTimersByTimeAsync(1);
    expect(batches.map(({ items }) => items)).toEqual([[1, 2], [3]]);
  });

  it('fails only the items of the batch that failed', async () => {
    const { batches, run } = controlled();
    const batcher = new Batcher({ maxBatchSize: 1, maxQueueDelayMs: 4, instanceCount: 1, run });
    const first = batcher.add(1);
    const second = batcher.add(2);
    batches[0]!.fail(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    batches[1]!.finish();
    expect(await second).toBe(20);
  });

  it('refuses a runner that does not answer every item', async () => {
    const batcher = new Batcher({ maxBatchSize: 2, maxQueueDelayMs: 4, instanceCount: 1, run: async () => [1] });
    const results = [batcher.add(1), batcher.add(2)];
    await expect(Promise.all(results)).rejects.toThrow('2 items gave 1 results');
    await expect(results[1]).rejects.toThrow();
  });

  it('R7 takes from all rooms in turn: one of many cells keeps no other waiting', async () => {
    const { batches, run } = controlled();
    const turnOf = (item: number) => (item < 100 ? 'busy' : 'quiet');
    const batcher = new Batcher({ maxBatchSize: 2, maxQueueDelayMs: 4, instanceCount: 1, turnOf, run });
    for (const item of [1, 2, 3, 4, 5, 6, 100]) void batcher.add(item);
    batches[0]!.finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(batches.map(({ items }) => items)).toEqual([
      [1, 2],
      [3, 100],
    ]);
  });

  it('R7 takes several of a room in one turn where it may, and no more before the others had theirs', async () => {
    const { batches, run } = controlled();
    const turnOf = (item: number) => `${Math.floor(item / 100)}`;
    const batcher = new Batcher({ maxBatchSize: 5, maxQueueDelayMs: 4, instanceCount: 1, turnOf, turnMax: 2, run });
    for (const item of [1, 2, 3, 4, 5, 6, 7, 8, 100, 101, 102, 200]) void batcher.add(item);
    for (const done of [0, 1]) {
      batches[done]!.finish();
      await vi.advanceTimersByTimeAsync(4);
    }
    expect(batches.map(({ items }) => items)).toEqual([
      [1, 2, 3, 4, 5],
      [6, 7, 100, 101, 200],
      [8, 102],
    ]);
  });

  it('R7 tells when nothing is in hand, and no sooner', async () => {
    const { batches, run } = controlled();
    const batcher = new Batcher({ maxBatchSize: 2, maxQueueDelayMs: 4, instanceCount: 1, run });
    const { signal } = new AbortController();
    await batcher.idle(signal);
    const idle = vi.fn();
    for (const item of [1, 2, 3]) void batcher.add(item);
    void batcher.idle(signal).then(idle);
    batches[0]!.finish();
    await vi.advanceTimersByTimeAsync(3);
    expect(idle).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    batches[1]!.finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(idle).toHaveBeenCalledOnce();
  });

  it('lets go of who waited for that and gives up', async () => {
    const { batches, run } = controlled();
    const batcher = new Batcher({ maxBatchSize: 1, maxQueueDelayMs: 4, instanceCount: 1, run });
    void batcher.add(1);
    const giveUp = new AbortController();
    const waits = expect(batcher.idle(giveUp.signal)).rejects.toThrow('aborted');
    giveUp.abort();
    await waits;
    batches[0]!.finish();
  });
});
