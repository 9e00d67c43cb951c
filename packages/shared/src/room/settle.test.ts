import { beforeEach, describe, expect, it } from 'vitest';
import type { Label, SampleFacts, SamplePart, SampleRole } from '../datasets.js';
import type { CodedError, Result } from '../errors.js';
import type { GateVerdict } from '../gate.js';
import { type Limits, readLimits } from '../limits.js';
import { DEFAULT_VERSION_ID } from '../models.js';
import { PAGE_ROWS } from '../page.js';
import { storedInk } from '../stored-ink.js';
import type { Ink } from '../stroke.js';
import type { Effect, LogEntry } from './effects.js';
import { Ledger } from './ledger.js';
import type { Operation } from './operations.js';
import { drawPart } from './parts.js';
import { PROVISIONAL_SAMPLE } from './sampling.js';
import { type Evidence, mayRemove, settle, type Who } from './settle.js';
import { applyEntry, emptyRoom, emptySampleCounts, type RoomState } from './state.js';

const ANN: Who = { id: 'ann-0000', name: 'Ann', watches: false };
const BOB: Who = { id: 'bob-0000', name: 'Bob', watches: false };
const CLEO: Who = { id: 'cleo-000', name: 'Cleo', watches: false };
const HOST: Who = { id: 'host-000', name: 'Host', watches: false };
const VERA: Who = { id: 'vera-000', name: 'Vera', watches: false };

const MLP = 'shipped-mlp';
const OWN = '0123456789abcdef';
const PASSED: GateVerdict = { passed: true, checks: [] };
const FAILED: GateVerdict = {
  passed: false,
  checks: [{ name: 'test', passed: false, candidate: 0.9, champion: 0.99, floor: 0.987 }],
};

let state: RoomState = emptyRoom('room');
let ledger: Ledger;
let entries: LogEntry[];
let clock: number;

beforeEach(() => {
  const roles = { [HOST.id]: 'host', [VERA.id]: 'viewer' } as const;
  state = { ...emptyRoom('room', 'Digits', 1), roles };
  ledger = Ledger.empty();
  entries = [];
  clock = 1_000;
});

interface Around {
  opId?: string;
  limits?: Partial<Limits>;
  evidence?: Evidence;
}

/** What the law makes of an operation as things stand. */
function decide(
  op: Operation,
  who: Who,
  { opId = `operation-${entries.length}`, limits = {}, evidence = {} }: Around = {},
  by: Ledger | null = ledger,
): Result<Effect> {
  return settle(state, by, { opId, op }, who, { now: clock, limits: { ...readLimits(), ...limits }, evidence });
}

/** Has an operation decided, applied, and followed by the ledger, as a gateway does. */
function ask(op: Operation, who: Who = ANN, around: Around = {}): Result<Effect> {
  const { opId = `operation-${entries.length}` } = around;
  clock += 10;
  const result = decide(op, who, around);
  if (!result.ok) return result;
  const before = state;
  const entry: LogEntry = { seq: state.seq + 1, opId, by: who.id, at: clock, effect: result.value };
  state = applyEntry(before, entry);
  ledger.follow(entry.effect, before, state);
  entries.push(entry);
  return result;
}

/** The effect of an operation that must not be refused. */
function effectOf(op: Operation, who?: Who, around?: Around): Effect {
  const result = ask(op, who, around);
  if (!result.ok) throw new Error(`${op.kind} was refused: ${result.error.code}`);
  return result.value;
}

function errorOf(op: Operation, who?: Who, around?: Around): CodedError {
  const result = ask(op, who, around);
  if (result.ok) throw new Error(`${op.kind} was not refused`);
  return result.error;
}

const codeOf = (op: Operation, who?: Who, around?: Around) => {
  const result = ask(op, who, around);
  return result.ok ? 'ok' : result.error.code;
};

/** A short stroke, told apart by its first point. */
const ink = (x = 100): Ink => ({ width: 23, points: [x, 40.5, 0.5, 0, x + 3.1, 120, 0.62, 16] });
const bytesOf = (...strokes: Ink[]) => strokes.reduce((sum, stroke) => sum + storedInk(stroke).length, 0);

type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>;

let given = 0;
const add = (cell: number, id = `given-${given++}`, x = 100): Of<'stroke.add'> => ({
  kind: 'stroke.add',
  page: state.page,
  stroke: { id, cell, ...ink(x) },
});
const remove = (cell: number, ...ids: string[]): Of<'stroke.remove'> => ({
  kind: 'stroke.remove',
  page: state.page,
  cell,
  ids,
});
const clear = (cell: number): Of<'cell.clear'> => ({ kind: 'cell.clear', page: state.page, cell });
const labelCell = (cell: number, label: Label | null): Of<'cell.label'> => ({
  kind: 'cell.label',
  page: state.page,
  cell,
  label,
});
const turn = (): Of<'page.turn'> => ({ kind: 'page.turn', page: state.page });
const withdraw = (personId: string, role: SampleRole): Of<'samples.withdraw'> => ({
  kind: 'samples.withdraw',
  personId,
  role,
});

