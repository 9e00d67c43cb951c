import { type Cell, emptyPage, emptyRoom, encodeInk, RoomDecoder, RoomEncoder, type RoomState } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { PagePieces } from './page-pieces.js';

/** Some ten kilobytes: three of its kind fill a piece. */
const HEAVY = encodeInk({ width: 20, points: Array.from({ length: 12_000 }, (_, i) => (i * 7919) % 280) });
const LIGHT = encodeInk({ width: 20, points: [1, 1, 0.5, 0] });
const SIZE = { columns: 12, rows: 5 };
const CLEARING = {
  ...{ id: 'op-cleared', by: 'ben-0000', seq: 7, at: 5 },
  cells: [{ cell: 2, strokes: ['ben-0000/gone-000'], label: null, isWhole: true }],
};
const cell = (index: number): Cell => {
  return { revision: index + 1, strokes: [`ann-0000/stroke-${index}`], label: null, prediction: null };
};

/** A room whose second page holds ink in so many cells. */
function room(count: number): RoomState {
  const cells = Object.fromEntries(Array.from({ length: count }, (_, index) => [index * 5, cell(index * 5)]));
  const pages = { 1: emptyPage({ columns: 8, rows: 5 }), 2: { ...emptyPage(SIZE), cells, cleared: [CLEARING] } };
  return { ...emptyRoom('room'), seq: 7, pages };
}

/** What a reader makes of a page of a room. */
function read(state: RoomState, page: number, ink = HEAVY) {
  const encoder = new RoomEncoder(() => ink);
  const decoder = new RoomDecoder();
  return [...new PagePieces(encoder).of(state, page)].map((piece) => decoder.piece(encoder.piece(piece, 0)));
}

describe('PagePieces', () => {
  it('tells of each cell of a page once, from its top to its end, and of what can be restored in the last piece', () => {
    const pieces = read(room(10), 2);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.map(({ range: [from] }) => from)).toEqual([0, ...pieces.slice(0, -1).map(({ range }) => range[1])]);
    expect(pieces.at(-1)!.range[1]).toBe(60);
    for (const { range, cells } of pieces)
      for (const index of Object.keys(cells).map(Number))
        expect(index >= range[0] && index < range[1], `${index}`).toBe(true);
    expect(Object.assign({}, ...pieces.map(({ cells }) => cells))).toEqual(room(10).pages[2]!.cells);
    expect(pieces.map(({ isLast }) => isLast)).toEqual([...pieces.slice(1).map(() => false), true]);
    expect(pieces.map(({ cleared }) => cleared)).toEqual([...pieces.slice(1).map(() => undefined), [CLEARING]]);
  });

  it('says of which page and of which moment they are', () => {
    for (const { page, seq } of read(room(10), 2)) expect([page, seq]).toEqual([2, 7]);
  });

  it('are one where little or nothing is on the page', () => {
    const head = { seq: 7, ink: {}, cells: {}, isLast: true };
    expect(read(room(3), 1)).toEqual([{ ...head, page: 1, range: [0, 40], cleared: [] }]);
    expect(read(room(3), 2, LIGHT)).toHaveLength(1);
  });

  it('R3 have a cell encoded anew whose ink was not all there', () => {
    const ink = new Map([['ann-0000/stroke-0', LIGHT]]);
    const encoder = new RoomEncoder((id) => ink.get(id));
    const [pieces, state] = [new PagePieces(encoder), room(2)];
    const told = () =>
      [...pieces.of(state, 2)].flatMap((piece) => Object.keys(new RoomDecoder().piece(encoder.piece(piece, 0)).ink));
    expect(told()).toEqual(['ann-0000/stroke-0']);
    ink.set('ann-0000/stroke-5', LIGHT);
    expect(told()).toEqual(['ann-0000/stroke-0', 'ann-0000/stroke-5']);
  });

  it('have each cell encoded once for as long as it stays as it is', () => {
    let asked = 0;
    const pieces = new PagePieces(
      new RoomEncoder(() => {
        asked++;
        return LIGHT;
      }),
    );
    const state = room(3);
    // Each time once for the bytes, and once to see that they are there.
    for (let reader = 0; reader < 3; reader++) expect([...pieces.of(state, 2)]).toHaveLength(1);
    expect(asked).toBe(6);
    const page = { ...state.pages[2]!, cells: { ...state.pages[2]!.cells, 5: cell(5) } };
    expect([...pieces.of({ ...state, pages: { ...state.pages, 2: page } }, 2)]).toHaveLength(1);
    expect(asked).toBe(8);
  });
});
