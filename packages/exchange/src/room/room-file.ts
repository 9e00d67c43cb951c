import {
  cellCount,
  cellIndexSchema,
  idSchema,
  type Limits,
  labelSchema,
  nameSchema,
  PAGE_COLUMNS,
  PERSON_MARKS,
  type Person,
  pageStateSchema,
  pointsSchema,
  type RoomState,
  roomStateSchema,
  type SampleFacts,
  type SamplePart,
  type StrokeId,
  strokeIdSchema,
  strokeWidthSchema,
  titleSchema,
  versionIdSchema,
} from '@inkroom/shared';
import { z } from 'zod';

/**
 * The form of a room as one file: JSON lines, gzipped. docs/room-file.md describes it for strangers. Its version counts changes of the lines
 * themselves; the state in them has the form that its own schema says, which `schema` counts.
 */
export const ROOM_FILE_VERSION = 1;

/** Somebody whose ink or labels a room holds: no more than a name, for nobody of them comes along. */
export interface RoomAuthor {
  id: string;
  /** Null where the room has forgotten it, and the colour with it. */
  known: Pick<Person, 'name' | 'colour'> | null;
  part: SamplePart | null;
}

/** What of a room's state goes into its file beside the pages. */
const HEAD = { title: true, createdAt: true, page: true, framing: true, apart: true, namesHidden: true } as const;
export type RoomHead = Pick<RoomState, keyof typeof HEAD>;

/** A room as its file tells of it. */
export interface RoomContents {
  state: RoomState;
  authors: RoomAuthor[];
  samples: Map<string, SampleFacts>;
  /** As the store keeps it, see `storedInk`. */
  ink: Map<StrokeId, string>;
  /** The shipped version that reads it, or a zip of its own model in the form of `tfjs`; null for the default one. */
  champion: string | Uint8Array | null;
}

/** Pages may be numbered beyond how many there are, where some were taken out; no further than this, for apps count through them. */
const PAGE_NUMBER_MAX = 1_000;
/** Counts up from there. */
const REVISION_MAX = 1e9;

const sampleForm = {
  label: labelSchema,
  part: z.enum(['training', 'holdout']),
  labelledBy: idSchema,
  at: z.number().int().min(0),
  page: z.number().int().min(1).max(PAGE_NUMBER_MAX),
  strokes: z.array(strokeIdSchema).min(1),
};

/** What each line may be. Who reads a file trusts none of it; what lines say of each other is checked where all have come. */
export function roomLineSchema(limits: Limits) {
  const cell = cellIndexSchema(limits);
  const strokes = sampleForm.strokes.max(limits.cellStrokesMax);
  return z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('room'),
      inkroom: z.literal('room'),
      version: z.literal(ROOM_FILE_VERSION),
      schema: z.number().int().min(1),
      room: roomStateSchema.pick(HEAD).extend({
        title: titleSchema(limits),
        createdAt: z.number().int().min(0),
        page: z.number().int().min(1).max(PAGE_NUMBER_MAX),
      }),
      champion: versionIdSchema.nullable(),
    }),
    z.strictObject({
      kind: z.literal('author'),
      id: idSchema,
      known: z
        .strictObject({
          name: nameSchema(limits),
          colour: z
            .number()
            .int()
            .min(0)
            .max(PERSON_MARKS - 1),
        })
        .nullable(),
      part: sampleForm.part.nullable(),
    }),
    z.strictObject({
      kind: z.literal('ink'),
      id: strokeIdSchema,
      width: strokeWidthSchema(limits),
      points: pointsSchema(limits.strokePointsMax, limits),
    }),
    z.strictObject({
      kind: z.literal('page'),
      number: z.number().int().min(1).max(PAGE_NUMBER_MAX),
      page: pageStateSchema.refine((page) => isSoundPage(page, limits), 'expected a page as inkroom makes it'),
    }),
    z.strictObject({
      kind: z.literal('sample'),
      id: idSchema,
      sample: z.strictObject({ ...sampleForm, cell, strokes }),
    }),
    z.strictObject({ kind: z.literal('model'), zip: z.base64().max(base64Length(limits.importBytesMax)) }),
  ]);
}
export type RoomLine = z.infer<ReturnType<typeof roomLineSchema>>;

/** The longest line is a model. */
export function lineLengthMax({ importBytesMax }: Limits): number {
  return base64Length(importBytesMax) + 100;
}

function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

/** Whether a page could have come about in a room: its size, no cell beyond it, nothing cleared, no prediction, and nothing but ids and counts in it. */
function isSoundPage(page: z.infer<typeof pageStateSchema>, limits: Limits): boolean {
  const { columns, rows, cells, cleared } = page;
  const isSize = (PAGE_COLUMNS as readonly number[]).includes(columns) && rows >= 1 && rows <= limits.pageRowsMax;
  return (
    isSize &&
    cleared.length === 0 &&
    holdsIdsAlone(page, limits.cellStrokesMax) &&
    Object.entries(cells).every(([index, { strokes, revision, prediction }]) => {
      const isInPage = Number(index) >= 0 && Number(index) < cellCount(page);
      const isInked = strokes.length >= 1 && strokes.length <= limits.cellStrokesMax;
      return isInPage && isInked && prediction === null && revision >= 1 && revision <= REVISION_MAX;
    })
  );
}

/** An id, a stroke's id, or a word of the protocol. */
const WORD = /^(?!__proto__$)[A-Za-z0-9_-]{0,40}(\/[A-Za-z0-9_-]{8,40})?$/;

/**
 * Whether all texts and names in it are ids or words, all numbers count something, and no list is longer than `max`. Said of whatever the
 * state's schema lets through, for that is the form in which a server tells of what it has checked.
 */
function holdsIdsAlone(value: unknown, max: number): boolean {
  if (typeof value === 'string') return WORD.test(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0;
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value) && value.length > max) return false;
  return Object.entries(value).every(([name, inner]) => WORD.test(name) && holdsIdsAlone(inner, max));
}

/** What is in a room's file takes no more than so much unpacked: its ink as the room may hold it, what names it, and a model. */
export function unpackedBytesMax(limits: Limits): number {
  return 2 * limits.roomInkBytesMax + lineLengthMax(limits);
}
