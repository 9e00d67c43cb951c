import { describe, expect, it } from 'vitest';
import { PAGE_COLUMNS } from '../page.js';
import { authorOf, givenIdOf, strokeIdOf } from '../room/stroke-id.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { type Operation, operationSchema, submissionSchema } from './operations.js';

const limits: Limits = { ...DEFAULT_LIMITS, pageRowsMax: 6, cellStrokesMax: 3, titleLengthMax: 10 };
const schema = operationSchema(limits);
const accepts = (op: unknown) => schema.safeParse(op).success;

const lastCell = 6 * Math.max(...PAGE_COLUMNS) - 1;
const stroke = { id: 'stroke-1', cell: 0, width: 23, points: [1, 2, 0.5, 0] };

/** One of each kind. */
const operations: { [K in Operation['kind']]: Extract<Operation, { kind: K }> } = {
  'stroke.add': { kind: 'stroke.add', page: 1, stroke },
  'stroke.remove': { kind: 'stroke.remove', page: 1, cell: 0, ids: ['ann-0000/stroke-1'] },
  'ink.clear': { kind: 'ink.clear', page: 1, cell: lastCell, personId: 'ann-0000' },
  'ink.restore': { kind: 'ink.restore', page: 1, clearing: 'operation-1' },
  'cell.label': { kind: 'cell.label', page: 1, cell: 0, label: 7 },
  'samples.withdraw': { kind: 'samples.withdraw', personId: 'ann-0000', role: 'labelled' },
  'page.grow': { kind: 'page.grow', page: 1 },
  'page.begin': { kind: 'page.begin', columns: 12 },
  'page.suggest': { kind: 'page.suggest', page: 2 },
  'page.turn': { kind: 'page.turn', page: 1 },
  'page.delete': { kind: 'page.delete', page: 1 },
  'page.restore': { kind: 'page.restore', page: 1 },
  'room.title': { kind: 'room.title', title: 'Class 3b' },
  'room.framing': { kind: 'room.framing', framing: 'centred' },
  'room.apart': { kind: 'room.apart', apart: true },
  'model.promote': { kind: 'model.promote', versionId: 'shipped-mlp' },
  'model.begin': { kind: 'model.begin', versionId: 'shipped-mlp' },
  'model.challenge': { kind: 'model.challenge', versionId: null },
  'person.role': { kind: 'person.role', personId: 'ann-0000', role: 'removed' },
  'person.name': { kind: 'person.name', personId: 'ann-0000', name: 'Annie' },
  'room.lock': { kind: 'room.lock', locked: true },
  'room.pause': { kind: 'room.pause', paused: true },
  'room.names': { kind: 'room.names', hidden: true },
  'link.renew': { kind: 'link.renew', right: 'watch' },
  'code.renew': { kind: 'code.renew' },
  'challenge.start': { kind: 'challenge.start', number: '0407', seconds: 20 },
  'challenge.end': { kind: 'challenge.end' },
  'challenge.close': { kind: 'challenge.close' },
  'host.claim': { kind: 'host.claim' },
};

