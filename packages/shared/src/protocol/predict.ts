import { z } from 'zod';
import { DEFAULT_VERSION_ID } from '../models.js';
import { CELL_SIZE } from '../page.js';
import { IMAGE_SIZE } from '../rasterise.js';
import { DEFAULT_STROKE_WIDTH } from '../stroke.js';
import { FRAMINGS } from './constants.js';
import { roomIdSchema, versionIdSchema } from './ids.js';
import { type Ink, pointsSchema, strokeWidthSchema } from './ink.js';
import type { Limits } from './limits.js';
import { decisionSchema, type Framing, framingSchema, likeliestDigitSchema, scoresSchema } from './predictions.js';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/** What a model is asked about outside a room: strokes, once for each framing, or an image of 784 values 0..1 as it is. */
export type Drawing = { strokes: Ink[]; framings: Framing[] } | { pixels: number[] };

/** A question to a model, as {@link predictRequestSchema} leaves it. */
export interface PredictQuestion {
  /** Whose versions may be asked beside the shipped ones. */
  room: string | null;
  /** null for the room's champion. */
  version: string | null;
  drawing: Drawing;
}

/** Which model is asked. */
const modelAsked = {
  room: roomIdSchema.optional().describe('whose versions may be asked beside the shipped ones'),
  version: versionIdSchema.optional().describe('the room’s champion when left out; without a room `shipped-drawn`'),
};

function modelOf({ room, version }: { room?: string | undefined; version?: string | undefined }) {
  return { room: room ?? null, version: version ?? (room === undefined ? DEFAULT_VERSION_ID : null) };
}

/** What stands behind the path of `POST /api/predict` when the body is a PNG. */
export const pictureQuerySchema = z.strictObject(modelAsked).transform(modelOf);

/** The body of `POST /api/predict`, when it is JSON. */
export function predictRequestSchema(limits: Limits) {
  const { cellStrokesMax, strokePointsMax } = limits;
  const coordinate = z
    .number()
    .min(-limits.pointReach)
    .max(CELL_SIZE + limits.pointReach);
  const strokeSchema = z.union(
    [
      z.strictObject({
        width: strokeWidthSchema(limits).default(DEFAULT_STROKE_WIDTH),
        points: pointsSchema(strokePointsMax, limits),
      }),
      z
        .array(z.tuple([coordinate, coordinate]))
        .min(1)
        .max(strokePointsMax)
        .transform(
          (pairs): Ink => ({ width: DEFAULT_STROKE_WIDTH, points: pairs.flatMap(([x, y]) => [x, y, 0.5, 0]) }),
        ),
    ],
    `expected [x, y] pairs, or width and flat x, y, pressure, t: 1 to ${strokePointsMax} points within reach of the cell`,
  );
  return z
    .strictObject({
      strokes: z.array(strokeSchema).min(1).max(cellStrokesMax).optional(),
      pixels: z.array(z.number().min(0).max(255)).length(PIXELS).optional(),
      framing: z
        .union([framingSchema, z.literal('all'), z.array(framingSchema).min(1).max(FRAMINGS.length)])
        .optional(),
      ...modelAsked,
    })
    .refine(({ strokes, pixels }) => (strokes === undefined) !== (pixels === undefined), 'expected strokes or pixels')
    .refine(({ pixels, framing }) => pixels === undefined || framing === undefined, {
      path: ['framing'],
      message: 'expected strokes: pixels are seen as they are',
    })
    .transform(
      ({ strokes, pixels, framing, ...model }): PredictQuestion => ({
        ...modelOf(model),
        drawing: pixels ? { pixels: scaled(pixels) } : { strokes: strokes!, framings: framingsOf(framing) },
      }),
    );
}
export type PredictRequest = z.input<ReturnType<typeof predictRequestSchema>>;

/** The framing of a room in which nobody has chosen another. */
const DEFAULT_FRAMING: Framing = 'mnist';

function framingsOf(asked: Framing | 'all' | Framing[] = DEFAULT_FRAMING): Framing[] {
  return asked === 'all' ? [...FRAMINGS] : [...new Set([asked].flat())];
}

/** Values of 0..255 to 0..1; those of 0..1 as they are. An image of 0..255 without a value above 1 is blank to the eye. */
function scaled(pixels: number[]): number[] {
  return pixels.some((value) => value > 1) ? pixels.map((value) => value / 255) : pixels;
}

export const askedPredictionSchema = z.strictObject({
  framing: framingSchema.nullable().describe('null for pixels, which are seen as they are, and for a picture'),
  decision: decisionSchema,
  digit: likeliestDigitSchema,
  scores: scoresSchema,
});
export type AskedPrediction = z.infer<typeof askedPredictionSchema>;

/** What `POST /api/predict` answers. */
export const predictAnswerSchema = z.strictObject({
  version: z.string(),
  predictions: z
    .array(askedPredictionSchema)
    .describe('one for each framing, in the order in which they were asked for'),
  times: z.strictObject({
    queueMs: z.number().describe('waiting for a worker, and the way there and back'),
    rasteriseMs: z.number().describe('making the images of all framings'),
    inferMs: z.number().describe('the inference of all images together'),
    totalMs: z.number().describe('from the gateway’s having the request to its answer'),
  }),
});
export type PredictAnswer = z.infer<typeof predictAnswerSchema>;
