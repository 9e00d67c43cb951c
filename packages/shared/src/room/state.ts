import { PROMOTIONS_KEPT } from '../gate.js';
import { DEFAULT_VERSION_ID } from '../models.js';
import { type CellIndex, cellCount, PAGE_ROWS } from '../page.js';
import type { StrokeId } from '../protocol/ids.js';
import type { Role } from '../protocol/people.js';
import type { Prediction } from '../protocol/predictions.js';
import type { Cell, CellLabel, RoomState } from '../protocol/room.js';
import type { SampleCounts } from '../protocol/samples.js';
import { supersedes } from '../recognition.js';
import type { Effect, LogEntry } from './effects.js';
import { authorOf } from './stroke-id.js';

export function emptySampleCounts(): SampleCounts {
  return { training: 0, holdout: 0, perDigit: Array.from({ length: 10 }, () => 0) };
}

export function emptyRoom(roomId: string, title = '', createdAt = 0): RoomState {
  return {
    roomId,
    title,
    createdAt,
    seq: 0,
    at: 0,
    page: 1,
    rows: PAGE_ROWS,
    framing: 'mnist',
    champion: DEFAULT_VERSION_ID,
    championForced: false,
    previous: null,
    previousForced: false,
    challenger: null,
    promotions: [],
    generation: 0,
    roles: {},
    cells: {},
    samples: emptySampleCounts(),
  };
}

export function emptyCell(): Cell {
  return { revision: 0, strokes: [], label: null, prediction: null };
}

/** What somebody may do in a room. */
export function roleOf({ roles }: Pick<RoomState, 'roles'>, personId: string): Role {
  return roles[personId] ?? 'writer';
}

/**
 * Applies one log entry. Pure: returns a new state that shares what did not change, so that a renderer can compare by
 * identity. The caller sees to the order: `entry.seq` must be `state.seq + 1`.
 */
export function applyEntry(state: RoomState, entry: LogEntry): RoomState {
  return { ...applyEffect(state, entry.effect), seq: entry.seq, at: entry.at };
}

/** Applies an effect without counting it: used for the log and for a client's not yet acknowledged operations. */
export function applyEffect(state: RoomState, effect: Effect): RoomState {
  switch (effect.kind) {
    case 'stroke.add': {
      const { id, revision, samples = state.samples } = effect;
      const cell = state.cells[effect.cell] ?? emptyCell();
      const strokes = [...cell.strokes.filter((other) => other !== id), id];
      const label = effect.label ?? cell.label;
      return { ...withCell(state, effect.cell, { ...cell, strokes, label, revision }), samples };
    }
    case 'stroke.remove': {
      const { cell, ids, revision, label, samples = state.samples } = effect;
      return { ...withoutStrokes(state, cell, ids, revision, label), samples };
    }
    case 'cell.clear':
      return withoutStrokes(state, effect.cell, effect.ids, effect.revision);
    case 'cell.label': {
      const { label, samples = state.samples } = effect;
      const cell = state.cells[effect.cell] ?? emptyCell();
      return { ...withCell(state, effect.cell, { ...cell, label }), samples };
    }
    case 'samples.withdraw': {
      const cells = { ...state.cells };
      for (const index of effect.cells) cells[index] = { ...(cells[index] ?? emptyCell()), label: null };
      return { ...state, cells, samples: effect.samples };
    }
    case 'page.grow':
      return { ...state, rows: effect.rows };
    case 'page.turn':
      return { ...state, page: effect.page, rows: effect.rows, cells: {} };
    case 'room.title':
      return { ...state, title: effect.title };
    case 'room.framing':
      return { ...state, framing: effect.framing, generation: effect.generation };
    case 'model.promote': {
      const { kind: _kind, facts: _facts, promotion, ...line } = effect;
      return { ...state, ...line, promotions: [...state.promotions, promotion].slice(-PROMOTIONS_KEPT) };
    }
    case 'model.challenge':
      return { ...state, challenger: effect.challenger, generation: effect.generation };
    case 'person.role':
      return { ...state, roles: { ...state.roles, [effect.personId]: effect.role } };
  }
}

