import {
  type CellIndex,
  cellCount,
  changedCells,
  type Ledger,
  type RoomState,
  type StrokeId,
  strokeChanges,
} from '@inkroom/shared';
import type { RoomKeys } from './keys.js';
import { cellText, FIELDS, fieldOf } from './room-fields.js';

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
    ...cellWrites(keys, before, after),
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

/** The cells of the open page whose ink or model is another, so that they have to be predicted anew. */
export function cellsToPredict(before: RoomState, after: RoomState): CellIndex[] {
  const cells =
    before.generation === after.generation ? renewedCells(before, after) : Object.keys(after.cells).map(Number);
  return cells.filter((cell) => after.cells[cell]!.strokes.length > 0);
}

/** The cells whose strokes are others than before. */
function renewedCells(before: RoomState, after: RoomState): CellIndex[] {
  const turned = before.page !== after.page;
  return changedCells(before, after).filter(
    (cell) => turned || before.cells[cell]?.revision !== after.cells[cell]!.revision,
  );
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

function cellWrites(keys: RoomKeys, before: RoomState, after: RoomState): Write[] {
  const { page, cells } = after;
  const changed = changedCells(before, after);
  const emptied = changed.filter((cell) => cells[cell]!.strokes.length === 0);
  const texts = changed.flatMap((cell) => [`${cell}`, cellText(cells[cell]!)]);
  return [
    ...(before.page !== page ? dropPage(keys, before) : []),
    ...inParts('HSET', keys.cells(page), texts),
    // Live writes are counted anew, for any prediction of a revision comes after all of the one before.
    ...inParts('HDEL', keys.counts(page), renewedCells(before, after).map(String)),
    ...inParts('HDEL', keys.predictions(page), emptied.map(String)),
  ];
}

function dropPage(keys: RoomKeys, { page, rows }: RoomState): Write[] {
  const live = Array.from({ length: cellCount(rows) }, (_, cell) => keys.live(page, cell));
  const ofPage = [keys.cells(page), keys.counts(page), keys.predictions(page), ...live];
  return ofPage.map((key): Write => ['UNLINK', key]);
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
