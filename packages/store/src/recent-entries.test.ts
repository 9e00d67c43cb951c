import type { LogEntry } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { RecentEntries } from './recent-entries.js';

const entry = (seq: number, title = ''): LogEntry => {
  return { seq, opId: `op-${seq}`, by: 'ann-0000', at: 1, effect: { kind: 'room.title', title } };
};
const seqs = (entries: LogEntry[] | null) => entries?.map(({ seq }) => seq);

describe('RecentEntries', () => {
  it('are those after one that somebody knows, for as long as all of them are kept', () => {
    const recent = new RecentEntries(1e6);
    recent.add([4, 5, 6].map((seq) => entry(seq)));
    expect(seqs(recent.between(4, 6))).toEqual([5, 6]);
    expect(seqs(recent.between(6, 6))).toEqual([]);
    expect(recent.between(2, 6)).toBeNull();
    expect([recent.opIdOf(4), recent.opIdOf(3)]).toEqual(['op-4', undefined]);
    recent.clear();
    expect(recent.between(5, 6)).toBeNull();
  });

  it('have nothing that only gateways know', () => {
    const recent = new RecentEntries(1e6);
    recent.add([{ ...entry(1), effect: { kind: 'page.grow', page: 1, rows: 6, facts: { bytes: { a: 7 } } } }]);
    expect(recent.between(0, 1)![0]!.effect).toEqual({ kind: 'page.grow', page: 1, rows: 6 });
  });

  it('R7 are bounded in number and in bytes, and the newest is always kept', () => {
    const recent = new RecentEntries(2e6);
    recent.add(Array.from({ length: 10_001 }, (_, i) => entry(i + 1)));
    expect([recent.opIdOf(1), recent.opIdOf(2)]).toEqual([undefined, 'op-2']);
    for (let seq = 10_002; seq < 10_010; seq++) recent.add([entry(seq, 'x'.repeat(900_000))]);
    expect(recent.opIdOf(10_007)).toBeUndefined();
    expect(seqs(recent.between(10_007, 10_009))).toEqual([10_008, 10_009]);
    recent.add([entry(10_010, 'x'.repeat(3_000_000))]);
    expect([recent.opIdOf(10_009), recent.opIdOf(10_010)]).toEqual([undefined, 'op-10010']);
  });
});
