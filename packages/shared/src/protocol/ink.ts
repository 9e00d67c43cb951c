import { z } from 'zod';
import { CELL_SIZE, PAGE_COLUMNS } from '../page.js';
import { quantisePoints, STROKE_MS_MAX } from '../points.js';
import { POINT_STRIDE } from './constants.js';
import { idSchema, strokeIdSchema } from './ids.js';
import type { Limits } from './limits.js';

export const pageSchema = z.number().int().min(1);

/** Index of a cell, on the largest page. */
export function cellIndexSchema({ pageRowsMax }: Pick<Limits, 'pageRowsMax'>) {
  return z
    .number()
    .int()
    .min(0)
    .max(pageRowsMax * Math.max(...PAGE_COLUMNS) - 1);
}

export function strokeWidthSchema(limits: Pick<Limits, 'strokeWidthMin' | 'strokeWidthMax'>) {
  const { strokeWidthMin, strokeWidthMax } = limits;
  return z
    .number()
    .min(strokeWidthMin)
    .max(strokeWidthMax)
    .transform((width) => Math.round(width * 10) / 10)
    .describe('of the pen, in cell units');
}

/**
 * Flat x, y, pressure, t of at most `max` points; they come out as fine as {@link quantisePoints} leaves them. They are looked at in one
 * go, for a crowd sends a hundred thousand numbers a second.
 */
export function pointsSchema(max: number, { pointReach }: Pick<Limits, 'pointReach'>) {
  const flat = z.unknown();
  flat._zod.toJSONSchema = () => ({ type: 'array', items: { type: 'number' } });
  return flat.transform((input, { issues }): number[] => {
    const origin = 'array';
    if (!Array.isArray(input)) issues.push({ code: 'invalid_type', expected: origin, input });
    else if (input.length > max * POINT_STRIDE)
      issues.push({ code: 'too_big', origin, maximum: max * POINT_STRIDE, inclusive: true, input });
    else if (!arePoints(input, pointReach))
      // Going on, as a check would: where a list of pairs is taken as well, it says which of both was meant.
      issues.push({ code: 'custom', message: OFF_POINTS, input, continue: true });
    else return quantisePoints(input);
    return z.NEVER;
  });
}

const OFF_POINTS = 'expected flat x, y, pressure, t within reach of the cell';

function arePoints(list: readonly unknown[], reach: number): list is number[] {
  if (list.length === 0 || list.length % POINT_STRIDE !== 0) return false;
  for (let i = 0; i < list.length; i += POINT_STRIDE) {
    if (!isWithin(list[i], -reach, CELL_SIZE + reach) || !isWithin(list[i + 1], -reach, CELL_SIZE + reach))
      return false;
    if (!isWithin(list[i + 2], 0, 1) || !isWithin(list[i + 3], 0, STROKE_MS_MAX)) return false;
  }
  return true;
}

/** Not NaN either. */
function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

/** What a rasteriser needs of a stroke. It never changes. */
export const inkSchema = z.strictObject({
  width: z.number().describe('of the pen, in cell units'),
  points: z
    .array(z.number())
    .describe(
      'flat x, y, pressure, t: x and y in cell units from the cell’s top left corner (they may run over its edge), pressure 0..1 (0.5 where a device reports none), t in ms since the stroke’s first point',
    ),
});
export type Ink = z.infer<typeof inkSchema>;

/** Ink by the id of its stroke: how it travels beside the state and the entries that name it. */
export const inkByIdSchema = z.record(strokeIdSchema, inkSchema);
export type InkById = z.infer<typeof inkByIdSchema>;

/** Ink in the making and the pointer, as their author sends them: not durable, not answered. */
export function liveSchema(limits: Limits) {
  return z.strictObject({
    page: pageSchema,
    strokes: z
      .array(
        z.strictObject({
          id: idSchema.describe('given by the author: the room knows the stroke as `<person id>/<id>`'),
          cell: cellIndexSchema(limits),
          width: strokeWidthSchema(limits),
          from: z
            .number()
            .int()
            .min(0)
            .max(limits.strokePointsMax)
            .describe('index in the stroke of the first of these points, so that a receiver sees a gap'),
          points: pointsSchema(limits.livePointsMax, limits).describe('the new ones'),
        }),
      )
      .max(limits.liveStrokesMax)
      .refine(
        (strokes) => strokes.reduce((sum, { points }) => sum + points.length, 0) <= limits.livePointsMax * POINT_STRIDE,
        'too many points',
      )
      .optional()
      .describe('one for each finger that writes'),
    dropped: z
      .array(idSchema)
      .max(LIVE_DROPPED_MAX)
      .optional()
      .describe('one’s strokes that were given up before they were durable'),
    cursor: z
      .tuple([z.number(), z.number()])
      .nullable()
      .optional()
      .describe('x, y in page units; null when the pointer has left the page'),
  });
}

/** How many strokes one live message may give up. */
const LIVE_DROPPED_MAX = 8;

export const liveStrokeSchema = z.strictObject({
  id: strokeIdSchema,
  page: pageSchema,
  cell: z.number().int(),
  width: z.number(),
  from: z.number().int().describe('index in the stroke of the first of these points'),
  points: z.array(z.number()),
});
/** New points of somebody's unfinished stroke. */
export type LiveStroke = z.infer<typeof liveStrokeSchema>;

/** All that moved in a room within one tick. */
export const frameSchema = z.strictObject({
  strokes: z.array(liveStrokeSchema),
  dropped: z.array(strokeIdSchema),
  cursors: z
    .array(z.tuple([z.string(), pageSchema, z.number().nullable(), z.number().nullable()]))
    .describe('person id, page, x, y in page units; x and y are null when the pointer has left'),
});
export type Frame = z.infer<typeof frameSchema>;
