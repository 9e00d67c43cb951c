import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type Cell,
  type CellLabel,
  counted,
  DEFAULT_LIMITS,
  emptyRoom,
  emptySampleCounts,
  type Ink,
  Ledger,
  type Limits,
  type RoomState,
  type SampleFacts,
  storedInk,
} from '@inkroom/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRoomFile } from './read-room-file.js';
import type { RoomAuthor, RoomContents } from './room-file.js';
import { type RoomToWrite, roomLines } from './write-room-file.js';

const SCHEMA = 4;
const ink: Record<string, Ink> = Object.fromEntries(
  ['akiakiaki/stroke-01', 'akiakiaki/stroke-02', 'benbenben/stroke-01', 'benbenben/stroke-02'].map((id, i) => [
    id,
    { width: 20 + i, points: [10 + i, 20, 0.5, 0, 40.5, 200, 0.7, 120] },
  ]),
);
const [AKI1, AKI2, BEN1, BEN2] = Object.keys(ink) as [string, string, string, string];
const AUTHORS: RoomAuthor[] = [
  { id: 'akiakiaki', known: { name: 'あき', colour: 3 }, part: 'training' },
  { id: 'benbenben', known: { name: 'Ben', colour: 4 }, part: 'holdout' },
  { id: 'hosthosts', known: null, part: null },
];
const sample = (strokes: string[], of: Partial<SampleFacts>): SampleFacts => ({
  label: 4,
  part: 'training',
  labelledBy: 'hosthosts',
  at: 1_700_000_000_000,
  page: 1,
  cell: 3,
  strokes,
  bytes: strokes.reduce((sum, id) => sum + storedInk(ink[id]!).length, 0),
  ...of,
});
const SAMPLES = new Map([
  ['sample-aki', sample([AKI1, AKI2], {})],
  ['sample-ben', sample([BEN2], { label: 'not-a-digit', part: 'holdout', cell: 9 })],
]);
const cell = (strokes: string[], of: Partial<Cell> = {}): Cell => ({
  revision: strokes.length,
  strokes,
  label: null,
  prediction: null,
  ...of,
});
const LABEL: CellLabel = {
  value: 4,
  by: 'hosthosts',
  at: 1_700_000_000_000,
  sampleId: 'sample-aki',
  others: [{ value: 9, by: 'benbenben', at: 1_700_000_000_001 }],
};
const STATE: RoomState = {
  ...emptyRoom('room123456', '数字', 1_700_000_000_000),
  pages: {
    1: {
      columns: 8,
      rows: 5,
      cells: { 3: cell([AKI1, AKI2], { label: LABEL }), 7: cell([], { revision: 4 }) },
      cleared: [],
    },
    2: { columns: 12, rows: 7, cells: { 80: cell([BEN1]) }, cleared: [] },
  },
  page: 2,
  apart: true,
  samples: [...SAMPLES.values()].reduce((sum, one) => counted(sum, null, one), emptySampleCounts()),
};

async function fileOf(more: Partial<RoomToWrite> = {}): Promise<Uint8Array> {
  const bytes = new Map(Object.entries(ink).map(([id, one]) => [id, storedInk(one).length]));
  const room: RoomToWrite = {
    state: STATE,
    ledger: Ledger.of(STATE, [], SAMPLES, bytes),
    authors: AUTHORS,
    champion: 'shipped-drawn',
    schema: SCHEMA,
    readInk: async (ids) => Object.fromEntries(ids.flatMap((id) => (ink[id] ? [[id, ink[id]]] : []))),
    ...more,
  };
  const lines: string[] = [];
  for await (const some of roomLines(room)) lines.push(some);
  return gzipSync(lines.join(''));
}

const read = (file: Uint8Array, limits: Partial<Limits> = {}) =>
  readRoomFile(file, SCHEMA, { ...DEFAULT_LIMITS, ...limits });
const contents = async (file: Uint8Array): Promise<RoomContents> => {
  const room = await read(file);
  if (!room.ok) throw new Error(`${room.error.details?.reason}`);
  return room.value;
};
const reasonOf = async (file: Uint8Array, limits?: Partial<Limits>) => {
  const room = await read(file, limits);
  return room.ok ? null : (room.error.details?.reason ?? room.error.code);
};

