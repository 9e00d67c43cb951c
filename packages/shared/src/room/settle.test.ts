import { beforeEach, describe, expect, it } from 'vitest';
import {
  ANN,
  type Around,
  add,
  ask,
  BOB,
  begin,
  clear,
  clock,
  codeOf,
  decide,
  deletePage,
  draw,
  EVERY_KIND,
  effectOf,
  errorOf,
  grow,
  HOST,
  HOSTS,
  labelCell,
  labelIn,
  ledger,
  oneOfEach,
  remove,
  restore,
  samples,
  setRoles,
  state,
  strokesIn,
  turn,
  VERA,
  WITH_KEY,
  withdraw,
} from '../../../../tests/support/law.ts';
import { PAGE_ROWS } from '../page.js';
import type { Operation } from '../protocol/operations.js';
import type { Effect } from './effects.js';
import { PROVISIONAL_SAMPLE } from './sampling.js';
import { emptySampleCounts } from './state.js';

describe('who may ask (R9)', () => {
  beforeEach(() => {
    ask(add(0, 'stroke-a'));
    ask(add(1, 'stroke-z'));
    ask(clear(1), ANN, { opId: 'cleared-0' });
    ask(begin(), HOST);
    ask(add(0));
    ask(begin(), HOST);
    ask(deletePage(3), HOST);
    ask(turn(1), HOST);
  });

  it.each(EVERY_KIND.filter((kind) => kind !== 'person.name'))(
    '%s is not a viewer’s to ask for, nor a watching connection’s',
    (kind) => {
      const watching = [ANN, HOST].map((who) => ({ ...who, watches: true }));
      // Somebody who was made a viewer and has the key may come back as host.
      const watchers = kind === 'host.claim' ? watching : [VERA, ...watching];
      for (const who of watchers) expect(errorOf(oneOfEach()[kind], who, WITH_KEY).code).toBe('viewer_read_only');
      for (const who of watchers) expect(decide(oneOfEach()[kind], who, WITH_KEY, null).ok).toBe(false);
    },
  );

  it.each(HOSTS)('%s is a host’s to ask for', (kind) => {
    const refusal = { code: 'host_only', details: { operation: kind } };
    expect(errorOf(oneOfEach()[kind], ANN, WITH_KEY)).toMatchObject(refusal);
    expect(codeOf(oneOfEach()[kind], HOST, WITH_KEY)).toBe('ok');
  });

  it.each(EVERY_KIND.filter((kind) => !HOSTS.includes(kind)))('%s is a writer’s to ask for as well', (kind) => {
    ask(labelCell(0, 1));
    expect(codeOf(oneOfEach()[kind], ANN, WITH_KEY)).toBe('ok');
  });

  it('is not to withdraw what is somebody else’s, but for a host', () => {
    ask(labelCell(0, 7));
    const refusal = { code: 'host_only', details: { operation: 'samples.withdraw' } };
    for (const role of ['labelled', 'written'] as const)
      expect(errorOf(withdraw(ANN.id, role), BOB)).toMatchObject(refusal);
    expect(codeOf(withdraw(ANN.id, 'written'), HOST)).toBe('ok');
  });

  it('is as their role is at that moment', () => {
    setRoles({ [HOST.id]: 'writer', [VERA.id]: 'host' });
    expect(codeOf(turn(), HOST)).toBe('host_only');
    expect(codeOf(turn(), VERA)).toBe('ok');
  });
});

describe('where something may be asked for', () => {
  it('is a page of the room, the open one or another', () => {
    ask(add(0, 'stroke-a'));
    ask(begin(), HOST);
    for (const op of Object.values(oneOfEach())) {
      if (!('page' in op)) continue;
      expect(errorOf({ ...op, page: 4 }, HOST)).toMatchObject({ code: 'page_not_found', details: { last: 2 } });
      expect(codeOf({ ...op, page: 1 }, HOST)).not.toBe('page_not_found');
    }
  });

  it('is a cell of the page, which has more of them when it has grown', () => {
    const beyond = PAGE_ROWS * 8;
    const everywhere = [add(beyond), remove(beyond, 'ann-0000/stroke-a'), clear(beyond), labelCell(beyond, 7)];
    for (const op of everywhere)
      expect(errorOf(op)).toMatchObject({ code: 'cell_out_of_range', details: { rows: PAGE_ROWS } });
    ask(grow());
    expect(everywhere.map((op) => codeOf(op))).toEqual(['ok', 'stroke_not_found', 'ok', 'cell_empty']);
  });
});

