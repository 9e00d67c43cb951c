import { describe, expect, it } from 'vitest';
import { percentiles } from './percentiles.ts';

describe('percentiles', () => {
  it('takes values that were measured, by nearest rank, in whatever order they come', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentiles(values)).toEqual({ p50: 50, p95: 95, p99: 99 });
    expect(percentiles([7.26])).toEqual({ p50: 7.3, p95: 7.3, p99: 7.3 });
  });

  it('has no value for nothing', () => {
    expect(percentiles([])).toBeNull();
  });
});