describe('an operation (R8)', () => {
  it.each(Object.values(operations))('$kind comes through as it was sent', (op) => {
    expect(schema.parse(op)).toStrictEqual(op);
  });

  it.each(Object.values(operations))('$kind is refused with a field that nobody knows', (op) => {
    expect(accepts({ ...op, by: 'somebody' })).toBe(false);
  });

  it('is refused under the one id that an object cannot have as a field', () => {
    const named = (opId: string) => submissionSchema(limits).safeParse({ opId, op: operations['page.grow'] }).success;
    expect(named('__proto__')).toBe(false);
    expect(named('constructor')).toBe(true);
  });

  const { 'stroke.add': add, 'stroke.remove': remove } = operations;
  it.each<[string, object]>([
    ['of no kind', {}],
    ['of an unknown kind', { kind: 'room.destroy' }],
    ['that dictates no number', { ...operations['challenge.start'], number: '' }],
    ['that dictates five digits', { ...operations['challenge.start'], number: '12345' }],
    ['that dictates a letter', { ...operations['challenge.start'], number: '4O7' }],
    ['that dictates digits of another script', { ...operations['challenge.start'], number: '４０' }],
    ['that leaves no time to write', { ...operations['challenge.start'], seconds: 4 }],
    ['that would last for ever', { ...operations['challenge.start'], seconds: 121 }],
    ['that begins a line with a version of the room', { kind: 'model.begin', versionId: '0123456789abcdef' }],
    ['on page 0', { ...operations['page.turn'], page: 0 }],
    ['on half a page', { ...operations['page.turn'], page: 1.5 }],
    ['in a cell beyond the largest page', { ...operations['ink.clear'], cell: lastCell + 1 }],
    ['in a cell before the first', { ...operations['ink.clear'], cell: -1 }],
    ['on no page', { kind: 'ink.clear', cell: 0 }],
    ['on a page of odd width', { kind: 'page.begin', columns: 9 }],
    ['begun with a stroke of somebody else', { ...add, stroke: { ...stroke, begunWith: 'bob-0000/stroke-1' } }],
    ['that names a stroke’s author beside it', { ...add, stroke: { ...stroke, authorId: 'somebody' } }],
    ['that gives a stroke somebody’s id', { ...add, stroke: { ...stroke, id: 'somebody/stroke-1' } }],
    ['with too thin a pen', { ...add, stroke: { ...stroke, width: limits.strokeWidthMin - 1 } }],
    ['with too thick a pen', { ...add, stroke: { ...stroke, width: limits.strokeWidthMax + 1 } }],
    ['that takes back nothing', { ...remove, ids: [] }],
    ['that takes back more than a cell holds', { ...remove, ids: Array(4).fill('ann-0000/stroke-1') }],
    ['that takes back a stroke without its author', { ...remove, ids: ['stroke-1'] }],
    ['that takes back strokes of no cell', { kind: 'stroke.remove', page: 1, ids: ['ann-0000/stroke-1'] }],
    ['with a label of two digits', { ...operations['cell.label'], label: 10 }],
    ['with a label as text', { ...operations['cell.label'], label: '7' }],
    ['without a label', { kind: 'cell.label', page: 1, cell: 0 }],
    ['that withdraws in an unknown role', { ...operations['samples.withdraw'], role: 'all' }],
    ['with too long a title', { ...operations['room.title'], title: 'x'.repeat(11) }],
    ['with an unknown framing', { ...operations['room.framing'], framing: 'upside-down' }],
    ['with a version that cannot be', { ...operations['model.promote'], versionId: '../../etc' }],
    ['that promotes nothing', { ...operations['model.promote'], versionId: null }],
  ])('%s is refused', (_, op) => {
    expect(accepts(op)).toBe(false);
  });

  it('R7 has points as fine as they are kept, and no finer', () => {
    const points = [100.123456789, -0.04, 0.123456789, 16.7, 0.05, 280.25, 1, 0.4];
    const parsed = schema.parse({ ...add, stroke: { ...stroke, width: 22.71828, points } });
    const kept = [100.1, 0, 0.12, 17, 0.1, 280.3, 1, 0];
    expect(parsed).toStrictEqual({ ...add, stroke: { ...stroke, width: 22.7, points: kept } });
    expect(schema.parse(parsed)).toStrictEqual(parsed);
    expect(accepts({ ...add, stroke: { ...stroke, points: [1, 2, 0.5, 24 * 3_600_000 + 1] } })).toBe(false);
  });

  it('has a title without the space around it', () => {
    expect(schema.parse({ kind: 'room.title', title: '  Class 3b ' })).toEqual({
      kind: 'room.title',
      title: 'Class 3b',
    });
    expect(accepts({ kind: 'room.title', title: '' })).toBe(true);
  });

  it('has an id of its author’s client', () => {
    const submission = submissionSchema(limits);
    expect(submission.safeParse({ opId: 'operation-1', op: add }).success).toBe(true);
    for (const opId of [undefined, '', 'short', 'x'.repeat(41), 'with space', 'a/b-c-d-e'])
      expect(submission.safeParse({ opId, op: add }).success, opId).toBe(false);
  });
});

describe('the id of a stroke', () => {
  it('holds its author and the id that the author gave it', () => {
    const id = strokeIdOf('ann-0000', 'stroke-1');
    expect([id, authorOf(id), givenIdOf(id)]).toEqual(['ann-0000/stroke-1', 'ann-0000', 'stroke-1']);
    expect(accepts({ ...operations['stroke.remove'], ids: [id] })).toBe(true);
  });

  it('is that of one author alone, also of people whose ids begin alike', () => {
    expect(authorOf(strokeIdOf('ann-0000', 'x-stroke-1'))).not.toBe(authorOf(strokeIdOf('ann-0000-x', 'stroke-1')));
    expect(strokeIdOf('ann-0000', 'x-stroke-1')).not.toBe(strokeIdOf('ann-0000-x', 'stroke-1'));
  });
});
