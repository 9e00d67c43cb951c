import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.js';
import { TokenBucket } from './token-bucket.js';

describe('TokenBucket', () => {
  it('spends its burst at once and then no more than its rate', () => {
    const bucket = new TokenBucket(() => ({ perSecond: 10, burst: 3 }), 0);
    expect([0, 0, 0, 0].map((now) => bucket.take(now))).toEqual([0, 0, 0, 100]);
    expect([bucket.take(100), bucket.take(100)]).toEqual([0, 100]);
  });
});

describe('backoffMs', () => {
  it('doubles up to the limit and scatters over the upper half', () => {
    const limits = { reconnectDelayMs: 100, reconnectDelayMaxMs: 1000 };
    expect([0, 1, 2, 9].map((attempt) => backoffMs(attempt, limits, 1))).toEqual([100, 200, 400, 1000]);
    expect(backoffMs(0, limits, 0)).toBe(50);
  });
});