describe('what an earlier app has left to be sent', () => {
  it.each([{ kind: 'cell.clear', page: 1, cell: 0 }, { kind: 'page.grow' }, { kind: 'page.turn' }] as never[])(
    'R8 is refused where nothing like it is known any more: %o',
    (op) => {
      for (const by of [ledger, null]) expect(decide(op, HOST, {}, by).ok).toBe(false);
    },
  );
});

describe('host.claim', () => {
  it('R9 makes a host of whoever has shown the key, and of nobody else', () => {
    const claim: Operation = { kind: 'host.claim' };
    for (const evidence of [{}, { holdsHostKey: false }])
      expect(errorOf(claim, ANN, { evidence })).toMatchObject({ code: 'wrong_key', details: { key: 'host' } });
    expect(codeOf(turn())).toBe('host_only');
    expect(effectOf(claim, ANN, WITH_KEY)).toStrictEqual({ kind: 'person.role', personId: ANN.id, role: 'host' });
    expect(codeOf(turn())).toBe('ok');
    expect(codeOf(turn(), BOB)).toBe('host_only');
    expect(state.roles).toEqual({ [HOST.id]: 'host', [VERA.id]: 'viewer', [ANN.id]: 'host' });
  });

  it('changes nothing for a host', () => {
    const { roles } = state;
    expect(codeOf({ kind: 'host.claim' }, HOST, WITH_KEY)).toBe('ok');
    expect(state.roles).toEqual(roles);
  });
});

describe('an app’s own view, without a ledger', () => {
  const provisional = (op: Operation, who = ANN, around: Around = {}): Effect => {
    const result = decide(op, who, around, null);
    if (!result.ok) throw new Error(`${op.kind} was refused: ${result.error.code}`);
    return result.value;
  };

  it('leaves out of a stroke what only the ledger knows, also in a cell that is labelled', () => {
    const bare = { kind: 'stroke.add', id: 'ann-0000/stroke-b', page: 1, cell: 1 };
    expect(provisional(add(1, 'stroke-b'))).toStrictEqual({ ...bare, revision: 1 });
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 7));
    expect(provisional(add(1, 'stroke-b'))).toStrictEqual({ ...bare, revision: 2 });
  });

  it('leaves the samples out of what is taken back', () => {
    for (const id of ['stroke-a', 'stroke-b']) ask(add(1, id));
    ask(labelCell(1, 7));
    const taken = { kind: 'stroke.remove', page: 1, cell: 1, revision: 3 };
    const ids = ['ann-0000/stroke-a', 'ann-0000/stroke-b'];
    expect(provisional(remove(1, ids[0]!))).toStrictEqual({ ...taken, ids: [ids[0]] });
    expect(provisional(remove(1, ...ids))).toStrictEqual({ ...taken, ids });
    expect(provisional(clear(1))).toMatchObject({
      kind: 'ink.clear',
      page: 1,
      revisions: [3],
      clearing: { by: ANN.id, at: clock, cells: [{ cell: 1, strokes: ids, label: { value: 7 }, isWhole: true }] },
    });
    expect(provisional(labelCell(1, null))).toStrictEqual({ kind: 'cell.label', page: 1, cell: 1, label: null });
  });

  it('says what a cell holds, with a provisional sample or the one that it has', () => {
    ask(add(1, 'stroke-a'));
    const said = { value: 7, by: BOB.id, at: clock };
    expect(provisional(labelCell(1, 7), BOB)).toStrictEqual({
      kind: 'cell.label',
      page: 1,
      cell: 1,
      label: { ...said, sampleId: PROVISIONAL_SAMPLE },
    });
    ask(labelCell(1, 2), ANN, { opId: 'labelled-1' });
    const { by } = labelIn(1)!;
    expect(provisional(labelCell(1, 7), BOB)).toMatchObject({
      label: { value: 2, by, sampleId: 'labelled-1', others: [{ ...said, at: clock }] },
    });
  });

  it('does not refuse what only the ledger can', () => {
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 7));
    ask(remove(1, 'ann-0000/stroke-a'));
    expect(provisional(add(2, 'stroke-a'))).toMatchObject({ id: 'ann-0000/stroke-a', cell: 2 });
    ask(add(2, 'stroke-b'));
    expect(provisional(labelCell(2, 7), ANN, { limits: { samplesPerRoomMax: 1, samplesBytesMax: 1 } })).toMatchObject({
      label: { value: 7 },
    });
  });

  it('refuses what the state alone tells', () => {
    ask(add(1, 'stroke-a'));
    const code = (op: Operation, who = ANN) => {
      const result = decide(op, who, { limits: { cellStrokesMax: 1 } }, null);
      return result.ok ? 'ok' : result.error.code;
    };
    expect(code(add(1, 'stroke-a'))).toBe('stroke_exists');
    expect(code(add(1, 'stroke-b'))).toBe('cell_full');
    expect(code(remove(1, 'ann-0000/stroke-a'), BOB)).toBe('not_your_stroke');
    expect(code(clear(2))).toBe('cell_empty');
    expect(code(turn())).toBe('host_only');
  });

  it('takes the labels of the page off that somebody withdraws, and leaves the counters', () => {
    for (const cell of [1, 2]) ask(add(cell));
    ask(labelCell(1, 7), BOB);
    ask(labelCell(2, 3));
    const effect = provisional(withdraw(BOB.id, 'labelled'), BOB);
    expect(effect).toMatchObject({ cells: [[1, 1]], count: 0 });
    expect(effect).toHaveProperty('samples', state.samples);
  });

  it('has no facts, whatever is asked for', () => {
    ask(add(0, 'stroke-a'));
    ask(labelCell(0, 7));
    ask(add(1, 'stroke-z'));
    ask(clear(1), ANN, { opId: 'cleared-0' });
    ask(begin(), HOST);
    ask(add(0));
    ask(begin(), HOST);
    ask(deletePage(3), HOST);
    ask(turn(1), HOST);
    const operations = { ...oneOfEach(), 'samples.withdraw': withdraw(ANN.id, 'labelled') };
    for (const op of Object.values(operations)) {
      const who = op.kind === 'samples.withdraw' ? ANN : HOST;
      expect(provisional(op, who, WITH_KEY), op.kind).not.toHaveProperty('facts');
    }
  });
});

