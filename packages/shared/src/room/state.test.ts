import { describe, expect, it } from 'vitest';
import { PROMOTIONS_KEPT } from '../gate.js';
import { cellCount } from '../page.js';
import type { Promotion } from '../protocol/models.js';
import type { Prediction } from '../protocol/predictions.js';
import type { RoomState } from '../protocol/room.js';
import type { Effect } from './effects.js';
import {
  applyEffect,
  applyEntry,
  applyPrediction,
  emptyRoom,
  emptySampleCounts,
  freeCells,
  isUnwritten,
  labellersIn,
  lastPage,
  needsGate,
  pageOf,
  roleOf,
} from './state.js';
import { strokeChanges } from './state-changes.js';

const [A, B] = ['ann-0000/stroke-a', 'ann-0000/stroke-b'];
const BOBS = 'bob-0000/stroke-a';

function add(id: string, revision: number, cell = 0, page = 1): Effect {
  return { kind: 'stroke.add', id, page, cell, revision };
}

function remove(ids: string[], revision: number, cell = 0): Effect {
  return { kind: 'stroke.remove', page: 1, cell, ids, revision };
}

/** Takes all of the first cell away. */
function clear(strokes: string[], revision: number): Effect {
  const cells = [{ cell: 0, strokes, label: null, isWhole: true }];
  return {
    kind: 'ink.clear',
    page: 1,
    clearing: { id: 'clearing', by: 'ann-0000', seq: 2, at: 1, cells },
    revisions: [revision],
  };
}

const turned = { by: 'host-000', at: 1, from: 1 };

function begin(page: number): Effect {
  return { kind: 'page.begin', page, columns: 12, rows: 5, turned };
}

const cellsOf = (state: RoomState) => pageOf(state, 1).cells;

function log(effects: Effect[], from: RoomState = emptyRoom('room')): RoomState {
  return effects.reduce(
    (state, effect) => applyEntry(state, { seq: state.seq + 1, opId: `op${state.seq}`, by: 'ann-0000', at: 1, effect }),
    from,
  );
}

function prediction(over: Partial<Prediction> = {}): Prediction {
  return {
    page: 1,
    cell: 0,
    revision: 1,
    live: 0,
    generation: 0,
    modelVersion: 'shipped-drawn',
    digit: 7,
    insteadOf: null,
    byChallenger: null,
    challengerError: null,
    scores: [0, 0, 0, 0, 0, 0, 0, 1, 0, 0],
    ...over,
  };
}

const label = { value: 7 as const, by: 'ann-0000', at: 1, sampleId: 'sample-1' };

function promotion(versionId: string): Promotion {
  return { versionId, by: 'ann-0000', at: 1, verdict: null, override: false };
}

/** The effect of a promotion of one version over another. */
function promoted(champion: string, previous: string | null, generation: number): Effect {
  return {
    kind: 'model.promote',
    champion,
    championForced: false,
    previous,
    previousForced: false,
    best: champion,
    previousBest: champion,
    challenger: null,
    generation,
    promotion: promotion(champion),
  };
}

describe('applyEntry', () => {
  it('counts entries and tells their time, and does not touch the state it was given', () => {
    const before = emptyRoom('room');
    const after = applyEntry(before, { seq: 1, opId: 'op-00001', by: 'ann-0000', at: 77, effect: add(A, 1) });
    expect(after).toMatchObject({ seq: 1, at: 77 });
    expect(before).toEqual(emptyRoom('room'));
  });

  it('R3 comes to the same without what only ledgers know', () => {
    const facts = { bytes: { [A]: 40 }, parts: { 'ann-0000': 'training' as const }, samples: { 'sample-1': null } };
    const effects = [add(A, 1), promoted('shipped-mlp', null, 1), remove([A], 2)];
    expect(log(effects.map((effect) => ({ ...effect, facts })))).toEqual(log(effects));
  });

  it('shares what did not change, so that a renderer can compare by identity', () => {
    const before = log([add(A, 1), add(B, 1, 1)]);
    const after = log([add(BOBS, 2)], before);
    expect(cellsOf(after)[1]).toBe(cellsOf(before)[1]);
    expect(after.samples).toBe(before.samples);
    expect(cellsOf(after)[0]).not.toBe(cellsOf(before)[0]);
  });
});

