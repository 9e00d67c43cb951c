import { beforeEach, describe, expect, it } from 'vitest';
import {
  ANN,
  add,
  ask,
  BOB,
  begin,
  bytesOf,
  CLEO,
  cellIn,
  clear,
  clock,
  codeOf,
  draw,
  effectOf,
  entries,
  errorOf,
  HOST,
  ink,
  inkKept,
  labelCell,
  labelIn,
  labels,
  ledger,
  parts,
  remove,
  samples,
  state,
  strokesIn,
  withdraw,
} from '../../../../tests/support/law.ts';
import type { SampleFacts } from '../datasets.js';
import { readLimits } from '../protocol/limits.js';
import { storedInk } from '../stored-ink.js';
import type { LogEntry } from './effects.js';
import { drawPart } from './parts.js';
import { applyEntry, emptySampleCounts } from './state.js';

describe('a sample', () => {
  it('names the strokes of its cell, who labelled them and when, under the id of its operation', () => {
    ask(add(1, 'stroke-a', 10));
    ask(add(1, 'stroke-b', 20), BOB);
    draw({ [BOB.id]: 'training' });
    const effect = effectOf(labelCell(1, 7), BOB, { opId: 'labelled-1' });
    const sample: SampleFacts = {
      label: 7,
      part: 'training',
      labelledBy: BOB.id,
      at: clock,
      page: 1,
      cell: 1,
      strokes: ['ann-0000/stroke-a', 'bob-0000/stroke-b'],
      bytes: bytesOf(ink(10), ink(20)),
    };
    expect(effect).toStrictEqual({
      kind: 'cell.label',
      page: 1,
      cell: 1,
      label: { value: 7, by: BOB.id, at: clock, sampleId: 'labelled-1' },
      samples: { ...emptySampleCounts(), training: 1, perDigit: [0, 0, 0, 0, 0, 0, 0, 1, 0, 0] },
      facts: { parts: { [ANN.id]: 'training' }, samples: { 'labelled-1': sample } },
    });
    expect(samples()).toEqual([sample]);
    expect(ledger.sampleBytes).toBe(sample.bytes);
    expect(Object.values(inkKept()).map((kept) => kept.samples)).toEqual([1, 1]);
  });

  it('follows its cell as long as the cell is labelled', () => {
    ask(add(1, 'stroke-a', 10));
    ask(labelCell(1, 7), CLEO, { opId: 'labelled-1' });
    const { at } = labelIn(1)!;
    draw({ [BOB.id]: 'training' });
    ask(add(1, 'stroke-b', 200), BOB);
    expect(samples()).toMatchObject([{ strokes: strokesIn(1), bytes: bytesOf(ink(10), ink(200)), at }]);
    ask(remove(1, 'ann-0000/stroke-a'));
    expect(samples()).toMatchObject([{ strokes: ['bob-0000/stroke-b'], bytes: bytesOf(ink(200)) }]);
    expect(labelIn(1)).toEqual({ value: 7, by: CLEO.id, at, sampleId: 'labelled-1' });
    expect(Object.keys(inkKept())).toEqual(['bob-0000/stroke-b']);
  });

  it('goes with the last stroke that is taken back', () => {
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 7));
    const effect = effectOf(remove(1, 'ann-0000/stroke-a'));
    expect(effect).toMatchObject({ kind: 'stroke.remove', samples: emptySampleCounts() });
    expect(effect).not.toHaveProperty('label');
    expect(samples()).toEqual([]);
    expect(state.samples).toEqual(emptySampleCounts());
    expect(cellIn(1)).toMatchObject({ label: null, revision: 2 });
    expect([inkKept(), ledger.sampleBytes]).toEqual([{}, 0]);
  });

  it('is changed by a new label of its cell, and withdrawn by taking that back', () => {
    ask(add(1));
    ask(labelCell(1, 7), ANN, { opId: 'labelled-1' });
    const [first] = samples();
    ask(labelCell(1, 2));
    expect(samples()).toEqual([{ ...first, label: 2, at: clock }]);
    expect(labelIn(1)!.sampleId).toBe('labelled-1');
    expect(state.samples.perDigit).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    ask(labelCell(1, null));
    expect([samples(), labelIn(1), ledger.sampleBytes]).toEqual([[], null, 0]);
    expect(state.samples).toEqual(emptySampleCounts());
    ask(labelCell(1, 3), ANN, { opId: 'labelled-2' });
    expect(labelIn(1)!.sampleId).toBe('labelled-2');
  });

  it('is not made where nothing is written, or nothing any more', () => {
    expect(codeOf(labelCell(1, 7))).toBe('cell_empty');
    expect(codeOf(labelCell(1, null))).toBe('cell_empty');
    ask(add(1));
    ask(clear(1));
    expect(codeOf(labelCell(1, 7), HOST)).toBe('cell_empty');
  });

  it('taken back where there is none leaves things as they are', () => {
    ask(add(1));
    expect(effectOf(labelCell(1, null))).toStrictEqual({ kind: 'cell.label', page: 1, cell: 1, label: null });
  });

  it('stays for good, with its ink, when its cell is cleared or another page begun', () => {
    for (const cell of [1, 2, 3]) ask(add(cell, `stroke-${cell}00`));
    for (const cell of [1, 2] as const) ask(labelCell(cell, cell));
    const before = [...ledger.samples.entries()];
    const cleared = effectOf(clear(1));
    expect([cleared.kind, cleared.facts, labelIn(1)]).toEqual(['ink.clear', undefined, null]);
    ask(begin(), HOST);
    expect([...ledger.samples.entries()]).toEqual(before);
    expect(state).toMatchObject({ page: 2, samples: { training: 2 } });
    expect(inkKept()).toMatchObject({
      'ann-0000/stroke-100': { page: 1, cell: 1, bytes: bytesOf(ink()), samples: 1 },
      'ann-0000/stroke-200': { page: 1, cell: 2, bytes: bytesOf(ink()), samples: 1 },
    });
    ask(add(1));
    ask(labelCell(1, 5));
    expect(labels()).toEqual([1, 2, 5]);
  });

  it('follows what is left when a writer clears only their own strokes', () => {
    draw({ [ANN.id]: 'training', [BOB.id]: 'training' });
    ask(add(1, 'stroke-a'));
    ask(add(1, 'stroke-b'), BOB);
    ask(labelCell(1, 7));
    expect(effectOf(clear(1)).kind).toBe('ink.clear');
    expect(samples()).toMatchObject([{ strokes: ['bob-0000/stroke-b'] }]);
    expect(state.samples.training).toBe(1);
  });

  it('that is no digit is kept, and counted apart', () => {
    ask(add(1));
    ask(labelCell(1, 'not-a-digit'));
    expect(labels()).toEqual(['not-a-digit']);
    expect(state.samples).toEqual({ ...emptySampleCounts(), notDigits: 1 });
    ask(labelCell(1, 0));
    expect(state.samples).toEqual({ ...emptySampleCounts(), training: 1, perDigit: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0] });
    ask(labelCell(1, 'not-a-digit'));
    expect(state.samples).toEqual({ ...emptySampleCounts(), notDigits: 1 });
    ask(labelCell(1, null));
    expect(state.samples).toEqual(emptySampleCounts());
  });

  it('of the holdout is counted there, without its digit', () => {
    draw({ [ANN.id]: 'holdout' });
    ask(add(1));
    ask(labelCell(1, 4));
    expect(state.samples).toEqual({ ...emptySampleCounts(), holdout: 1 });
    ask(clear(1));
    expect(state.samples.holdout).toBe(1);
    ask(withdraw(ANN.id, 'labelled'));
    expect(state.samples).toEqual(emptySampleCounts());
  });

  it('of long strokes takes what the store keeps of them', () => {
    const long = { width: 23, points: Array.from({ length: 200 }, (_, i) => [i, (i * 53) % 280, 0.5, i]).flat() };
    ask({ kind: 'stroke.add', page: 1, stroke: { id: 'stroke-a', cell: 1, ...long } });
    ask(labelCell(1, 7));
    expect(samples()[0]!.bytes).toBe(storedInk(long).length);
  });
});