function withCell(state: RoomState, index: CellIndex, cell: Cell): RoomState {
  return { ...state, cells: { ...state.cells, [index]: cell } };
}

/** What was said and read of a cell goes with its last stroke. */
function withoutStrokes(
  state: RoomState,
  index: CellIndex,
  ids: readonly StrokeId[],
  revision: number,
  label?: CellLabel,
): RoomState {
  const cell = state.cells[index] ?? emptyCell();
  const gone = new Set(ids);
  const strokes = cell.strokes.filter((id) => !gone.has(id));
  const left =
    strokes.length > 0
      ? { label: label ?? cell.label, prediction: cell.prediction }
      : { label: null, prediction: null };
  return withCell(state, index, { revision, strokes, ...left });
}

/**
 * Shows a prediction if it is not older than what is shown (R4) and there is still something to read: one for a cleared
 * cell, a turned page or a former model is dropped. Returns the same state when nothing changed.
 */
export function applyPrediction(state: RoomState, prediction: Prediction): RoomState {
  if (prediction.page !== state.page || prediction.generation < state.generation) return state;
  const cell = state.cells[prediction.cell] ?? emptyCell();
  const outdated = prediction.revision < cell.revision;
  const nothingToRead = prediction.live === 0 && cell.strokes.length === 0;
  if (outdated || nothingToRead || !supersedes(prediction, cell.prediction ?? undefined)) return state;
  return withCell(state, prediction.cell, { ...cell, prediction });
}

/** Ids of all who have ink or a label on the current page. */
export function authorsOnPage({ cells }: Pick<RoomState, 'cells'>): Set<string> {
  const ids = new Set<string>();
  for (const { strokes, label } of Object.values(cells)) {
    for (const id of strokes) ids.add(authorOf(id));
    if (label) ids.add(label.by);
  }
  return ids;
}

/** Whether every cell of the current page holds ink. */
export function isPageFull(state: RoomState): boolean {
  for (let index = 0; index < cellCount(state.rows); index++) {
    if (!state.cells[index]?.strokes.length) return false;
  }
  return true;
}

/** Whether the gate has to let a version go live: not what is live, nor what was before by more than an override. */
export function needsGate(
  { champion, previous, previousForced }: Pick<RoomState, 'champion' | 'previous' | 'previousForced'>,
  versionId: string,
): boolean {
  return versionId !== champion && (versionId !== previous || previousForced);
}

/** A stroke of the open page that one of two states has and the other has not. */
export interface PlacedStroke {
  id: StrokeId;
  page: number;
  cell: CellIndex;
}

/** The cells of the open page that are not the same object as before; all of them when the page is another one. */
export function changedCells(before: RoomState, after: RoomState): CellIndex[] {
  const changed: CellIndex[] = [];
  const turned = before.page !== after.page;
  // Without a list of entries: this is asked several times for each operation, and a page may have hundreds of cells.
  for (const index in after.cells)
    if (turned || before.cells[index] !== after.cells[index]) changed.push(Number(index));
  return changed;
}

/** Which strokes came and went between two states of a room. */
export function strokeChanges(before: RoomState, after: RoomState): { added: PlacedStroke[]; removed: PlacedStroke[] } {
  const missingIn = (from: RoomState, cell: CellIndex, other: RoomState): PlacedStroke[] => {
    const others = from.page === other.page ? other.cells[cell]?.strokes : undefined;
    const strokes = from.cells[cell]?.strokes ?? [];
    if (others === strokes) return [];
    const known = new Set(others);
    return strokes.filter((id) => !known.has(id)).map((id) => ({ id, page: from.page, cell }));
  };
  return {
    added: changedCells(before, after).flatMap((cell) => missingIn(after, cell, before)),
    removed: changedCells(after, before).flatMap((cell) => missingIn(before, cell, after)),
  };
}