describe('a room as a file', () => {
  it('comes back as it went, without what was read and cleared', async () => {
    const room = await contents(await fileOf());
    const { 7: _emptied, ...cells } = STATE.pages[1]!.cells;
    const pages = { ...STATE.pages, 1: { ...STATE.pages[1], cells } };
    expect(room.state).toEqual({ ...STATE, roomId: '', pages });
    expect(room.samples).toEqual(SAMPLES);
    expect(Object.fromEntries(room.ink)).toEqual(
      Object.fromEntries(Object.entries(ink).map(([id, one]) => [id, storedInk(one)])),
    );
    expect(room.authors.map(({ id, known, part }) => ({ id, known, part }))).toEqual(AUTHORS);
    expect(room.champion).toBe('shipped-drawn');
  });

  it('carries a model of its own', async () => {
    const room = await contents(await fileOf({ champion: Uint8Array.of(1, 2, 3) }));
    expect([...(room.champion as Uint8Array)]).toEqual([1, 2, 3]);
  });

  it('leaves out what was taken away while it was written, with what was said of it', async () => {
    const readInk = async (ids: readonly string[]) =>
      Object.fromEntries(ids.flatMap((id) => (id === AKI2 ? [] : [[id, ink[id]!]])));
    const room = await contents(await fileOf({ readInk }));
    expect(room.state.pages[1]!.cells[3]).toEqual({ ...cell([AKI1]), revision: 2 });
    expect([...room.samples.keys()]).toEqual(['sample-ben']);
  });

  it('R7 unpacks to no more than a room may hold, and has no line without end', async () => {
    expect(await reasonOf(await fileOf(), { roomInkBytesMax: 100, importBytesMax: 3 })).toContain('unpacks to more');
    const endless = gzipSync(Buffer.alloc(400_000));
    expect(await reasonOf(endless, { importBytesMax: 3_000 })).toContain('too long');
  });

  it.each<[string, string | RegExp, string]>([
    ['a cell beyond its page', '"80":', '"90":'],
    ['more rows than a page may have', '"rows":7', '"rows":700'],
    ['columns that no page has', '"columns":12', '"columns":13'],
    ['a point out of reach', '40.5', '4000.5'],
    ['a number that is none', '40.5', '1e999'],
    ['a stroke in two places', `"strokes":["${BEN1}"]`, `"strokes":["${BEN1}","${AKI1}"]`],
    ['ink that is told twice', `"ink","id":"${BEN1}"`, `"ink","id":"${AKI1}"`],
    ['a time that is none', '"by":"hosthosts","at":1700000000000', '"by":"hosthosts","at":0.5'],
    ['ink that is missing', `"ink","id":"${BEN1}"`, `"ink","id":"${BEN1}x"`],
    ['an author nobody knows', '"author","id":"benbenben"', '"author","id":"bobbobbob"'],
    ['an id that names nothing', '"hosthosts","at"', '"__proto__","at"'],
    ['an opinion of nobody', '"value":9,"by":"benbenben"', '"value":9,"by":"bobbobbob"'],
    ['two opinions of one person', '"value":9,"by":"benbenben"', '"value":9,"by":"hosthosts"'],
    ['a text where an id belongs', /"by":"hosthosts"/, '"by":"<b>hello</b>"'],
    ['a sample in another part than its author', '"part":"holdout","labelledBy"', '"part":"training","labelledBy"'],
    ['a label that is not its sample’s', '"value":4', '"value":5'],
    ['an open page that is not there', '"page":2,"framing"', '"page":3,"framing"'],
    ['a field that nobody knows', '"apart":true', '"apart":true,"hostKeyHash":"00"'],
    ['a name that nobody sees', '"Ben"', '"\\u200b"'],
    ['a revision beyond counting', '"revision":2', '"revision":9007199254740991'],
    ['a cell without ink', `"strokes":["${BEN1}"]`, '"strokes":[]'],
  ])('R8 is refused with %s', async (_what, from, to) => {
    const text = `${gunzipSync(await fileOf())}`;
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(await reasonOf(gzipSync(changed))).toEqual(expect.any(String));
  });

  it('R8 is refused where it is larger than a room may be here', async () => {
    for (const limits of [
      { roomInkBytesMax: 900 },
      { pageInkBytesMax: 500 },
      { samplesBytesMax: 100 },
      { samplesPerRoomMax: 1 },
      { pagesMax: 0.5 },
      { roomPeopleKnownMax: 2 },
      { cellStrokesMax: 1 },
      { cellOpinionsMax: 1 },
    ])
      expect(await reasonOf(await fileOf(), limits), JSON.stringify(limits)).not.toBeNull();
  });

  it('says so where a newer inkroom has written it, whatever else it holds', async () => {
    const text = `${gunzipSync(await fileOf())}`;
    expect(await reasonOf(gzipSync(text.replace('"version":1', '"version":2,"more":1')))).toBe('room_file_newer');
    expect(await reasonOf(gzipSync(text.replace('"schema":4', '"schema":5')))).toBe('room_file_newer');
  });

  it('R8 whatever becomes of its bytes and values, it is refused or is a room that can be written again', async () => {
    const text = `${gunzipSync(await fileOf({ champion: Uint8Array.of(7) }))}`;
    const lines = text.trim().split('\n');
    const odd = fc.oneof(
      fc.constantFrom(null, -1, 0.5, 1e308, 2 ** 53, '', '__proto__', '\ud800', 'x'.repeat(300), [], {}, true),
      fc.constantFrom(AKI1, BEN1, 'akiakiaki', 'training', 'sample-ben', 3, 1),
      fc.jsonValue({ maxDepth: 2 }),
    );
    /** Where in a line something else is put: every number leads to some place. */
    const changedLine = (line: string, at: number, value: unknown): string => {
      const root = JSON.parse(line);
      const places: [Record<string, unknown>, string][] = [];
      const walk = (node: unknown) => {
        if (typeof node !== 'object' || node === null) return;
        for (const key of Object.keys(node)) {
          places.push([node as Record<string, unknown>, key]);
          walk((node as Record<string, unknown>)[key]);
        }
      };
      walk(root);
      const [node, key] = places[at % places.length]!;
      node[key] = value;
      return JSON.stringify(root);
    };
    const change = fc.oneof(
      fc.record({ kind: fc.constant('value'), line: fc.nat(), at: fc.nat(), value: odd }),
      fc.record({
        kind: fc.constantFrom('drop', 'double', 'cut'),
        line: fc.nat(),
        at: fc.nat(),
        value: fc.constant(0),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        let some = [...lines];
        for (const { kind, line, at, value } of changes) {
          const nth = line % some.length;
          if (kind === 'drop') some = some.toSpliced(nth, 1);
          if (kind === 'double') some = some.toSpliced(nth, 0, some[nth]!);
          if (kind === 'cut') some[nth] = some[nth]!.slice(0, at % some[nth]!.length);
          if (kind === 'value') {
            try {
              some[nth] = changedLine(some[nth]!, at, value);
            } catch {
              // A line that was cut before.
            }
          }
          if (some.length === 0) some = [''];
        }
        const room = await read(gzipSync(`${some.join('\n')}\n`));
        if (!room.ok) {
          expect(['room_file_invalid', 'room_file_newer']).toContain(room.error.code);
          return;
        }
        const { state, samples, authors, champion } = room.value;
        const stored = new Map([...room.value.ink].map(([id, one]) => [id, one.length]));
        const again = await fileOf({
          state,
          authors: authors.map(({ id, known, part }) => ({ id, known, part })),
          champion,
          ledger: Ledger.of(state, [], samples, stored),
          readInk: async (ids) => Object.fromEntries(ids.map((id) => [id, JSON.parse(room.value.ink.get(id)!)])),
        });
        expect((await contents(again)).state).toEqual(state);
      }),
      { numRuns: 400 },
    );
  });
});