const strokesIn = (cell: number) => state.cells[cell]?.strokes ?? [];
const labelIn = (cell: number) => state.cells[cell]?.label ?? null;
const samples = (): SampleFacts[] => [...ledger.samples.entries()].map(([, sample]) => sample);
const labels = () => samples().map(({ label }) => label);
const parts = () => Object.fromEntries(ledger.parts.entries());
const inkKept = () => Object.fromEntries(ledger.ink.entries());

/** Puts people into parts, as their first samples would have. */
function draw(drawn: Record<string, SamplePart>): void {
  for (const [id, part] of Object.entries(drawn)) ledger.parts.set(id, part);
}

/** One of each kind, none of which is out of place in a room where Ann wrote in cell 0. */
const oneOfEach = (): { [K in Operation['kind']]: Of<K> } => ({
  'stroke.add': add(1),
  'stroke.remove': remove(0, 'ann-0000/stroke-a'),
  'cell.clear': clear(0),
  'cell.label': labelCell(0, 7),
  'samples.withdraw': withdraw(ANN.id, 'written'),
  'page.grow': { kind: 'page.grow' },
  'page.turn': turn(),
  'room.title': { kind: 'room.title', title: 'Class 3b' },
  'room.framing': { kind: 'room.framing', framing: 'centred' },
  'model.promote': { kind: 'model.promote', versionId: DEFAULT_VERSION_ID },
  'model.challenge': { kind: 'model.challenge', versionId: MLP },
  'host.claim': { kind: 'host.claim' },
});
const EVERY_KIND = Object.keys(oneOfEach()) as Operation['kind'][];
const HOSTS: Operation['kind'][] = ['page.turn', 'room.title', 'room.framing', 'model.promote', 'model.challenge'];
const WITH_KEY: Around = { evidence: { holdsHostKey: true } };

describe('who may ask (R9)', () => {
  beforeEach(() => {
    ask(add(0, 'stroke-a'));
  });

  it.each(EVERY_KIND)('%s is not a viewer’s to ask for, nor a watching connection’s', (kind) => {
    const watching = [ANN, HOST].map((who) => ({ ...who, watches: true }));
    // Somebody who was made a viewer and has the key may come back as host.
    const watchers = kind === 'host.claim' ? watching : [VERA, ...watching];
    for (const who of watchers) expect(errorOf(oneOfEach()[kind], who, WITH_KEY).code).toBe('viewer_read_only');
    for (const who of watchers) expect(decide(oneOfEach()[kind], who, WITH_KEY, null).ok).toBe(false);
  });

  it.each(HOSTS)('%s is a host’s to ask for', (kind) => {
    expect(errorOf(oneOfEach()[kind], ANN)).toMatchObject({ code: 'host_only', details: { operation: kind } });
    expect(codeOf(oneOfEach()[kind], HOST)).toBe('ok');
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
    state = { ...state, roles: { [HOST.id]: 'writer', [VERA.id]: 'host' } };
    expect(codeOf(turn(), HOST)).toBe('host_only');
    expect(codeOf(turn(), VERA)).toBe('ok');
  });
});

describe('where something may be asked for', () => {
  it('is the open page', () => {
    ask(add(0, 'stroke-a'));
    ask(turn(), HOST);
    for (const op of Object.values(oneOfEach())) {
      if (!('page' in op)) continue;
      for (const page of [1, 3])
        expect(errorOf({ ...op, page }, HOST)).toMatchObject({ code: 'page_outdated', details: { page: 2 } });
    }
  });

  it('is a cell of the page, which has more of them when it has grown', () => {
    const beyond = PAGE_ROWS * 8;
    const everywhere = [add(beyond), remove(beyond, 'ann-0000/stroke-a'), clear(beyond), labelCell(beyond, 7)];
    for (const op of everywhere)
      expect(errorOf(op)).toMatchObject({ code: 'cell_out_of_range', details: { rows: PAGE_ROWS } });
    ask({ kind: 'page.grow' });
    expect(everywhere.map((op) => codeOf(op))).toEqual(['ok', 'stroke_not_found', 'ok', 'cell_empty']);
  });
});