describe('strokes of the state', () => {
  it('are ids in the order of the log', () => {
    expect(log([add(B, 1), add(BOBS, 2), add(A, 3)]).pages[1]!.cells[0]).toEqual({
      revision: 3,
      strokes: [B, BOBS, A],
      label: null,
      prediction: null,
    });
  });

  it('stay single when one is added again', () => {
    expect(log([add(A, 1), add(A, 1)]).pages[1]!.cells[0]!.strokes).toEqual([A]);
  });

  it('keep the label while any is left, and take it along with the last of them', () => {
    const samples = { ...emptySampleCounts(), training: 1 };
    const state = log([
      add(A, 1),
      add(B, 2),
      { kind: 'cell.label', page: 1, cell: 0, label, samples },
      { ...remove([A], 3), samples: emptySampleCounts() } as Effect,
    ]);
    expect(cellsOf(state)[0]!.label).toEqual(label);
    expect(state.samples).toEqual(emptySampleCounts());
    const emptied = log([clear([B], 4)], state);
    expect(cellsOf(emptied)[0]).toEqual({ revision: 4, strokes: [], label: null, prediction: null });
  });

  it('bring the label as it is now along with them', () => {
    const labelled = log([add(A, 1), { kind: 'cell.label', page: 1, cell: 0, label }]);
    const samples = { ...emptySampleCounts(), holdout: 1 };
    const mixed = { ...label, sampleId: null };
    const added = log(
      [{ kind: 'stroke.add', id: BOBS, page: 1, cell: 0, revision: 2, label: mixed, samples }],
      labelled,
    );
    expect(added).toMatchObject({ pages: { 1: { cells: { 0: { label: { sampleId: null } } } } }, samples });
    const removed = log(
      [{ kind: 'stroke.remove', page: 1, cell: 0, ids: [BOBS], revision: 3, label, samples: emptySampleCounts() }],
      added,
    );
    expect(removed).toMatchObject({ pages: { 1: { cells: { 0: { label } } } }, samples: emptySampleCounts() });
  });
});