describe('the part of a sample', () => {
  it('is that of who wrote, drawn once: the first trains, of the others a share is held out', () => {
    const authors = Array.from({ length: 40 }, (_, i) => ({ ...ANN, id: `author-${i}` }));
    for (const [cell, author] of authors.entries()) {
      ask(add(cell), author);
      ask(labelCell(cell, 1), HOST);
    }
    expect(parts()).toEqual(
      Object.fromEntries(authors.map(({ id }, i) => [id, drawPart(id, i === 0, readLimits().holdoutShare)])),
    );
    const heldOut = samples().filter(({ part }) => part === 'holdout').length;
    expect(heldOut).toBeGreaterThan(0);
    expect(state.samples).toMatchObject({ training: 40 - heldOut, holdout: heldOut });
    for (const { part, strokes } of samples()) expect(part).toBe(parts()[strokes[0]!.split('/')[0]!]);
  });

  it('is not drawn again under another share', () => {
    draw({ [ANN.id]: 'training', [BOB.id]: 'holdout' });
    for (const [who, limits] of [
      [ANN, { holdoutShare: 1 }],
      [BOB, { holdoutShare: 1e-9 }],
    ] as const) {
      ask(add(1), who);
      const effect = effectOf(labelCell(1, 1), HOST, { limits });
      expect(effect.facts).not.toHaveProperty('parts');
      expect(samples().at(-1)!.part).toBe(who === ANN ? 'training' : 'holdout');
      ask(clear(1), HOST);
    }
    expect(parts()).toEqual({ [ANN.id]: 'training', [BOB.id]: 'holdout' });
  });

  it('is not drawn for those who only label, nor for those whose ink nobody labels', () => {
    ask(add(1));
    ask(add(2), CLEO);
    ask(labelCell(1, 7), BOB);
    expect(parts()).toEqual({ [ANN.id]: 'training' });
  });

  it('of several new authors: the first of them trains', () => {
    const limits = { holdoutShare: 1 };
    ask(add(1), BOB);
    ask(add(1), ANN);
    expect(effectOf(labelCell(1, 7), CLEO, { limits }).facts).toStrictEqual({
      parts: { [BOB.id]: 'training', [ANN.id]: 'holdout' },
      samples: {},
    });
    expect(parts()).toEqual({ [BOB.id]: 'training', [ANN.id]: 'holdout' });
  });
});