describe('stroke.add', () => {
  it('names a stroke by its author and the id that it was given, and puts it last in its cell', () => {
    ask(add(3, 'stroke-b'), BOB);
    const effect = effectOf(add(3, 'stroke-a'));
    expect(effect).toStrictEqual({
      kind: 'stroke.add',
      id: 'ann-0000/stroke-a',
      cell: 3,
      revision: 2,
      facts: { bytes: { 'ann-0000/stroke-a': bytesOf(ink()) } },
    });
    expect(strokesIn(3)).toEqual(['bob-0000/stroke-b', 'ann-0000/stroke-a']);
    expect(inkKept()['ann-0000/stroke-a']).toEqual({ page: 1, cell: 3, bytes: bytesOf(ink()), samples: 0 });
  });

  it('R10 lets two people who give the same id both keep their stroke, in one cell or two', () => {
    ask(add(3, 'stroke-a'));
    expect(codeOf(add(3, 'stroke-a'), BOB)).toBe('ok');
    expect(codeOf(add(4, 'stroke-a'), CLEO)).toBe('ok');
    expect(strokesIn(3)).toEqual(['ann-0000/stroke-a', 'bob-0000/stroke-a']);
    expect(strokesIn(4)).toEqual(['cleo-000/stroke-a']);
    ask(remove(3, 'bob-0000/stroke-a'), BOB);
    expect(strokesIn(3)).toEqual(['ann-0000/stroke-a']);
  });

  it('is refused under an id that lies on the page already, in its cell or another', () => {
    ask(add(3, 'stroke-a'));
    for (const cell of [3, 4])
      expect(errorOf(add(cell, 'stroke-a'))).toMatchObject({
        code: 'stroke_exists',
        details: { id: 'ann-0000/stroke-a' },
      });
    expect(strokesIn(3)).toHaveLength(1);
  });

  it('is refused where its cell is full', () => {
    const limits = { cellStrokesMax: 2 };
    for (const who of [ANN, BOB]) expect(codeOf(add(3), who, { limits })).toBe('ok');
    expect(errorOf(add(3), HOST, { limits })).toMatchObject({ code: 'cell_full', details: { max: 2 } });
    expect(codeOf(add(4), HOST, { limits })).toBe('ok');
    ask(remove(3, strokesIn(3)[0]!), HOST);
    expect(codeOf(add(3), HOST, { limits })).toBe('ok');
  });

  it('may come again after it was taken back, wherever', () => {
    ask(add(3, 'stroke-a'));
    ask(remove(3, 'ann-0000/stroke-a'));
    expect(codeOf(add(4, 'stroke-a'))).toBe('ok');
    ask(clear(4));
    expect(codeOf(add(3, 'stroke-a'))).toBe('ok');
    expect(state.cells[3]!.revision).toBe(3);
  });
});

describe('stroke.remove', () => {
  it('R9 takes back one’s own strokes, a host’s anybody’s', () => {
    for (const id of ['stroke-a', 'stroke-b', 'stroke-c']) ask(add(5, id));
    expect(errorOf(remove(5, 'ann-0000/stroke-a'), BOB)).toMatchObject({
      code: 'not_your_stroke',
      details: { id: 'ann-0000/stroke-a' },
    });
    expect(effectOf(remove(5, 'ann-0000/stroke-a'))).toStrictEqual({
      kind: 'stroke.remove',
      cell: 5,
      ids: ['ann-0000/stroke-a'],
      revision: 4,
    });
    expect(codeOf(remove(5, 'ann-0000/stroke-b'), HOST)).toBe('ok');
    expect(strokesIn(5)).toEqual(['ann-0000/stroke-c']);
    expect(Object.keys(inkKept())).toEqual(['ann-0000/stroke-c']);
  });

  it('takes back none where one of them is somebody else’s', () => {
    ask(add(5, 'stroke-a'));
    ask(add(5, 'stroke-b'), BOB);
    expect(codeOf(remove(5, 'ann-0000/stroke-a', 'bob-0000/stroke-b'))).toBe('not_your_stroke');
    expect(strokesIn(5)).toHaveLength(2);
  });

  it('passes over what is gone, lies in another cell or is named twice', () => {
    ask(add(5, 'stroke-a'));
    ask(add(6, 'stroke-b'));
    ask(add(6, 'stroke-c'), BOB);
    const wanted = ['ann-0000/stroke-a', 'ann-0000/stroke-a', 'ann-0000/gone-000', 'ann-0000/stroke-b'];
    const effect = effectOf(remove(5, ...wanted, 'bob-0000/stroke-c'));
    expect(effect).toMatchObject({ cell: 5, ids: ['ann-0000/stroke-a'] });
    expect(strokesIn(6)).toHaveLength(2);
  });

  it('is refused where nothing is left to take back', () => {
    ask(add(5, 'stroke-a'));
    expect(codeOf(remove(5, 'ann-0000/gone-000'))).toBe('stroke_not_found');
    expect(codeOf(remove(6, 'ann-0000/stroke-a'))).toBe('stroke_not_found');
    ask(remove(5, 'ann-0000/stroke-a'));
    expect(codeOf(remove(5, 'ann-0000/stroke-a'))).toBe('stroke_not_found');
  });

  it('leaves the others in the order of the log', () => {
    const ids = Array.from({ length: 20 }, (_, i) => `stroke-${(i * 7) % 20}`);
    for (const id of ids) ask(add(2, id));
    ask(remove(2, 'ann-0000/stroke-13', 'ann-0000/stroke-7'));
    const left = ids.filter((id) => id !== 'stroke-13' && id !== 'stroke-7');
    expect(strokesIn(2)).toEqual(left.map((id) => `ann-0000/${id}`));
  });

  it('is offered to those whom the law lets', () => {
    const may = (role: 'host' | 'writer' | 'viewer', id: string) => mayRemove({ id, role }, 'ann-0000/stroke-a');
    expect([may('host', 'bob-0000'), may('writer', 'ann-0000')]).toEqual([true, true]);
    expect([may('writer', 'bob-0000'), may('writer', 'ann-00'), may('viewer', 'ann-0000')]).toEqual(
      Array(3).fill(false),
    );
  });
});