describe('the page', () => {
  it('that is begun is empty and open, and all else stays', () => {
    const samples = { ...emptySampleCounts(), training: 1 };
    const state = log([
      { kind: 'room.framing', framing: 'centred', generation: 1 },
      { kind: 'person.role', personId: 'host-000', role: 'host' },
      add(A, 1),
      { kind: 'cell.label', page: 1, cell: 0, label, samples },
      { kind: 'page.grow', page: 1, rows: 6 },
      begin(2),
    ]);
    expect(state).toMatchObject({ page: 2, turned, framing: 'centred', generation: 1, samples });
    expect(state.pages[2]).toEqual({ columns: 12, rows: 5, cells: {}, cleared: [] });
    expect(state.pages[1]).toMatchObject({ columns: 8, rows: 6, cells: { 0: { strokes: [A], label } } });
    expect(log([{ kind: 'page.turn', page: 1, turned: { ...turned, from: 2 } }], state)).toMatchObject({
      page: 1,
      turned: { from: 2 },
      pages: state.pages,
    });
    expect([state, emptyRoom('room')].map(lastPage)).toEqual([2, 1]);
    expect(state.roles).toEqual({ 'host-000': 'host' });
  });

  it('loses the labels of withdrawn samples, and those alone', () => {
    const state = log([
      add(A, 1, 0),
      add(B, 1, 1),
      { kind: 'cell.label', page: 1, cell: 0, label },
      { kind: 'cell.label', page: 1, cell: 1, label },
    ]);
    const samples = { ...emptySampleCounts(), training: 4 };
    const effect: Effect = {
      kind: 'samples.withdraw',
      personId: 'ann-0000',
      role: 'labelled',
      count: 1,
      cells: [[1, 1]],
      samples,
    };
    const after = log([effect], state);
    expect([0, 1].map((cell) => cellsOf(after)[cell]!.label)).toEqual([label, null]);
    expect(cellsOf(after)[1]!.strokes).toEqual([B]);
    expect(after.samples).toEqual(samples);
  });

  it('knows how many of its cells are free, and whether anybody ever wrote on it', () => {
    const before = emptyRoom('room').pages[1]!;
    expect(freeCells(before)).toBe(cellCount(before));
    const written = log([add(A, 1), add(B, 2), add(BOBS, 1, 3)]);
    expect(freeCells(pageOf(written, 1))).toBe(cellCount(before) - 2);
    expect([before, pageOf(written, 1), pageOf(log([remove([A, B], 3)], written), 1)].map(isUnwritten)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('keeps what was cleared until it is restored, wherever it then is', () => {
    const cleared = log([add(A, 1), add(B, 2), { kind: 'cell.label', page: 1, cell: 0, label }, clear([A, B], 3)]);
    expect(pageOf(cleared, 1).cleared).toMatchObject([{ id: 'clearing', cells: [{ cell: 0, strokes: [A, B] }] }]);
    const some = log(
      [
        {
          kind: 'ink.restore',
          page: 1,
          clearing: 'clearing',
          cells: [{ from: 0, cell: 9, strokes: [B], revision: 1, label: null }],
          rows: 7,
        },
      ],
      cleared,
    );
    expect(some.pages[1]).toMatchObject({ rows: 7, cells: { 0: { strokes: [] }, 9: { strokes: [B], revision: 1 } } });
    expect(pageOf(some, 1).cleared).toMatchObject([{ cells: [{ cell: 0, strokes: [A] }] }]);
    const cells = [{ from: 0, cell: 0, strokes: [A], revision: 4, label }];
    const all = log([{ kind: 'ink.restore', page: 1, clearing: 'clearing', cells }], some);
    expect(pageOf(all, 1).cleared).toEqual([]);
    expect(cellsOf(all)[0]).toMatchObject({ strokes: [A], label, revision: 4 });
  });

  it('knows who labelled on it, and whose label could be brought back', () => {
    const said = { ...label, by: 'cleo-000' };
    const state = log([add(A, 1), add(BOBS, 1, 3), { kind: 'cell.label', page: 1, cell: 3, label: said }]);
    expect(labellersIn(state)).toEqual(new Set(['cleo-000']));
    const cells = [{ cell: 3, strokes: [BOBS], label: said, isWhole: true }];
    const clearing = { id: 'clearing', by: 'bob-0000', seq: 4, at: 1, cells };
    const cleared = log([{ kind: 'ink.clear', page: 1, clearing, revisions: [2] }], state);
    expect(labellersIn(cleared)).toEqual(new Set(['cleo-000']));
    expect(labellersIn(log([add(A, 1)]))).toEqual(new Set());
  });
});

describe('the room', () => {
  it('has a title that is changed', () => {
    const before = emptyRoom('room', 'Digits', 5);
    expect(log([{ kind: 'room.title', title: 'Class 3b' }], before)).toEqual({
      ...before,
      seq: 1,
      at: 1,
      title: 'Class 3b',
    });
  });

  it('knows who is more than a writer; everybody else is one', () => {
    const state = log([{ kind: 'person.role', personId: 'host-000', role: 'host' }]);
    expect(['host-000', 'ann-0000'].map((id) => roleOf(state, id))).toEqual(['host', 'writer']);
    const after = log([{ kind: 'person.role', personId: 'host-000', role: 'viewer' }], state);
    expect(roleOf(after, 'host-000')).toBe('viewer');
  });

  it('takes the line of versions from a promotion, and keeps the latest promotions only', () => {
    const many = Array.from({ length: PROMOTIONS_KEPT + 2 }, (_, i) => promoted(`v${i}`, `v${i - 1}`, i + 1));
    const state = log([{ kind: 'model.challenge', challenger: 'v1', generation: 1 }, ...many]);
    expect(state).toMatchObject({
      champion: `v${PROMOTIONS_KEPT + 1}`,
      previous: `v${PROMOTIONS_KEPT}`,
      challenger: null,
      generation: PROMOTIONS_KEPT + 2,
    });
    expect(state.promotions.map(({ versionId }) => versionId)).toEqual(
      Array.from({ length: PROMOTIONS_KEPT }, (_, i) => `v${i + 2}`),
    );
    expect(Object.keys(state).sort()).toEqual(Object.keys(emptyRoom('room')).sort());
  });

  it('has a challenger until another effect says otherwise', () => {
    const state = log([{ kind: 'model.challenge', challenger: 'shipped-mlp', generation: 1 }]);
    expect(state).toMatchObject({ challenger: 'shipped-mlp', generation: 1 });
    expect(log([{ kind: 'model.challenge', challenger: null, generation: 2 }], state).challenger).toBeNull();
  });
});

describe('applyPrediction (R4)', () => {
  const written = log([add(A, 1)]);

  it('shows a prediction for the current revision', () => {
    expect(applyPrediction(written, prediction()).pages[1]!.cells[0]!.prediction!.digit).toBe(7);
  });

  it('drops a prediction for a former revision or model, and for a page that is not there', () => {
    const changed = log([add(B, 2)], written);
    expect(applyPrediction(changed, prediction({ revision: 1 }))).toBe(changed);
    const live = log([promoted('shipped-mlp', 'shipped-drawn', 1)], written);
    expect(applyPrediction(live, prediction({ generation: 0 }))).toBe(live);
    expect(applyPrediction(written, prediction({ page: 2 }))).toBe(written);
    const other = log([begin(2)], written);
    expect(applyPrediction(other, prediction()).pages[1]!.cells[0]!.prediction!.digit).toBe(7);
  });

  it('drops a prediction for a cell that was cleared', () => {
    const cleared = log([clear([A], 2)], written);
    expect(applyPrediction(cleared, prediction({ revision: 2 }))).toBe(cleared);
  });

  it('shows a prediction for an unfinished stroke in an empty cell', () => {
    const empty = emptyRoom('room');
    expect(applyPrediction(empty, prediction({ revision: 0, live: 1 })).pages[1]!.cells[0]!.prediction!.live).toBe(1);
  });
});

describe('a prediction that is shown (R4)', () => {
  const shown = applyPrediction(log([add(A, 1), add(B, 2), add(BOBS, 1, 1)]), prediction({ revision: 2 }));

  it.each<[string, Effect]>([
    ['its last strokes are taken back', remove([A, B], 3)],
    ['its cell is cleared', clear([A, B], 3)],
  ])('goes when %s', (_, effect) => {
    expect(cellsOf(shown)[0]!.prediction).not.toBeNull();
    const after = log([effect], shown);
    expect(cellsOf(after)[0]).toEqual({ revision: 3, strokes: [], label: null, prediction: null });
    expect(applyPrediction(after, prediction({ revision: 2 }))).toBe(after);
  });

  it('goes with the last stroke when they are taken back one by one', () => {
    const left = log([remove([A], 3)], shown);
    expect(cellsOf(left)[0]!.prediction).not.toBeNull();
    expect(log([remove([B], 4)], left).pages[1]!.cells[0]!.prediction).toBeNull();
  });

  it('stays while nothing newer has come, whatever else happens', () => {
    const effects: Effect[] = [
      add('bob-0000/stroke-c', 3),
      { kind: 'cell.label', page: 1, cell: 0, label },
      remove([BOBS], 2, 1),
      { kind: 'page.grow', page: 1, rows: 6 },
    ];
    for (const effect of effects)
      expect(log([effect], shown).pages[1]!.cells[0]!.prediction, effect.kind).toBe(cellsOf(shown)[0]!.prediction);
  });
});

describe('needsGate (R6)', () => {
  const line = { champion: 'b', previous: 'a', previousForced: false };

  it('spares what is live, and what was before', () => {
    expect(['a', 'b', 'c'].map((id) => needsGate(line, id))).toEqual([false, false, true]);
    expect(needsGate({ ...line, previous: null }, 'a')).toBe(true);
  });

  it('does not spare what was live by an override only', () => {
    const forced = { ...line, previousForced: true };
    expect(['a', 'b', 'c'].map((id) => needsGate(forced, id))).toEqual([true, false, true]);
  });
});

describe('strokeChanges', () => {
  const before = log([add(A, 1, 0), add(BOBS, 1, 1)]);
  const placed = (id: string, cell: number, page = 1) => ({ id, page, cell });

  it('tells which strokes came and went between two states, and where', () => {
    const after = log([remove([A], 2), add(B, 1, 7), add('bob-0000/stroke-c', 2, 1)], before);
    expect(strokeChanges(before, after)).toEqual({
      added: [placed('bob-0000/stroke-c', 1), placed(B, 7)],
      removed: [placed(A, 0)],
    });
    const back = strokeChanges(after, before);
    expect(back.added).toEqual([placed(A, 0)]);
    expect(back.removed).toHaveLength(2);
  });

  it('tells of nothing where strokes are the same', () => {
    const after = log(
      [
        { kind: 'cell.label', page: 1, cell: 0, label },
        { kind: 'page.grow', page: 1, rows: 6 },
      ],
      before,
    );
    expect(strokeChanges(before, before)).toEqual({ added: [], removed: [] });
    expect(strokeChanges(before, applyPrediction(after, prediction()))).toEqual({ added: [], removed: [] });
    expect(strokeChanges(before, applyEffect(before, remove(['ann-0000/nothing1'], 2)))).toEqual({
      added: [],
      removed: [],
    });
  });

  it('tells of all pages, also where the same id is on two', () => {
    const after = log([begin(2), add(A, 1, 0, 2), remove([BOBS], 2, 1)], before);
    expect(strokeChanges(before, after)).toEqual({ added: [placed(A, 0, 2)], removed: [placed(BOBS, 1)] });
  });
});