describe('the id of an operation, which its client chooses', () => {
  it.each(['constructor', 'toString', 'isPrototypeOf'])(
    'R8 may be %s and still names a sample like any other',
    (opId) => {
      draw({ [ANN.id]: 'training', [BOB.id]: 'training' });
      ask(add(1));
      const effect = effectOf(labelCell(1, 7), ANN, { opId });
      expect([...ledger.samples.entries()]).toMatchObject([[opId, { label: 7 }]]);
      expect(Object.keys((JSON.parse(JSON.stringify(effect)) as Effect).facts!.samples!)).toEqual([opId]);
      ask(labelCell(1, 2));
      expect(state.samples).toMatchObject({ training: 1 });
      expect(state.samples.perDigit).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
      // Nothing that belongs to others goes with it, nor does it go with what belongs to others.
      ask(add(2), BOB);
      ask(labelCell(2, 3), BOB);
      expect(effectOf(withdraw(BOB.id, 'written'), BOB)).toMatchObject({ count: 1, cells: [[1, 2]] });
      expect(labelIn(1)).toMatchObject({ value: 2, sampleId: opId });
      ask(labelCell(1, null));
      expect([samples(), state.samples]).toEqual([[], emptySampleCounts()]);
    },
  );

  it('R10 takes no clearing’s place when it comes again after the store has forgotten it', () => {
    ask(add(1, 'stroke-a'));
    ask(clear(1), HOST, { opId: 'cleared-1' });
    ask(add(2, 'stroke-b'), BOB);
    expect(codeOf(clear(2), BOB, { opId: 'cleared-1' })).toBe('invalid_payload');
    expect(codeOf(remove(2, 'bob-0000/stroke-b'), HOST, { opId: 'cleared-1' })).toBe('invalid_payload');
    expect(codeOf(restore('cleared-1'), ANN)).toBe('ok');
    expect(strokesIn(1)).toEqual(['ann-0000/stroke-a']);
  });

  it('R10 takes nobody’s sample when it comes again after the store has forgotten it', () => {
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 7), ANN, { opId: 'labelled-1' });
    draw({ [BOB.id]: 'training' });
    ask(add(2, 'stroke-b'), BOB);
    ask(labelCell(2, 3), BOB, { opId: 'labelled-1' });
    expect(samples()).toContainEqual(expect.objectContaining({ label: 7, strokes: ['ann-0000/stroke-a'] }));
    expect(state.samples.training).toBe(samples().length);
  });
});