describe('cell.clear', () => {
  it('R10 leaves the strokes of others when a writer asks for it; a host clears it all', () => {
    ask(add(5, 'stroke-a'));
    ask(add(5, 'stroke-b'), BOB);
    expect(effectOf(clear(5))).toStrictEqual({
      kind: 'stroke.remove',
      cell: 5,
      ids: ['ann-0000/stroke-a'],
      revision: 3,
    });
    ask(add(5, 'stroke-c'));
    expect(effectOf(clear(5), HOST)).toStrictEqual({
      kind: 'cell.clear',
      cell: 5,
      ids: ['bob-0000/stroke-b', 'ann-0000/stroke-c'],
      revision: 5,
    });
    expect(strokesIn(5)).toEqual([]);
    expect(inkKept()).toEqual({});
  });

  it('clears a cell in which only its writer wrote', () => {
    for (const id of ['stroke-a', 'stroke-b']) ask(add(5, id));
    expect(effectOf(clear(5))).toMatchObject({ kind: 'cell.clear', revision: 3 });
  });

  it('is refused where all is somebody else’s, or nothing there', () => {
    ask(add(5, 'stroke-a'));
    expect(codeOf(clear(5), BOB)).toBe('not_your_stroke');
    expect(codeOf(clear(6))).toBe('cell_empty');
    ask(clear(5));
    expect(codeOf(clear(5))).toBe('cell_empty');
    expect(codeOf(clear(5), HOST)).toBe('cell_empty');
  });
});

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
    expect(state.cells[1]).toMatchObject({ label: null, revision: 2 });
    expect([inkKept(), ledger.sampleBytes]).toEqual([{}, 0]);
  });

  it('is changed by a new label of its cell, and withdrawn by taking that back', () => {
    ask(add(1));
    ask(labelCell(1, 7), ANN, { opId: 'labelled-1' });
    const [first] = samples();
    ask(labelCell(1, 2), BOB);
    expect(samples()).toEqual([{ ...first, label: 2, labelledBy: BOB.id, at: clock }]);
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
    expect(effectOf(labelCell(1, null))).toStrictEqual({ kind: 'cell.label', cell: 1, label: null });
  });

  it('stays for good, with its ink, when its cell is cleared or its page turned', () => {
    for (const cell of [1, 2, 3]) ask(add(cell, `stroke-${cell}00`));
    for (const cell of [1, 2] as const) ask(labelCell(cell, cell));
    const before = [...ledger.samples.entries()];
    const cleared = effectOf(clear(1));
    expect([cleared.kind, cleared.facts, labelIn(1)]).toEqual(['cell.clear', undefined, null]);
    ask(turn(), HOST);
    expect([...ledger.samples.entries()]).toEqual(before);
    expect(state).toMatchObject({ page: 2, cells: {}, samples: { training: 2 } });
    expect(inkKept()).toEqual({
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
    expect(effectOf(clear(1)).kind).toBe('stroke.remove');
    expect(samples()).toMatchObject([{ strokes: ['bob-0000/stroke-b'] }]);
    expect(state.samples.training).toBe(1);
  });

  it('that is no digit is kept, but not counted', () => {
    ask(add(1));
    ask(labelCell(1, 'not-a-digit'));
    expect(labels()).toEqual(['not-a-digit']);
    expect(state.samples).toEqual(emptySampleCounts());
    ask(labelCell(1, 0));
    expect(state.samples).toEqual({ training: 1, holdout: 0, perDigit: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0] });
    ask(labelCell(1, 'not-a-digit'));
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
    expect(labelIn(1)).toMatchObject({ value: 2, sampleId: 'cleared-01' });
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
    ask(labelCell(0, null));
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

describe('samples.withdraw', () => {
  it('takes all that somebody labelled, wherever it was made, and moves the counters', () => {
    for (const cell of [0, 1, 2, 3]) ask(add(cell), CLEO);
    ask(labelCell(0, 7), BOB);
    ask(clear(0), HOST);
    ask(labelCell(1, 7), BOB);
    ask(labelCell(2, 'not-a-digit'), BOB);
    ask(labelCell(3, 3), ANN);
    const effect = effectOf(withdraw(BOB.id, 'labelled'), HOST);
    expect(effect).toMatchObject({ personId: BOB.id, role: 'labelled', count: 3, cells: [1, 2] });
    expect(labels()).toEqual([3]);
    expect(state.samples).toEqual({ training: 1, holdout: 0, perDigit: [0, 0, 0, 1, 0, 0, 0, 0, 0, 0] });
    expect([1, 2, 3].map((cell) => labelIn(cell)?.value)).toEqual([undefined, undefined, 3]);
    // Nothing of it comes again with the next stroke.
    ask(add(1), CLEO);
    expect(labels()).toEqual([3]);
    // The ink of the cleared cell was kept for its sample alone.
    expect(Object.values(inkKept()).filter(({ cell }) => cell === 0)).toEqual([]);
  });

  it('takes what was made on former pages, too', () => {
    ask(add(0));
    ask(labelCell(0, 7), BOB);
    ask(turn(), HOST);
    expect(effectOf(withdraw(BOB.id, 'labelled'), BOB)).toMatchObject({ count: 1, cells: [] });
    expect([samples(), inkKept(), ledger.sampleBytes]).toEqual([[], {}, 0]);
  });

  it('takes all that holds somebody’s writing, also beside that of others', () => {
    draw({ [ANN.id]: 'training', [BOB.id]: 'training' });
    ask(add(0));
    ask(add(1));
    ask(add(1), BOB);
    ask(add(2), BOB);
    for (const cell of [0, 1, 2] as const) ask(labelCell(cell, cell), HOST);
    expect(effectOf(withdraw(BOB.id, 'written'), BOB)).toMatchObject({ count: 2, cells: [1, 2] });
    expect(labels()).toEqual([0]);
    expect(labelIn(0)).not.toBeNull();
    expect(state.samples).toMatchObject({ training: 1, perDigit: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0] });
  });

  it('takes what somebody labelled and nothing that they wrote, and the other way round', () => {
    ask(add(0));
    ask(labelCell(0, 1), CLEO);
    draw({ [CLEO.id]: 'training' });
    ask(add(1), CLEO);
    ask(labelCell(1, 2));
    ask(withdraw(CLEO.id, 'labelled'), CLEO);
    expect(labels()).toEqual([2]);
    ask(withdraw(CLEO.id, 'written'), CLEO);
    expect(labels()).toEqual([]);
  });

  it('takes nothing of people whose id begins alike', () => {
    const alike = ['bob-0000', 'bob-00001', 'bob-0000-x'].map((id) => ({ ...BOB, id }));
    draw(Object.fromEntries(alike.map(({ id }) => [id, 'training'])));
    for (const [cell, who] of alike.entries()) {
      ask(add(cell), who);
      ask(labelCell(cell, cell as Label), who);
    }
    ask(withdraw('bob-0000', 'labelled'), HOST);
    expect(labels()).toEqual([1, 2]);
    ask(withdraw('bob-00001', 'written'), HOST);
    expect(labels()).toEqual([2]);
  });

  it('takes back a label that made no sample with whoever made it, not with who wrote there', () => {
    draw({ [ANN.id]: 'training', [BOB.id]: 'holdout' });
    ask(add(0));
    ask(add(0), BOB);
    ask(labelCell(0, 1), CLEO);
    expect(errorOf(withdraw(ANN.id, 'written'), HOST).code).toBe('samples_not_found');
    expect(effectOf(withdraw(CLEO.id, 'labelled'), HOST)).toMatchObject({ count: 0, cells: [0] });
    expect(labelIn(0)).toBeNull();
  });

  it('says when there is nothing to take', () => {
    for (const role of ['labelled', 'written'] as const)
      expect(errorOf(withdraw(BOB.id, role), BOB).code).toBe('samples_not_found');
    ask(add(0), BOB);
    expect(errorOf(withdraw(BOB.id, 'written'), BOB).code).toBe('samples_not_found');
    ask(labelCell(0, 1), BOB);
    ask(withdraw(BOB.id, 'labelled'), BOB);
    expect(errorOf(withdraw(BOB.id, 'labelled'), BOB).code).toBe('samples_not_found');
  });

  it('makes room again in a room that somebody filled', () => {
    const limits = { samplesPerRoomMax: 2 };
    for (const cell of [0, 1, 2]) ask(add(cell));
    for (const cell of [0, 1]) ask(labelCell(cell, 7), BOB);
    expect(codeOf(labelCell(2, 2), HOST, { limits })).toBe('too_many_samples');
    ask(withdraw(BOB.id, 'labelled'), HOST);
    expect(codeOf(labelCell(2, 2), HOST, { limits })).toBe('ok');
    expect(samples()).toHaveLength(1);
  });

  it('does not draw parts anew', () => {
    draw({ [BOB.id]: 'holdout' });
    ask(add(0), BOB);
    ask(labelCell(0, 1));
    ask(withdraw(BOB.id, 'written'), BOB);
    expect(parts()).toEqual({ [BOB.id]: 'holdout' });
  });
});

describe('undo of a cleared cell that was labelled', () => {
  beforeEach(() => {
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 7), ANN, { opId: 'labelled-1' });
    ask(clear(1));
  });

  it('brings its strokes back under their ids, into the same cell', () => {
    expect(effectOf(add(1, 'stroke-a'))).toMatchObject({ id: 'ann-0000/stroke-a', revision: 3 });
    expect(strokesIn(1)).toEqual(['ann-0000/stroke-a']);
    expect(inkKept()).toEqual({ 'ann-0000/stroke-a': { page: 1, cell: 1, bytes: bytesOf(ink()), samples: 1 } });
    expect(codeOf(add(1, 'stroke-a'))).toBe('stroke_exists');
  });

  it('does not bring them into another cell, nor onto another page: a sample names them where they were', () => {
    expect(codeOf(add(2, 'stroke-a'))).toBe('stroke_exists');
    ask(turn(), HOST);
    for (const cell of [1, 2]) expect(codeOf(add(cell, 'stroke-a'))).toBe('stroke_exists');
    expect(codeOf(add(1, 'stroke-a'), BOB)).toBe('ok');
  });

  it('labelled again makes another sample of the same ink, which stays until both are gone', () => {
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 3), BOB, { opId: 'labelled-2' });
    expect([...ledger.samples.entries()].map(([id, { label }]) => [id, label])).toEqual([
      ['labelled-1', 7],
      ['labelled-2', 3],
    ]);
    expect(inkKept()['ann-0000/stroke-a']!.samples).toBe(2);
    ask(clear(1));
    ask(withdraw(ANN.id, 'labelled'));
    expect(inkKept()['ann-0000/stroke-a']!.samples).toBe(1);
    ask(withdraw(BOB.id, 'labelled'), BOB);
    expect(inkKept()).toEqual({});
    expect(codeOf(add(2, 'stroke-a'))).toBe('ok');
  });

  it('taken back once more leaves the ink to the sample', () => {
    ask(add(1, 'stroke-a'));
    ask(remove(1, 'ann-0000/stroke-a'));
    expect(inkKept()['ann-0000/stroke-a']).toMatchObject({ samples: 1 });
    expect(labels()).toEqual([7]);
  });

  it('R10 brings the ink as it was: what a sample names never changes', () => {
    const other = { width: 23, points: Array.from({ length: 30 }, (_, i) => [i, i, 0.5, i]).flat() };
    ask({ kind: 'stroke.add', page: 1, stroke: { id: 'stroke-a', cell: 1, ...other } });
    expect(inkKept()['ann-0000/stroke-a']!.bytes).toBe(bytesOf(ink()));
  });
});

