import { describe, expect, it } from 'vitest';
import { DEFAULT_VERSION_ID } from '../models.js';
import { refusalOf } from '../refusal.js';
import { DEFAULT_STROKE_WIDTH } from '../stroke.js';
import { DEFAULT_LIMITS } from './limits.js';
import { pictureQuerySchema, predictRequestSchema } from './predict.js';

const schema = predictRequestSchema(DEFAULT_LIMITS);
const LINE = [
  [10, 20],
  [30, 40.25],
];
const BLANK = Array.from({ length: 784 }, () => 0);

/** What is wrong with a body: the error's code, and the places of what is wrong in it. */
function refusalIn(body: unknown) {
  const { error } = schema.safeParse(body);
  if (!error) return null;
  const { code, details } = refusalOf(error);
  return [code, [...new Set(((details?.issues ?? []) as { path: string }[]).map(({ path }) => path))]];
}

describe('the body of POST /api/predict', () => {
  it('takes strokes as plain pairs, and as in a room', () => {
    const { drawing, version } = schema.parse({
      strokes: [LINE, { points: [1, 2, 0.7, 0] }, { points: [1, 2, 0.7, 0], width: 8 }],
    });
    expect(version).toBe(DEFAULT_VERSION_ID);
    expect(drawing).toEqual({
      framings: ['mnist'],
      strokes: [
        { width: DEFAULT_STROKE_WIDTH, points: [10, 20, 0.5, 0, 30, 40.25, 0.5, 0] },
        { width: DEFAULT_STROKE_WIDTH, points: [1, 2, 0.7, 0] },
        { width: 8, points: [1, 2, 0.7, 0] },
      ],
    });
  });

  it.each([
    ['one framing', 'centred', ['centred']],
    ['several, in their order, each once', ['mnist', 'as-drawn', 'mnist'], ['mnist', 'as-drawn']],
    ['all', 'all', ['as-drawn', 'centred', 'mnist']],
  ])('takes %s', (_, framing, framings) => {
    expect(schema.parse({ strokes: [LINE], framing }).drawing).toMatchObject({ framings });
  });

  it('asks the default model, a room’s champion, or the version that is named', () => {
    const model = (body: object) => {
      const { room, version } = schema.parse({ strokes: [LINE], ...body });
      return [room, version];
    };
    expect(model({})).toEqual([null, DEFAULT_VERSION_ID]);
    expect(model({ version: 'shipped-cnn' })).toEqual([null, 'shipped-cnn']);
    expect(model({ room: 'abc123' })).toEqual(['abc123', null]);
    expect(model({ room: 'abc123', version: '0123456789abcdef' })).toEqual(['abc123', '0123456789abcdef']);
    expect(pictureQuerySchema.parse({ room: 'abc123' })).toEqual({ room: 'abc123', version: null });
  });

  it('takes pixels of 0..1 as they are, and of 0..255 where any is above 1', () => {
    expect(schema.parse({ pixels: BLANK.with(0, 1).with(1, 0.5) }).drawing).toEqual({
      pixels: BLANK.with(0, 1).with(1, 0.5),
    });
    expect(schema.parse({ pixels: BLANK.with(0, 255).with(1, 1) }).drawing).toEqual({
      pixels: BLANK.with(0, 1).with(1, 1 / 255),
    });
  });

  it.each([
    ['nothing to predict', {}, ['']],
    ['strokes and pixels', { strokes: [LINE], pixels: BLANK }, ['']],
    ['a framing of pixels', { pixels: BLANK, framing: 'mnist' }, ['framing']],
    ['no stroke', { strokes: [] }, ['strokes']],
    ['a stroke without a point', { strokes: [[]] }, ['strokes.0']],
    ['a torn point', { strokes: [{ points: [1, 2, 0.5] }] }, ['strokes.0.points']],
    ['a point far from the cell', { strokes: [[[5000, 0]]] }, ['strokes.0']],
    ['a number that is none', { strokes: [[[Number.NaN, 0]]] }, ['strokes.0']],
    ['too many points', { strokes: [{ points: Array.from({ length: 4004 }, () => 0) }] }, ['strokes.0']],
    ['too many pairs', { strokes: [Array.from({ length: 1001 }, () => [0, 0])] }, ['strokes.0']],
    ['another size', { pixels: BLANK.slice(1) }, ['pixels']],
    ['a value out of range', { pixels: BLANK.with(3, 256) }, ['pixels.3']],
    ['an unknown framing', { strokes: [LINE], framing: 'upside-down' }, ['framing']],
    ['a version that is no name', { strokes: [LINE], version: '../drawn' }, ['version']],
    ['an unknown field', { strokes: [LINE], colour: 'x' }, ['']],
    ['a room that is no name', { strokes: [LINE], room: '../x' }, ['room']],
    ['no object', [LINE], ['']],
    [
      'too many strokes',
      { strokes: Array.from({ length: DEFAULT_LIMITS.cellStrokesMax + 1 }, () => LINE) },
      ['strokes'],
    ],
  ])('R8 refuses %s, and says where', (_, body, places) => {
    expect(refusalIn(body)).toEqual(['invalid_payload', places]);
  });
});
