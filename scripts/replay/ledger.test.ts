import { applyEffect, type Effect, emptyRoom, type LogEntry } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { Ledger } from './ledger.ts';

const add = (id: string): Effect => ({
  kind: 'stroke.add',
  stroke: { id, authorId: 'ann', cell: 0, width: 20, points: [1, 1, 0.5, 0] },
  revision: 1,
});
const log = (...effects: Effect[]): LogEntry[] =>
  effects.map((effect, i) => ({ seq: i + 1, opId: `op-${i}`, by: 'ann', at: 0, effect }));
const page = (...effects: Effect[]) => effects.reduce(applyEffect, emptyRoom('room'));

function ledger(...ids: string[]): Ledger {
  const kept = new Ledger();
  for (const id of ids) {
    kept.sent(id, 1, 10);
    kept.seen(id, 15);
  }
  return kept;
}

describe('Ledger', () => {
  it('counts a stroke that is once in the log, on its page and on another screen as arrived', () => {
    const kept = ledger('a');
    kept.audited(page(add('a')), log(add('a')));
    expect([kept.lost, kept.duplicated, kept.relayMs]).toEqual([0, 0, [5]]);
  });

  it('counts one as lost that is missing in the log, on the page, or on the other screen', () => {
    const missing = ledger('a');
    missing.audited(page(), log());
    expect(missing.lost).toBe(1);
    const gone = ledger('a');
    gone.audited(page(), log(add('a')));
    expect(gone.lost).toBe(1);
    const unseen = new Ledger();
    unseen.sent('a', 1, 0);
    unseen.audited(page(add('a')), log(add('a')));
    expect([unseen.lost, unseen.unseen(1)]).toEqual([1, ['a']]);
  });

  it('does not count one as lost that somebody took away', () => {
    const kept = ledger('a');
    kept.audited(page(), log(add('a'), { kind: 'cell.clear', cell: 0, ids: ['a'], revision: 2 }));
    expect(kept.lost).toBe(0);
  });

  it('counts one as duplicated that the log holds twice', () => {
    const kept = ledger('a');
    kept.audited(page(add('a')), log(add('a'), add('a')));
    expect(kept.duplicated).toBe(1);
  });

  it('goes by the page alone where the log is too long', () => {
    const kept = ledger('a', 'b');
    kept.audited(page(add('a')), null);
    expect(kept.lost).toBe(1);
  });
});
