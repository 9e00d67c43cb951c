import type { Label, SampleCounts, SampleRole } from './datasets.js';
import type { Framing } from './framing.js';
import { PROMOTIONS_KEPT, type Promotion } from './gate.js';
import { DEFAULT_VERSION_ID } from './models.js';
import { type Prediction, supersedes } from './recognition.js';
import { type CellIndex, cellCount, SHEET_ROWS } from './sheet.js';
import type { Stroke } from './stroke.js';

/** What people said a cell holds. */
export interface Annotation {
  label: Label;
  by: string;
  at: number;
  /** Null when there is none: people of the training part and of the holdout wrote in the cell together. */
  sampleId: string | null;
}

export interface Cell {
  /** Counts the changes of the cell's strokes. */
  revision: number;
  strokes: Stroke[];
  annotation: Annotation | null;
  prediction: Prediction | null;
}

/**
 * The durable state of a room: what its log, applied in order, adds up to. Server, browser and replay all build it with
 * `applyLogged`, so that they cannot disagree (R3).
 */
export interface RoomState {
  roomId: string;
  title: string;
  createdAt: number;
  /** Sequence number of the last applied log entry. */
  seq: number;
  /** Pages are counted from 1; turning the page starts the next one. */
  sheet: number;
  rows: number;
  framing: Framing;
  /** The version that reads the sheet. */
  champion: string;
  /** The version that read it before, one tap away. */
  previous: string | null;
  /** The version that reads along with the champion, for comparison; none when null. */
  challenger: string | null;
  /** The latest {@link PROMOTIONS_KEPT}, oldest first. */
  promotions: Promotion[];
  /** Counts the changes of framing, champion and challenger: see {@link Prediction.generation}. */
  generation: number;
  /** Only cells that were ever written on this sheet. */
  cells: Record<CellIndex, Cell>;
  samples: SampleCounts;
}

/** What a client asks for. The server settles it and logs the effect. */
export type Operation =
  | { kind: 'stroke.add'; sheet: number; stroke: Omit<Stroke, 'authorId'> }
  /** Takes back one's own strokes (undo, eraser). A host may take back anyone's. */
  | { kind: 'stroke.remove'; sheet: number; ids: string[] }
  /** Clears a cell: a host everything in it, a writer their own strokes. Samples made from it stay. */
  | { kind: 'cell.clear'; sheet: number; cell: CellIndex }
  /** Says what a cell holds; null takes it back. */
  | { kind: 'cell.annotate'; sheet: number; cell: CellIndex; label: Label | null }
  /**
   * Takes back all samples that somebody annotated or wrote, wherever they were made, with the annotations of the page
   * that they came from. Anybody may take back their own, a host everybody's.
   */
  | { kind: 'samples.withdraw'; personId: string; role: SampleRole }
  | { kind: 'sheet.grow' }
  /** Starts a fresh sheet. A host at any time, a writer when no cell is empty. */
  | { kind: 'sheet.turn'; sheet: number }
  | { kind: 'room.framing'; framing: Framing }
  /**
   * Makes a version the champion; the champion so far becomes `previous`. One that was not live before has to pass the
   * gate, or a host says that it goes live all the same.
   */
  | { kind: 'model.promote'; versionId: string; override?: boolean }
  /** Has a version read along with the champion; null ends that. */
  | { kind: 'model.challenge'; versionId: string | null };

/** What an operation did: entries of the log. Settled facts, so that applying one needs no rule and cannot fail. */
export type Effect =
  /** `annotation` and `samples`: as they are now, in a cell that is annotated. */
  | { kind: 'stroke.add'; stroke: Stroke; revision: number; annotation?: Annotation; samples?: SampleCounts }
  /** `annotation`: as it is now, in a cell that stays annotated. */
  | {
      kind: 'stroke.remove';
      cell: CellIndex;
      ids: string[];
      revision: number;
      annotation?: Annotation;
      samples: SampleCounts;
    }
  | { kind: 'cell.clear'; cell: CellIndex; ids: string[]; revision: number }
  | { kind: 'cell.annotate'; cell: CellIndex; annotation: Annotation | null; samples: SampleCounts }
  /** `count`: samples that are gone. `cells`: those of the page whose annotation is. */
  | {
      kind: 'samples.withdraw';
      personId: string;
      role: SampleRole;
      count: number;
      cells: CellIndex[];
      samples: SampleCounts;
    }
  | { kind: 'sheet.grow'; rows: number }
  | { kind: 'sheet.turn'; sheet: number }
  | { kind: 'room.framing'; framing: Framing; generation: number }
  | {
      kind: 'model.promote';
      champion: string;
      previous: string | null;
      challenger: string | null;
      generation: number;
      promotion: Promotion;
    }
  | { kind: 'model.challenge'; challenger: string | null; generation: number };

export interface LogEntry {
  seq: number;
  /** The id that the author's client gave the operation: how it recognises its own. */
  opId: string;
  by: string;
  /** Server time in milliseconds. */
  at: number;
  effect: Effect;
}

export function emptySampleCounts(): SampleCounts {
  return { training: 0, holdout: 0, perDigit: Array.from({ length: 10 }, () => 0) };
}

