import { namedPeople } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import {
  ANN,
  add,
  ask,
  BOB,
  CLEO,
  clear,
  HOST,
  labelCell,
  ledger,
  remove,
  state,
  VERA,
  withdraw,
} from '../../../../tests/support/law.ts';

describe('R10 of whom something is left in a room', () => {
  const named = () => [...namedPeople(state, ledger)].sort();
  const roles = [HOST.id, VERA.id];

  it('are those who wrote, as long as their ink is there', () => {
    ask(add(0, 'stroke-a'), ANN);
    expect(named()).toEqual([ANN.id, ...roles]);
    ask(remove(0, 'ann-0000/stroke-a'), ANN);
    expect(named()).toEqual(roles);
  });

  it('are those who labelled, and those whose writing a sample keeps or could be restored', () => {
    ask(add(0), ANN);
    ask(labelCell(0, 7), BOB);
    ask(add(1, 'stroke-c'), CLEO);
    expect(named()).toEqual([ANN.id, BOB.id, CLEO.id, ...roles]);
    ask(remove(1, 'cleo-000/stroke-c'), CLEO);
    ask(clear(0), ANN);
    expect(named()).toEqual([ANN.id, BOB.id, ...roles]);
    ask(withdraw(BOB.id, 'labelled'), HOST);
    // Nor does what they said come back with what was cleared.
    expect(named()).toEqual([ANN.id, ...roles]);
  });
});