describe('the page', () => {
  it('grows by a row up to its limit', () => {
    const limits = { pageRowsMax: PAGE_ROWS + 1 };
    expect(effectOf({ kind: 'page.grow' }, ANN, { limits })).toStrictEqual({
      kind: 'page.grow',
      rows: PAGE_ROWS + 1,
    });
    expect(errorOf({ kind: 'page.grow' }, HOST, { limits })).toMatchObject({
      code: 'page_too_tall',
      details: { max: PAGE_ROWS + 1 },
    });
  });

  it('is turned by a host at any time, once, and by nobody else, however full it is', () => {
    for (let cell = 0; cell < PAGE_ROWS * 8; cell++) ask(add(cell));
    const [first, limits] = [turn(), { pageRowsMax: 40 }];
    expect(codeOf(first)).toBe('host_only');
    ask({ kind: 'page.grow' }, ANN, { limits });
    expect(effectOf(first, HOST)).toStrictEqual({ kind: 'page.turn', page: 2, rows: PAGE_ROWS });
    expect(codeOf(first, HOST)).toBe('page_outdated');
    expect(codeOf(turn(), HOST)).toBe('ok');
    expect(state).toMatchObject({ page: 3, rows: PAGE_ROWS, cells: {} });
    expect(inkKept()).toEqual({});
  });

  it('that is fresh counts the revisions of its cells anew', () => {
    ask(add(1, 'stroke-a'));
    ask(turn(), HOST);
    expect(effectOf(add(1, 'stroke-a'))).toMatchObject({ revision: 1 });
    expect(inkKept()['ann-0000/stroke-a']).toMatchObject({ page: 2, cell: 1 });
  });
});

