import { describe, expect, it } from 'vitest';
import { type LogEntry, withoutFacts } from './effects.js';

const entry: LogEntry = {
  seq: 4,
  opId: 'operation-4',
  by: 'ann-0000',
  at: 7,
  effect: { kind: 'stroke.add', id: 'ann-0000/stroke-1', page: 1, cell: 3, revision: 1 },
};

describe('an entry as people are told of it', () => {
  it('has all but what only ledgers know, and the entry itself keeps that', () => {
    const facts = { bytes: { 'ann-0000/stroke-1': 40 } };
    const logged: LogEntry = { ...entry, effect: { ...entry.effect, facts } };
    expect(withoutFacts(logged)).toStrictEqual(entry);
    expect(logged.effect.facts).toBe(facts);
  });

  it('is the very entry where there is nothing to leave out', () => {
    expect(withoutFacts(entry)).toBe(entry);
  });
});
