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
  turn,
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

  it('are those who labelled, and those whose writing a sample keeps', () => {
    ask(add(0), ANN);
    ask(labelCell(0, 7), BOB);
    ask(add(1), CLEO);
    expect(named()).toEqual([ANN.id, BOB.id, CLEO.id, ...roles]);
    ask(clear(0), HOST);
    ask(turn(), HOST);
    expect(named()).toEqual([ANN.id, BOB.id, ...roles]);
    ask(withdraw(BOB.id, 'labelled'), HOST);
    expect(named()).toEqual(roles);
  });
});