describe('the title and the framing', () => {
  it('are what a host says', () => {
    expect(effectOf({ kind: 'room.title', title: 'Class 3b' }, HOST)).toStrictEqual({
      kind: 'room.title',
      title: 'Class 3b',
    });
    expect(state).toMatchObject({ title: 'Class 3b', generation: 0 });
    expect(effectOf({ kind: 'room.framing', framing: 'centred' }, HOST)).toStrictEqual({
      kind: 'room.framing',
      framing: 'centred',
      generation: 1,
    });
    expect(state).toMatchObject({ framing: 'centred', generation: 1 });
  });
});

/** Promotes a version as a host who has, or has not, had it measured against `against`. */
function promote(
  versionId: string,
  verdict?: GateVerdict,
  { override, against = state.champion }: { override?: boolean; against?: string } = {},
) {
  const op: Operation = { kind: 'model.promote', versionId, ...(override === undefined ? {} : { override }) };
  return ask(op, HOST, { evidence: verdict ? { clearance: { against, verdict } } : {} });
}

describe('model.promote', () => {
  const line = () => {
    const { champion, championForced, previous, previousForced } = state;
    return [champion, championForced, previous, previousForced];
  };

  it('makes a version that passed the champion, and the champion so far the previous one', () => {
    expect(promote(MLP, PASSED)).toStrictEqual({
      ok: true,
      value: {
        kind: 'model.promote',
        champion: MLP,
        championForced: false,
        previous: DEFAULT_VERSION_ID,
        previousForced: false,
        challenger: null,
        generation: 1,
        promotion: {
          versionId: MLP,
          by: { id: HOST.id, name: HOST.name },
          at: clock,
          verdict: PASSED,
          override: false,
        },
      },
    });
    expect(line()).toEqual([MLP, false, DEFAULT_VERSION_ID, false]);
  });

  it('R6 lets no version go live that the gate has not let pass', () => {
    expect(promote(MLP, FAILED)).toMatchObject({ error: { code: 'gate_failed', details: { verdict: FAILED } } });
    expect(promote(MLP, FAILED, { override: false })).toMatchObject({ error: { code: 'gate_failed' } });
    expect(state).toMatchObject({ champion: DEFAULT_VERSION_ID, promotions: [], seq: 0 });
  });

  it('R6 takes no verdict but one against the champion of this moment, an override or not', () => {
    for (const override of [false, true]) {
      expect(promote(MLP, undefined, { override })).toMatchObject({ error: { code: 'champion_changed' } });
      expect(promote(MLP, PASSED, { override, against: OWN })).toMatchObject({ error: { code: 'champion_changed' } });
    }
    promote(OWN, PASSED);
    expect(promote(MLP, PASSED, { against: DEFAULT_VERSION_ID })).toMatchObject({
      error: { code: 'champion_changed' },
    });
  });

  it('R6 lets one that failed go live where a host says so, and records that', () => {
    promote(MLP, FAILED, { override: true });
    expect(line()).toEqual([MLP, true, DEFAULT_VERSION_ID, false]);
    expect(state.promotions).toMatchObject([{ versionId: MLP, verdict: FAILED, override: true }]);
  });

  it('R6 does not record an override of a gate that let it pass', () => {
    promote(MLP, PASSED, { override: true });
    expect(line()).toEqual([MLP, false, DEFAULT_VERSION_ID, false]);
    expect(state.promotions).toMatchObject([{ verdict: PASSED, override: false }]);
  });

  it('brings the previous version back without a gate', () => {
    promote(MLP, PASSED);
    expect(promote(DEFAULT_VERSION_ID)).toMatchObject({ ok: true });
    expect(line()).toEqual([DEFAULT_VERSION_ID, false, MLP, false]);
    expect(state.promotions.at(-1)).toMatchObject({ verdict: null, override: false });
    expect(promote(MLP, undefined, { override: true })).toMatchObject({ ok: true });
    expect(state.promotions.at(-1)).toMatchObject({ verdict: null, override: false });
    expect(line()).toEqual([MLP, false, DEFAULT_VERSION_ID, false]);
  });

  it('R6 asks the gate again for a previous version that was live by an override only', () => {
    promote(MLP, FAILED, { override: true });
    promote(DEFAULT_VERSION_ID);
    expect(line()).toEqual([DEFAULT_VERSION_ID, false, MLP, true]);
    expect(promote(MLP)).toMatchObject({ error: { code: 'champion_changed' } });
    expect(promote(MLP, FAILED)).toMatchObject({ error: { code: 'gate_failed' } });
    expect(promote(MLP, FAILED, { override: true })).toMatchObject({ ok: true });
    expect(line()).toEqual([MLP, true, DEFAULT_VERSION_ID, false]);
    promote(DEFAULT_VERSION_ID);
    // Once it passes, it is like any other.
    expect(promote(MLP, PASSED)).toMatchObject({ ok: true });
    expect(line()).toEqual([MLP, false, DEFAULT_VERSION_ID, false]);
    promote(DEFAULT_VERSION_ID);
    expect(promote(MLP)).toMatchObject({ ok: true });
  });

  it('R6 keeps it in mind that the champion was forced, when it is promoted again and when others follow', () => {
    promote(MLP, FAILED, { override: true });
    promote(MLP);
    expect(line()).toEqual([MLP, true, DEFAULT_VERSION_ID, false]);
    promote(OWN, PASSED);
    expect(line()).toEqual([OWN, false, MLP, true]);
    promote(OWN);
    expect(line()).toEqual([OWN, false, MLP, true]);
    expect(promote(MLP)).toMatchObject({ ok: false });
  });

  it('R6 spares only the last version before: one that was live earlier needs the gate', () => {
    promote(MLP, PASSED);
    promote(OWN, PASSED);
    expect(promote(DEFAULT_VERSION_ID)).toMatchObject({ error: { code: 'champion_changed' } });
  });

  it('of the champion again does not make it its own predecessor, and has all cells predicted anew', () => {
    promote(MLP, PASSED);
    expect(promote(MLP)).toMatchObject({ ok: true });
    expect(line()).toEqual([MLP, false, DEFAULT_VERSION_ID, false]);
    expect(state).toMatchObject({ generation: 2, promotions: [{}, { versionId: MLP, verdict: null }] });
  });

  it('R6 is not told as against the gate where nobody asked for that', () => {
    promote(MLP, PASSED);
    // It went live between its measurement and this: it needs no gate any more.
    expect(promote(MLP, FAILED, { against: DEFAULT_VERSION_ID })).toMatchObject({ ok: true });
    expect(state.promotions.at(-1)).toMatchObject({ verdict: FAILED, override: false });
    expect(line()).toEqual([MLP, false, DEFAULT_VERSION_ID, false]);
  });

  it('of the challenger leaves no challenger; of another one leaves it', () => {
    ask({ kind: 'model.challenge', versionId: OWN }, HOST);
    promote(MLP, PASSED);
    expect(state.challenger).toBe(OWN);
    promote(OWN, PASSED);
    expect(state).toMatchObject({ champion: OWN, previous: MLP, challenger: null, generation: 3 });
  });
});