export function emptyRoom(roomId: string, title = '', createdAt = 0): RoomState {
  return {
    roomId,
    title,
    createdAt,
    seq: 0,
    sheet: 1,
    rows: SHEET_ROWS,
    framing: 'mnist',
    champion: DEFAULT_VERSION_ID,
    previous: null,
    challenger: null,
    promotions: [],
    generation: 0,
    cells: {},
    samples: emptySampleCounts(),
  };
}

export function emptyCell(): Cell {
  return { revision: 0, strokes: [], annotation: null, prediction: null };
}

/**
 * Applies one log entry. Pure: returns a new state that shares what did not change, so that a renderer can compare by
 * identity. The caller sees to the order: `entry.seq` must be `state.seq + 1`.
 */
export function applyLogged(state: RoomState, entry: LogEntry): RoomState {
  return { ...applyEffect(state, entry.effect), seq: entry.seq };
}

/** Applies an effect without counting it: used for the log and for a client's not yet acknowledged operations. */
export function applyEffect(state: RoomState, effect: Effect): RoomState {
  switch (effect.kind) {
    case 'stroke.add': {
      const cell = state.cells[effect.stroke.cell] ?? emptyCell();
      const strokes = [...cell.strokes.filter((stroke) => stroke.id !== effect.stroke.id), effect.stroke];
      const annotation = effect.annotation ?? cell.annotation;
      const changed = withCell(state, effect.stroke.cell, { ...cell, strokes, annotation, revision: effect.revision });
      return effect.samples ? { ...changed, samples: effect.samples } : changed;
    }
    case 'stroke.remove': {
      const changed = withoutStrokes(state, effect.cell, effect.ids, effect.revision);
      const { annotation } = effect;
      const cell = changed.cells[effect.cell]!;
      const kept = annotation ? withCell(changed, effect.cell, { ...cell, annotation }) : changed;
      return { ...kept, samples: effect.samples };
    }
    case 'cell.clear':
      return withoutStrokes(state, effect.cell, effect.ids, effect.revision);
    case 'cell.annotate': {
      const cell = state.cells[effect.cell] ?? emptyCell();
      return {
        ...withCell(state, effect.cell, { ...cell, annotation: effect.annotation }),
        samples: effect.samples,
      };
    }
    case 'samples.withdraw': {
      const cells = { ...state.cells };
      for (const index of effect.cells) cells[index] = { ...(cells[index] ?? emptyCell()), annotation: null };
      return { ...state, cells, samples: effect.samples };
    }
    case 'sheet.grow':
      return { ...state, rows: effect.rows };
    case 'sheet.turn':
      return { ...state, sheet: effect.sheet, rows: SHEET_ROWS, cells: {} };
    case 'room.framing':
      return { ...state, framing: effect.framing, generation: effect.generation };
    case 'model.promote': {
      const { champion, previous, challenger, generation, promotion } = effect;
      const promotions = [...state.promotions, promotion].slice(-PROMOTIONS_KEPT);
      return { ...state, champion, previous, challenger, generation, promotions };
    }
    case 'model.challenge':
      return { ...state, challenger: effect.challenger, generation: effect.generation };
  }
}

function withCell(state: RoomState, index: CellIndex, cell: Cell): RoomState {
  return { ...state, cells: { ...state.cells, [index]: cell } };
}

function withoutStrokes(state: RoomState, index: CellIndex, ids: readonly string[], revision: number): RoomState {
  const cell = state.cells[index] ?? emptyCell();
  const strokes = cell.strokes.filter((stroke) => !ids.includes(stroke.id));
  const empty = strokes.length === 0;
  return withCell(state, index, {
    revision,
    strokes,
    annotation: empty ? null : cell.annotation,
    prediction: empty ? null : cell.prediction,
  });
}

/**
 * Shows a prediction if it is not older than what is shown (R4) and there is still something to read: one for a cleared
 * cell, a turned page or a former model is dropped. Returns the same state when nothing changed.
 */
export function applyPrediction(state: RoomState, prediction: Prediction): RoomState {
  if (prediction.sheet !== state.sheet || prediction.generation < state.generation) return state;
  const cell = state.cells[prediction.cell] ?? emptyCell();
  const outdated = prediction.revision < cell.revision;
  const nothingToRead = prediction.live === 0 && cell.strokes.length === 0;
  if (outdated || nothingToRead || !supersedes(prediction, cell.prediction ?? undefined)) return state;
  return withCell(state, prediction.cell, { ...cell, prediction });
}

/** Ids of all who have ink or an annotation on the current sheet. */
export function authorsOf(state: RoomState): Set<string> {
  const ids = new Set<string>();
  for (const { strokes, annotation } of Object.values(state.cells)) {
    for (const { authorId } of strokes) ids.add(authorId);
    if (annotation) ids.add(annotation.by);
  }
  return ids;
}

/** Whether every cell of the current sheet holds ink. */
export function isSheetFull(state: RoomState): boolean {
  for (let index = 0; index < cellCount(state.rows); index++) {
    if (!state.cells[index]?.strokes.length) return false;
  }
  return true;
}

/** Whether the gate has to let a version go live: not what is live, nor what was before by more than an override. */
export function needsGate(
  { champion, previous, promotions }: Pick<RoomState, 'champion' | 'previous' | 'promotions'>,
  versionId: string,
): boolean {
  if (versionId === champion) return false;
  return versionId !== previous || (promotions.findLast((one) => one.versionId === versionId)?.override ?? false);
}