describe('a cell in which people of both parts wrote', () => {
  const none = { training: 0, holdout: 0 };

  beforeEach(() => draw({ [ANN.id]: 'training', [BOB.id]: 'holdout', [CLEO.id]: 'training' }));

  it('is labelled without a sample, and the label says so', () => {
    ask(add(1, 'stroke-a'));
    ask(add(1, 'stroke-b'), BOB);
    ask(labelCell(1, 7), CLEO);
    expect(samples()).toEqual([]);
    expect(labelIn(1)).toEqual({ value: 7, by: CLEO.id, at: clock, sampleId: null });
    expect(state.samples).toMatchObject(none);
    expect(ledger.sampleBytes).toBe(0);
  });

  it.each([
    ['training', ANN, BOB],
    ['holdout', BOB, ANN],
  ] as const)('has its sample of the %s part withdrawn when ink of the other comes', (part, first, second) => {
    ask(add(1), first);
    ask(labelCell(1, 7));
    expect(samples()).toMatchObject([{ part }]);
    const effect = effectOf(add(1), second);
    expect(effect).toMatchObject({ label: { value: 7, sampleId: null }, samples: none });
    expect([samples(), ledger.sampleBytes]).toEqual([[], 0]);
    expect(labelIn(1)).toMatchObject({ value: 7, by: ANN.id, sampleId: null });
    expect(Object.values(inkKept()).map((kept) => kept.samples)).toEqual([0, 0]);
  });

  it('never has a sample in another part than it was: what is left of the ink is another sample', () => {
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 7), ANN, { opId: 'labelled-1' });
    ask(add(1, 'stroke-b'), BOB);
    ask(remove(1, 'ann-0000/stroke-a'), ANN, { opId: 'removed-01' });
    expect([...ledger.samples.entries()]).toMatchObject([
      ['removed-01', { part: 'holdout', label: 7, labelledBy: ANN.id, strokes: ['bob-0000/stroke-b'] }],
    ]);
    expect(labelIn(1)).toMatchObject({ sampleId: 'removed-01' });
    expect(state.samples).toEqual({ ...emptySampleCounts(), holdout: 1 });
  });

  it('has a sample again, a new one, when the ink of the other part is gone', () => {
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 2), ANN, { opId: 'labelled-1' });
    ask(add(1, 'stroke-b'), BOB);
    ask(clear(1), BOB, { opId: 'cleared-01' });
    expect(labelIn(1)).toMatchObject({ value: 2, sampleId: 'cleared-01_1_1' });
    expect(state.samples).toMatchObject({ training: 1, holdout: 0 });
  });

  it('makes no sample again where the room is full of them by now', () => {
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 2));
    ask(add(1, 'stroke-b'), BOB);
    ask(add(3));
    ask(labelCell(3, 5));
    const effect = effectOf(remove(1, 'bob-0000/stroke-b'), BOB, { limits: { samplesPerRoomMax: 1 } });
    expect(effect).toMatchObject({ label: { value: 2, sampleId: null } });
    expect(labels()).toEqual([5]);
    // With room again, the next change of the cell makes one.
    ask(labelCell(3, null));
    ask(add(1), CLEO);
    expect(labels()).toEqual([2]);
  });

  it('R3 is told to everybody by the log', () => {
    const first = state;
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 2));
    ask(add(1, 'stroke-b'), BOB);
    ask(remove(1, 'bob-0000/stroke-b'), BOB);
    const sent = JSON.parse(JSON.stringify(entries)) as LogEntry[];
    expect(sent.reduce(applyEntry, first)).toEqual(state);
  });
});

