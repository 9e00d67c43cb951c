import {
  type CellIndex,
  changedCells,
  changedPages,
  clearingChanges,
  type Ledger,
  pageOf,
  type RoomState,
  type StrokeId,
  strokeChanges,
} from '@inkroom/shared';
import { cellField, clearingField, type RoomKeys } from './keys.js';
import { cellText, FIELDS, fieldOf, pageText } from './room-fields.js';

/** A command of Redis, its key and its arguments. */
export type Write = [command: string, key: string, ...args: (string | number)[]];

/** Arguments of one command: what a script can hand on at once. */
const ARGUMENTS_MAX = 1000;

/**
 * What has to be written after entries, as the difference between the room before and after them: fields, cells, samples and ink.
 * What came and went between the two leaves no trace.
 * @param draft the ledger after them, a draft on the one before
 * @param ink stored ink of the strokes that were added
 */
export function roomWrites(
  keys: RoomKeys,
  before: RoomState,
  after: RoomState,
  draft: Ledger,
  ink: ReadonlyMap<StrokeId, string>,
): Write[] {
  const { added } = strokeChanges(before, after);
  // Also of strokes that are gone from the page again, for a sample may name them.
  const newInk = [...draft.ink.changes].flatMap(([id, facts]) => (facts && ink.has(id) ? [id, ink.get(id)!] : []));
  return [
    ...fieldWrites(keys, before, after),
    ...pageWrites(keys, before, after),
    ...added.map(({ id, page, cell }): Write => ['HDEL', keys.live(page, cell), id]),
    ...tableWrites(keys.parts, draft.parts.changes),
    ...tableWrites(keys.samples, draft.samples.changes, JSON.stringify),
    ...inParts('HSET', keys.ink, newInk),
    ...inParts(
      'HDEL',
      keys.ink,
      [...draft.ink.changes].flatMap(([id, facts]) => (facts ? [] : [id])),
    ),
  ];
}

/**
 * The cells that have to be predicted anew, by page: those whose ink is another, and where the model or the framing is, all of the open
 * page. Other pages are predicted anew when somebody looks at them.
 */
export function cellsToPredict(before: RoomState, after: RoomState): Map<number, CellIndex[]> {
  const pages = new Map<number, CellIndex[]>();
  const add = (page: number, cells: readonly CellIndex[]) => {
    const written = cells.filter((cell) => pageOf(after, page).cells[cell]!.strokes.length > 0);
    if (written.length > 0) pages.set(page, written);
  };
  for (const page of changedPages(before, after)) add(page, renewedCells(before, after, page));
  if (before.generation !== after.generation) add(after.page, Object.keys(pageOf(after, after.page).cells).map(Number));
  return pages;
}

/** The cells of a page whose strokes are others than before. */
function renewedCells(before: RoomState, after: RoomState, page: number): CellIndex[] {
  const [then, now] = [pageOf(before, page), pageOf(after, page)];
  return changedCells(then, now).filter((cell) => then.cells[cell]?.revision !== now.cells[cell]!.revision);
}

function fieldWrites({ meta }: RoomKeys, before: RoomState, after: RoomState): Write[] {
  const changed = FIELDS.filter((field) => before[field] !== after[field] && field !== 'seq');
  const set = changed.flatMap((field) => {
    const text = fieldOf(after, field);
    return text === null ? [] : [field, text];
  });
  const unset = changed.filter((field) => fieldOf(after, field) === null);
  return [...inParts('HSET', meta, set), ...inParts('HDEL', meta, unset)];
}

function pageWrites(keys: RoomKeys, before: RoomState, after: RoomState): Write[] {
  return changedPages(before, after).flatMap((page) => {
    const [then, now] = [before.pages[page], pageOf(after, page)];
    const changed = changedCells(then, now);
    const emptied = changed.filter((cell) => now.cells[cell]!.strokes.length === 0);
    const fields = (cells: readonly CellIndex[]) => cells.map((cell) => cellField(page, cell));
    const isGone = !after.pages[page];
    const isSame = then && pageText(then) === pageText(now);
    const cleared = clearingChanges(then, now);
    const still = new Set(cleared.made.map(({ id }) => id));
    const forgotten = cleared.gone.filter(({ id }) => !still.has(id));
    // A page that was begun anew, or is gone, has none of the cells that it had.
    const dropped = changedCells(now, then ?? now).filter((cell) => !now.cells[cell]);
    return [
      ...(isSame || isGone ? [] : inParts('HSET', keys.pages, [`${page}`, pageText(now)])),
      ...(isGone ? inParts('HDEL', keys.pages, [`${page}`]) : []),
      ...inParts(
        'HSET',
        keys.clearings,
        cleared.made.flatMap((clearing) => [clearingField(page, clearing.id), JSON.stringify(clearing)]),
      ),
      ...inParts(
        'HDEL',
        keys.clearings,
        forgotten.map(({ id }) => clearingField(page, id)),
      ),
      ...[keys.cells, keys.counts, keys.predictions].flatMap((key) => inParts('HDEL', key, fields(dropped))),
      ...inParts(
        'HSET',
        keys.cells,
        changed.flatMap((cell) => [cellField(page, cell), cellText(now.cells[cell]!)]),
      ),
      // Live writes are counted anew, for any prediction of a revision comes after all of the one before.
      ...inParts('HDEL', keys.counts, fields(renewedCells(before, after, page))),
      ...inParts('HDEL', keys.predictions, fields(emptied)),
    ];
  });
}

function tableWrites<T extends string | object>(
  key: string,
  changes: ReadonlyMap<string, T | undefined>,
  textOf: (value: T) => string = String,
): Write[] {
  const set = [...changes].flatMap(([id, value]) => (value === undefined ? [] : [id, textOf(value)]));
  const unset = [...changes].flatMap(([id, value]) => (value === undefined ? [id] : []));
  return [...inParts('HSET', key, set), ...inParts('HDEL', key, unset)];
}

/** As many commands as it takes, for a script hands on only so many arguments at once. */
export function inParts(command: string, key: string, args: readonly string[]): Write[] {
  const writes: Write[] = [];
  for (let i = 0; i < args.length; i += ARGUMENTS_MAX) writes.push([command, key, ...args.slice(i, i + ARGUMENTS_MAX)]);
  return writes;
}
