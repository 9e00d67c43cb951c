import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from './limits.js';
import { clientSchemas } from './messages.js';

const schemas = clientSchemas(DEFAULT_LIMITS);
const add = (points: unknown, over: object = {}) => ({
  opId: 'operation-1',
  op: { kind: 'stroke.add', page: 1, stroke: { id: 'stroke-01', cell: 0, width: 23, points, ...over } },
});

describe('op.submit', () => {
  it('accepts a stroke', () => {
    expect(schemas['op.submit'].safeParse(add([1, 2, 0.5, 0, 3, 4, 0.5, 10])).success).toBe(true);
  });

  it.each([
    ['NaN coordinates', [Number.NaN, 2, 0.5, 0]],
    ['infinite coordinates', [Number.POSITIVE_INFINITY, 2, 0.5, 0]],
    ['null coordinates, as JSON makes of NaN', [null, 2, 0.5, 0]],
    ['text for a number', ['1', 2, 0.5, 0]],
    ['a torn point', [1, 2, 0.5]],
    ['no point', []],
    ['a point out of reach of its cell', [5000, 2, 0.5, 0]],
    ['pressure above 1', [1, 2, 1.5, 0]],
    ['time before the stroke', [1, 2, 0.5, -1]],
    ['too many points', Array.from({ length: (DEFAULT_LIMITS.strokePointsMax + 1) * 4 }, () => 0)],
    ['an object for a list', { length: 4 }],
  ])('refuses %s', (_, points) => {
    expect(schemas['op.submit'].safeParse(add(points)).success).toBe(false);
  });

  it('refuses a forged author: the server says whose stroke it is', () => {
    expect(schemas['op.submit'].safeParse(add([1, 2, 0.5, 0], { authorId: 'somebody' })).success).toBe(false);
  });

  it('refuses an unknown operation', () => {
    expect(schemas['op.submit'].safeParse({ opId: 'operation-1', op: { kind: 'room.destroy' } }).success).toBe(false);
  });
});

describe('names and titles', () => {
  it('arrive as one visible line, or not at all', () => {
    const join = (name: string) => schemas['room.join'].safeParse({ roomId: 'abcd234567', name }).data?.name;
    expect(join('\u202eAnn\0\r\nLee\u3000')).toBe('Ann Lee');
    expect(join('\u200b')).toBeUndefined();
    const title = { title: 'Class\n3b\ud800' };
    expect(schemas['room.create'].parse(title)).toEqual({ title: 'Class 3b' });
    const rename = { opId: 'operation-1', op: { kind: 'room.title', ...title } };
    expect(schemas['op.submit'].parse(rename).op).toEqual({ kind: 'room.title', title: 'Class 3b' });
  });
});

describe('live', () => {
  const finger = (id: string, over: object = {}) => ({
    ...{ id, cell: 0, width: 23, from: 4, points: [1, 2, 0.5, 0] },
    ...over,
  });
  const live = (stroke: object) => ({
    page: 1,
    strokes: [finger('stroke-01', stroke), finger('stroke-03')],
    dropped: ['stroke-02'],
    cursor: [5, 6],
  });

  it('accepts ink in the making, under the id that its author gives it', () => {
    expect(schemas.live.parse(live({}))).toEqual(live({}));
  });

  it.each([
    ['somebody else’s stroke', { id: 'bob-0000/stroke-01' }],
    ['a forged author', { authorId: 'somebody' }],
    ['a cell that no page has', { cell: DEFAULT_LIMITS.pageRowsMax * 16 }],
    ['no pen', { width: 0 }],
    ['a torn point', { points: [1, 2, 0.5] }],
    ['points before the stroke', { from: -1 }],
    ['too many points at once', { points: Array(DEFAULT_LIMITS.livePointsMax * 4).fill(0) }],
  ])('R8 refuses %s', (_, over) => {
    expect(schemas.live.safeParse(live(over)).success).toBe(false);
  });

  it('R7 refuses more strokes than somebody has fingers', () => {
    const strokes = Array.from({ length: DEFAULT_LIMITS.liveStrokesMax + 1 }, (_, i) => finger(`stroke-${i}`));
    expect(schemas.live.safeParse({ page: 1, strokes: strokes.slice(1) }).success).toBe(true);
    expect(schemas.live.safeParse({ page: 1, strokes }).success).toBe(false);
  });

  it('R9 drops strokes of its sender only', () => {
    expect(schemas.live.safeParse({ ...live({}), dropped: ['bob-0000/stroke-02'] }).success).toBe(false);
  });
});

describe('run.start', () => {
  const spec = {
    architecture: 'mlp',
    epochs: 5,
    batchSize: 32,
    learningRate: 0.001,
    dataset: 'mnist',
    startFrom: 'scratch',
    pool: 'cpu',
  };
  it.each([
    ['no epoch', { epochs: 0 }],
    ['half an epoch', { epochs: 1.5 }],
    ['endless epochs', { epochs: 1e9 }],
    ['no batch', { batchSize: 0 }],
    ['a negative learning rate', { learningRate: -1 }],
    ['an unknown pool', { pool: 'tpu' }],
    ['an unknown architecture', { architecture: 'transformer' }],
  ])('refuses %s', (_, over) => {
    const request = { requestId: 'request-1', spec: { ...spec, ...over } };
    expect(schemas['run.start'].safeParse({ requestId: 'request-1', spec }).success).toBe(true);
    expect(schemas['run.start'].safeParse(request).success).toBe(false);
  });
});
