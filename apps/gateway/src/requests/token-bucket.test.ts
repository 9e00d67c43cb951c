import { describe, expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.js';

describe('TokenBucket (R7)', () => {
  it('lets a burst through, then the long-run rate', () => {
    const bucket = new TokenBucket(10, 3, 0);
    expect([1, 1, 1].map((cost) => bucket.take(cost, 0))).toEqual([0, 0, 0]);
    expect(bucket.take(1, 0)).toBe(100);
    expect(bucket.take(1, 100)).toBe(0);
    expect(bucket.take(1, 150)).toBe(50);
  });

  it('says when a heavy request can be paid for, and takes nothing for a refused one', () => {
    const bucket = new TokenBucket(10, 10, 0);
    bucket.take(5, 0);
    expect(bucket.take(10, 0)).toBe(500);
    expect(bucket.take(5, 0)).toBe(0);
  });

  it('never saves up more than a burst', () => {
    const bucket = new TokenBucket(10, 2, 0);
    expect(bucket.take(2, 60_000)).toBe(0);
    expect(bucket.take(1, 60_000)).toBe(100);
  });

  it('owes what was spent beyond what was there, until it has come in', () => {
    const bucket = new TokenBucket(10, 10, 0);
    bucket.spend(25, 0);
    expect(bucket.owed).toBe(15);
    expect(bucket.waitFor(0, 500)).toBe(1_000);
    expect(bucket.waitFor(5, 1_500)).toBe(500);
    expect(bucket.owed).toBe(0);
  });
});
