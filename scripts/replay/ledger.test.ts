import { applyEffect, type Effect, emptyRoom, type LogEntry, pageOf } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { Ledger } from './ledger.ts';

const add = (id: string): Effect => ({ kind: 'stroke.add', id, page: 1, cell: 0, revision: 1 });
const clear = (id: string): Effect => {
  const cells = [{ cell: 0, strokes: [id], label: null, isWhole: true }];
  return { kind: 'ink.clear', page: 1, clearing: { id: 'clear', by: 'ann', seq: 2, at: 0, cells }, revisions: [2] };
};
const log = (...effects: Effect[]): LogEntry[] =>
  effects.map((effect, i) => ({ seq: i + 1, opId: `op-${i}`, by: 'ann', at: 0, effect }));
const page = (...effects: Effect[]) => pageOf(effects.reduce(applyEffect, emptyRoom('room')), 1);

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
    const kept = ledger('ann/a');
    kept.audited(1, page(add('ann/a')), log(add('ann/a')));
    expect([kept.lost, kept.duplicated, kept.relayMs]).toEqual([0, 0, [5]]);
  });

  it('counts one as lost that is missing in the log, on the page, or on the other screen', () => {
    const missing = ledger('ann/a');
    missing.audited(1, page(), log());
    expect(missing.lost).toBe(1);
    const gone = ledger('ann/a');
    gone.audited(1, page(), log(add('ann/a')));
    expect(gone.lost).toBe(1);
    const unseen = new Ledger();
    unseen.sent('ann/a', 1, 0);
    unseen.audited(1, page(add('ann/a')), log(add('ann/a')));
    expect([unseen.lost, unseen.unseen(1)]).toEqual([1, ['ann/a']]);
  });

  it('does not count one as lost that somebody took away', () => {
    const kept = ledger('ann/a');
    kept.audited(1, page(), log(add('ann/a'), clear('ann/a')));
    expect(kept.lost).toBe(0);
  });

  it('counts one as duplicated that the log holds twice', () => {
    const kept = ledger('ann/a');
    kept.audited(1, page(add('ann/a')), log(add('ann/a'), add('ann/a')));
    expect(kept.duplicated).toBe(1);
  });

  it('counts one as lost that is gone from an earlier page, and looks at a page as often as it is asked to', () => {
    const kept = ledger('ann/a');
    kept.audited(1, page(add('ann/a')), log(add('ann/a')));
    kept.audited(2, page(), log());
    expect([kept.lost, kept.duplicated, kept.pages]).toEqual([0, 0, [1]]);
    kept.audited(1, page(), null);
    expect(kept.lost).toBe(1);
  });

  it('goes by the page alone where the log is too long', () => {
    const kept = ledger('ann/a', 'ann/b');
    kept.audited(1, page(add('ann/a')), null);
    expect(kept.lost).toBe(1);
  });
});
