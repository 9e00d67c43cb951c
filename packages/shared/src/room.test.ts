import { describe, expect, it } from 'vitest';
import type { Prediction } from './recognition.js';
import {
  applyLogged,
  applyPrediction,
  type Effect,
  emptyRoom,
  emptySampleCounts,
  isSheetFull,
  needsGate,
  type RoomState,
} from './room.js';
import { cellCount } from './sheet.js';
import type { Stroke } from './stroke.js';

function stroke(id: string, cell = 0): Stroke {
  return { id, cell, authorId: 'aya', width: 23, points: [10, 10, 0.5, 0] };
}

function log(effects: Effect[], from: RoomState = emptyRoom('room')): RoomState {
  return effects.reduce(
    (state, effect) => applyLogged(state, { seq: state.seq + 1, opId: `op${state.seq}`, by: 'aya', at: 1, effect }),
    from,
  );
}

function prediction(over: Partial<Prediction> = {}): Prediction {
  return {
    sheet: 1,
    cell: 0,
    revision: 1,
    live: 0,
    generation: 0,
    modelVersion: 'shipped-drawn',
    framing: 'mnist',
    digit: 7,
    insteadOf: null,
    shadow: null,
    shadowError: null,
    scores: [0, 0, 0, 0, 0, 0, 0, 1, 0, 0],
    times: { queueMs: 1, rasteriseMs: 1, inferMs: 1, totalMs: 3 },
    batch: 1,
    workerId: 'worker',
    ...over,
  };
}

const annotation = { label: 7 as const, by: 'aya', at: 1, sampleId: 'sample-1' };

describe('applyLogged', () => {
  it('counts entries and does not touch the state it was given', () => {
    const before = emptyRoom('room');
    const after = log([{ kind: 'stroke.add', stroke: stroke('a'), revision: 1 }], before);
    expect(after.seq).toBe(1);
    expect(before.cells).toEqual({});
  });

  it('keeps a stroke that is added again single', () => {
    const add: Effect = { kind: 'stroke.add', stroke: stroke('a'), revision: 1 };
    expect(log([add, add]).cells[0]!.strokes).toHaveLength(1);
  });

  it('keeps the annotation while any ink is left, and drops it with the last stroke', () => {
    const samples = emptySampleCounts();
    const state = log([
      { kind: 'stroke.add', stroke: stroke('a'), revision: 1 },
      { kind: 'stroke.add', stroke: stroke('b'), revision: 2 },
      { kind: 'cell.annotate', cell: 0, annotation, samples },
      { kind: 'stroke.remove', cell: 0, ids: ['a'], revision: 3, samples },
    ]);
    expect(state.cells[0]!.annotation).toEqual(annotation);
    const emptied = log([{ kind: 'cell.clear', cell: 0, ids: ['b'], revision: 4 }], state);
    expect(emptied.cells[0]).toEqual({ revision: 4, strokes: [], annotation: null, prediction: null });
  });

  it('turning the page starts an empty sheet and keeps framing, model and samples', () => {
    const state = log([
      { kind: 'room.framing', framing: 'centred', generation: 1 },
      { kind: 'stroke.add', stroke: stroke('a'), revision: 1 },
      { kind: 'sheet.grow', rows: 6 },
      { kind: 'sheet.turn', sheet: 2 },
    ]);
    expect(state).toMatchObject({ sheet: 2, rows: 5, cells: {}, framing: 'centred', generation: 1 });
  });
});

describe('applyPrediction (R4)', () => {
  const written = log([{ kind: 'stroke.add', stroke: stroke('a'), revision: 1 }]);

  it('shows a reading of the current revision', () => {
    expect(applyPrediction(written, prediction()).cells[0]!.prediction!.digit).toBe(7);
  });

  it('drops a reading of a former revision, model or page', () => {
    const changed = log([{ kind: 'stroke.add', stroke: stroke('b'), revision: 2 }], written);
    expect(applyPrediction(changed, prediction({ revision: 1 }))).toBe(changed);
    const aliases = { champion: 'x', previous: 'shipped-drawn', challenger: null, generation: 1 };
    const promotion = { versionId: 'x', by: { id: 'aya', name: 'Aya' }, at: 1, verdict: null, override: false };
    const promoted = log([{ kind: 'model.promote', ...aliases, promotion }], written);
    expect(applyPrediction(promoted, prediction({ generation: 0 }))).toBe(promoted);
    const turned = log([{ kind: 'sheet.turn', sheet: 2 }], written);
    expect(applyPrediction(turned, prediction())).toBe(turned);
  });

  it('drops a reading of a cell that was cleared', () => {
    const cleared = log([{ kind: 'cell.clear', cell: 0, ids: ['a'], revision: 2 }], written);
    expect(applyPrediction(cleared, prediction({ revision: 2 }))).toBe(cleared);
  });

  it('shows a reading of an unfinished stroke in an empty cell', () => {
    const empty = emptyRoom('room');
    expect(applyPrediction(empty, prediction({ revision: 0, live: 1 })).cells[0]!.prediction!.live).toBe(1);
  });
});

describe('needsGate (R6)', () => {
  const promotion = (versionId: string, override: boolean) =>
    ({ versionId, by: { id: 'a', name: 'Ann' }, at: 1, verdict: null, override }) as const;
  const state = (...promotions: ReturnType<typeof promotion>[]) => ({ champion: 'b', previous: 'a', promotions });

  it('spares what is live, and what was before', () => {
    expect(needsGate(state(), 'b')).toBe(false);
    expect(needsGate(state(), 'a')).toBe(false);
    expect(needsGate(state(), 'c')).toBe(true);
  });

  it('does not spare what was live by an override only', () => {
    expect(needsGate(state(promotion('a', true), promotion('b', false)), 'a')).toBe(true);
    expect(needsGate(state(promotion('a', true), promotion('b', false), promotion('a', false)), 'a')).toBe(false);
  });
});

describe('isSheetFull', () => {
  it('holds when every cell has ink', () => {
    const count = cellCount(emptyRoom('room').rows);
    const all = Array.from(
      { length: count },
      (_, cell): Effect => ({ kind: 'stroke.add', stroke: stroke(`s${cell}`, cell), revision: 1 }),
    );
    expect(isSheetFull(log(all.slice(1)))).toBe(false);
    expect(isSheetFull(log(all))).toBe(true);
  });
});