describe('a room full of samples', () => {
  const bytes = bytesOf(ink());

  it('refuses one more, and still lets those that it has be corrected', () => {
    const limits = { samplesPerRoomMax: 1 };
    for (const cell of [0, 1]) ask(add(cell));
    expect(codeOf(labelCell(0, 1), ANN, { limits })).toBe('ok');
    expect(errorOf(labelCell(1, 1), HOST, { limits })).toMatchObject({ code: 'too_many_samples', details: { max: 1 } });
    expect(labelIn(1)).toBeNull();
    expect(codeOf(labelCell(0, 2), BOB, { limits })).toBe('ok');
    expect(codeOf(labelCell(1, null), ANN, { limits })).toBe('ok');
    for (const who of [ANN, BOB]) ask(labelCell(0, null), who);
    expect(codeOf(labelCell(1, 1), ANN, { limits })).toBe('ok');
  });

  it('refuses what would take too many bytes, until some are taken back', () => {
    const limits = { samplesBytesMax: bytes };
    for (const cell of [0, 1]) ask(add(cell));
    expect(codeOf(labelCell(0, 1), ANN, { limits })).toBe('ok');
    expect(errorOf(labelCell(1, 1), ANN, { limits })).toMatchObject({
      code: 'too_many_samples',
      details: { maxBytes: bytes },
    });
    expect(codeOf(labelCell(0, 2), ANN, { limits })).toBe('ok');
    ask(labelCell(0, null));
    expect(codeOf(labelCell(1, 1), ANN, { limits })).toBe('ok');
  });

  it('keeps a sample that follows its cell where its number is no higher', () => {
    const limits = { samplesPerRoomMax: 1 };
    ask(add(0, 'stroke-a'));
    ask(labelCell(0, 1));
    ask(add(0, 'stroke-b'), ANN, { limits });
    expect(samples()).toMatchObject([{ strokes: ['ann-0000/stroke-a', 'ann-0000/stroke-b'] }]);
    ask(remove(0, 'ann-0000/stroke-a'), ANN, { limits });
    expect(samples()).toMatchObject([{ strokes: ['ann-0000/stroke-b'] }]);
  });

  it('lets a sample go that has outgrown the bytes, and takes the stroke all the same', () => {
    ask(add(0, 'stroke-a'));
    ask(labelCell(0, 1));
    const effect = effectOf(add(0, 'stroke-b'), ANN, { limits: { samplesBytesMax: 2 * bytes - 1 } });
    expect(effect).toMatchObject({ label: { value: 1, sampleId: null }, samples: { training: 0 } });
    expect([samples(), ledger.sampleBytes]).toEqual([[], 0]);
    ask(remove(0, 'ann-0000/stroke-b'), ANN, { limits: { samplesBytesMax: 2 * bytes - 1 } });
    expect(samples()).toHaveLength(1);
  });

  it('counts the bytes of a sample anew when its cell changes, rather than twice', () => {
    ask(add(0, 'stroke-a'));
    ask(labelCell(0, 1));
    ask(add(0, 'stroke-b'), ANN, { limits: { samplesBytesMax: 2 * bytes } });
    expect([samples().length, ledger.sampleBytes]).toEqual([1, 2 * bytes]);
  });
});
