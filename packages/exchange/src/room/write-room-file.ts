import type { Cell, InkById, Ledger, Page, RoomState, SampleFacts, StrokeId } from '@inkroom/shared';
import { ROOM_FILE_VERSION, type RoomAuthor, type RoomContents, type RoomLine } from './room-file.js';

/** A room to be written into a file, at one moment of its log. */
export interface RoomToWrite {
  state: RoomState;
  ledger: Ledger;
  authors: readonly RoomAuthor[];
  champion: RoomContents['champion'];
  /** Of the state's form. */
  schema: number;
  /** Reads ink, as far as it is still there. */
  readInk(ids: readonly StrokeId[]): Promise<InkById>;
}

/** Strokes whose ink is read and written at once. */
const STROKES_AT_ONCE = 500;

/**
 * The lines of a room's file. Ink comes first, some at a time; what goes on being written in the room meanwhile is not in it, and what is
 * taken away meanwhile is left out together with what names it.
 */
export async function* roomLines({
  state,
  ledger,
  authors,
  champion,
  schema,
  readInk,
}: RoomToWrite): AsyncGenerator<string> {
  const { title, createdAt, page, framing, apart, namesHidden } = state;
  const shipped = typeof champion === 'string' ? champion : null;
  const room = { title, createdAt, page, framing, apart, namesHidden };
  yield line({ kind: 'room', inkroom: 'room', version: ROOM_FILE_VERSION, schema, room, champion: shipped });
  yield authors.map((author) => line({ kind: 'author', ...author })).join('');
  const ids = [...new Set([...strokesInCells(state), ...strokesInSamples(ledger)])];
  const gone = new Set<StrokeId>();
  for (let i = 0; i < ids.length; i += STROKES_AT_ONCE) {
    const wanted = ids.slice(i, i + STROKES_AT_ONCE);
    const ink = await readInk(wanted);
    for (const id of wanted) if (!ink[id]) gone.add(id);
    yield Object.entries(ink)
      .map(([id, { width, points }]) => line({ kind: 'ink', id, width, points }))
      .join('');
  }
  const isThere = (id: StrokeId) => !gone.has(id);
  const samples = new Map([...ledger.samples.entries()].filter(([, { strokes }]) => strokes.every(isThere)));
  for (const [id, { bytes: _bytes, strokes, ...sample }] of samples)
    yield line({ kind: 'sample', id, sample: { ...sample, strokes: [...strokes] } });
  for (const [number, one] of Object.entries(state.pages)) {
    // Of one that is gone for good only the number is left.
    if (one.rows === 0) continue;
    yield line({ kind: 'page', number: Number(number), page: pageWith(one, isThere, samples) });
  }
  if (champion instanceof Uint8Array) yield line({ kind: 'model', zip: Buffer.from(champion).toString('base64') });
}

/** A page with the cells that hold ink: without what was cleared, and without predictions, which are made anew. */
function pageWith(page: Page, isThere: (id: StrokeId) => boolean, samples: ReadonlyMap<string, SampleFacts>): Page {
  const cells = Object.entries(page.cells).flatMap(([index, cell]): [string, Cell][] => {
    const strokes = cell.strokes.filter(isThere);
    if (strokes.length === 0) return [];
    // What was said of all of it is not said of the rest.
    const label = strokes.length < cell.strokes.length ? null : cell.label;
    const isKept = label?.sampleId && samples.has(label.sampleId);
    return [
      [index, { ...cell, strokes, prediction: null, label: label && !isKept ? { ...label, sampleId: null } : label }],
    ];
  });
  return { ...page, cells: Object.fromEntries(cells), cleared: [] };
}

function strokesInCells({ pages }: RoomState): StrokeId[] {
  return Object.values(pages).flatMap(({ cells }) => Object.values(cells).flatMap(({ strokes }) => strokes));
}

function strokesInSamples({ samples }: Ledger): StrokeId[] {
  return [...samples.entries()].flatMap(([, { strokes }]) => strokes);
}

function line(value: RoomLine): string {
  return `${JSON.stringify(value)}\n`;
}