describe('model.challenge', () => {
  it('has a challenger until it is taken back', () => {
    expect(effectOf({ kind: 'model.challenge', versionId: MLP }, HOST)).toStrictEqual({
      kind: 'model.challenge',
      challenger: MLP,
      generation: 1,
    });
    expect(effectOf({ kind: 'model.challenge', versionId: null }, HOST)).toMatchObject({
      challenger: null,
      generation: 2,
    });
    expect(state).toMatchObject({ challenger: null, generation: 2 });
  });

  it('is refused for the champion', () => {
    expect(errorOf({ kind: 'model.challenge', versionId: DEFAULT_VERSION_ID }, HOST).code).toBe('already_champion');
  });
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
    const bare = { kind: 'stroke.add', id: 'ann-0000/stroke-b', cell: 1 };
    expect(provisional(add(1, 'stroke-b'))).toStrictEqual({ ...bare, revision: 1 });
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 7));
    expect(provisional(add(1, 'stroke-b'))).toStrictEqual({ ...bare, revision: 2 });
  });

  it('leaves the samples out of what is taken back', () => {
    for (const id of ['stroke-a', 'stroke-b']) ask(add(1, id));
    ask(labelCell(1, 7));
    const taken = { kind: 'stroke.remove', cell: 1, revision: 3 };
    const ids = ['ann-0000/stroke-a', 'ann-0000/stroke-b'];
    expect(provisional(remove(1, ids[0]!))).toStrictEqual({ ...taken, ids: [ids[0]] });
    expect(provisional(remove(1, ...ids))).toStrictEqual({ ...taken, ids });
    expect(provisional(clear(1))).toStrictEqual({ kind: 'cell.clear', cell: 1, revision: 3, ids });
    expect(provisional(labelCell(1, null))).toStrictEqual({ kind: 'cell.label', cell: 1, label: null });
  });

  it('says what a cell holds, with a provisional sample or the one that it has', () => {
    ask(add(1, 'stroke-a'));
    const said = { value: 7, by: BOB.id, at: clock };
    expect(provisional(labelCell(1, 7), BOB)).toStrictEqual({
      kind: 'cell.label',
      cell: 1,
      label: { ...said, sampleId: PROVISIONAL_SAMPLE },
    });
    ask(labelCell(1, 2), ANN, { opId: 'labelled-1' });
    expect(provisional(labelCell(1, 7), BOB)).toMatchObject({
      label: { ...said, at: clock, sampleId: 'labelled-1' },
    });
  });

  it('does not refuse what only the ledger can', () => {
    ask(add(1, 'stroke-a'));
    ask(labelCell(1, 7));
    ask(clear(1));
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
    expect(effect).toMatchObject({ cells: [1], count: 0 });
    expect(effect).toHaveProperty('samples', state.samples);
  });

  it('has no facts, whatever is asked for', () => {
    ask(add(0, 'stroke-a'));
    ask(labelCell(0, 7));
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
      expect(effectOf(withdraw(BOB.id, 'written'), BOB)).toMatchObject({ count: 1, cells: [2] });
      expect(labelIn(1)).toMatchObject({ value: 2, sampleId: opId });
      ask(labelCell(1, null));
      expect([samples(), state.samples]).toEqual([[], emptySampleCounts()]);
    },
  );

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
