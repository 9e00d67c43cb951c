import { PROMOTIONS_KEPT } from '../gate.js';
import { DEFAULT_VERSION_ID } from '../models.js';
import { type CellIndex, cellCount, FIRST_COLUMNS, PAGE_ROWS, type PageSize } from '../page.js';
import type { StrokeId } from '../protocol/ids.js';
import type { GivenRole } from '../protocol/people.js';
import type { Prediction } from '../protocol/predictions.js';
import type { Cell, CellLabel, Clearing, Page, RoomState } from '../protocol/room.js';
import type { SampleCounts } from '../protocol/samples.js';
import { supersedes } from '../recognition.js';
import type { Effect, GaveWay, LogEntry } from './effects.js';
import { opinionOf, opinionsOf, withoutOpinion } from './opinions.js';

export function emptySampleCounts(): SampleCounts {
  return { training: 0, holdout: 0, perDigit: Array.from({ length: 10 }, () => 0), notDigits: 0 };
}

export function emptyRoom(roomId: string, title = '', createdAt = 0): RoomState {
  return {
    roomId,
    title,
    createdAt,
    seq: 0,
    at: 0,
    pages: { 1: emptyPage({ columns: FIRST_COLUMNS, rows: PAGE_ROWS }) },
    page: 1,
    turned: null,
    suggested: null,
    framing: 'mnist',
    apart: false,
    champion: DEFAULT_VERSION_ID,
    championForced: false,
    previous: null,
    previousForced: false,
    best: DEFAULT_VERSION_ID,
    previousBest: DEFAULT_VERSION_ID,
    challenger: null,
    promotions: [],
    generation: 0,
    roles: {},
    names: {},
    locked: false,
    paused: false,
    namesHidden: false,
    renewals: {},
    challenge: null,
    samples: emptySampleCounts(),
  };
}

export function emptyPage({ columns, rows }: PageSize): Page {
  return { columns, rows, cells: {}, cleared: [] };
}

export function emptyCell(): Cell {
  return { revision: 0, strokes: [], label: null, prediction: null };
}

/** A page of a room; an empty one where there is none of that number. */
export function pageOf({ pages }: Pick<RoomState, 'pages'>, page: number): Page {
  return pages[page] ?? NO_PAGE;
}

const NO_PAGE: Page = emptyPage({ columns: FIRST_COLUMNS, rows: 0 });

/** All pages with their numbers, deleted ones too. */
export function pagesIn({ pages }: Pick<RoomState, 'pages'>): [number: number, page: Page][] {
  return Object.entries(pages).map(([number, page]) => [Number(number), page]);
}

/** The numbers of the pages that one can look at, from the first on: at least one. */
export function pageNumbers(state: Pick<RoomState, 'pages'>): number[] {
  return pagesIn(state).flatMap(([number, { deleted }]) => (deleted ? [] : [number]));
}

/** Whether somebody can look at a page: it is there, and not deleted. */
export function hasPage({ pages }: Pick<RoomState, 'pages'>, page: number): boolean {
  return pages[page] !== undefined && !pages[page].deleted;
}

/** The number of a room's last page, deleted ones counted: the next one that is begun comes after it. */
export function lastPage({ pages }: Pick<RoomState, 'pages'>): number {
  return Math.max(...Object.keys(pages).map(Number));
}

/** What a room has made of somebody. */
export function roleOf({ roles }: Pick<RoomState, 'roles'>, personId: string): GivenRole {
  return roles[personId] ?? 'writer';
}

/**
 * Applies one log entry. Pure: returns a new state that shares what did not change, so that a renderer can compare by
 * identity. The caller sees to the order: `entry.seq` must be `state.seq + 1`.
 */
export function applyEntry(state: RoomState, entry: LogEntry): RoomState {
  return { ...applyEffect(state, entry.effect), seq: entry.seq, at: Math.max(state.at, entry.at) };
}

/** Applies an effect without counting it: used for the log and for a client's not yet acknowledged operations. */
export function applyEffect(state: RoomState, effect: Effect): RoomState {
  const given = 'gaveWay' in effect && effect.gaveWay ? withoutGivenWay(state, effect.gaveWay) : state;
  return applyTo(given, effect);
}

function applyTo(state: RoomState, effect: Effect): RoomState {
  switch (effect.kind) {
    case 'stroke.add': {
      const { id, page, revision, rows, forgotten, samples = state.samples } = effect;
      const before = pageOf(state, page);
      const cell = before.cells[effect.cell] ?? emptyCell();
      const strokes = [...cell.strokes.filter((other) => other !== id), id];
      const label = effect.label ?? cell.label;
      const dictated = effect.dictated && { dictated: effect.dictated };
      const after = withCell(before, effect.cell, { ...cell, strokes, label, revision, ...dictated });
      const kept = { rows: rows ?? after.rows, cleared: withoutClearings(after, forgotten) };
      return { ...withPage(state, page, { ...after, ...kept }), samples };
    }
    case 'stroke.remove': {
      const { page, cell, ids, revision, label, samples = state.samples } = effect;
      return { ...withPage(state, page, withoutStrokes(pageOf(state, page), cell, ids, revision, label)), samples };
    }
    case 'ink.clear': {
      const { page, clearing, revisions, labels = {}, forgotten, samples = state.samples } = effect;
      let after = pageOf(state, page);
      for (const [i, { cell, strokes }] of clearing.cells.entries())
        after = withoutStrokes(after, cell, strokes, revisions[i]!, labels[cell]);
      const cleared = [...withoutClearings(after, forgotten), clearing];
      return { ...withPage(state, page, { ...after, cleared }), samples };
    }
    case 'ink.restore': {
      const { page, clearing, cells, rows, samples = state.samples } = effect;
      let after = pageOf(state, page);
      for (const { cell: index, strokes, revision, label } of cells) {
        const cell = after.cells[index] ?? emptyCell();
        after = withCell(after, index, {
          ...cell,
          strokes: [...cell.strokes, ...strokes],
          label: label ?? cell.label,
          revision,
        });
      }
      const back = new Set(cells.flatMap(({ strokes }) => strokes));
      const cleared = after.cleared.flatMap((one) => (one.id === clearing ? withoutCleared(one, back) : [one]));
      return { ...withPage(state, page, { ...after, cleared, rows: rows ?? after.rows }), samples };
    }
    case 'cell.label': {
      const { page, label, samples = state.samples } = effect;
      const before = pageOf(state, page);
      const cell = before.cells[effect.cell] ?? emptyCell();
      return { ...withPage(state, page, withCell(before, effect.cell, { ...cell, label })), samples };
    }
    case 'samples.withdraw': {
      let after = withLabels(
        effect.role === 'labelled' ? withoutOpinions(state, effect.personId) : state,
        effect.labels,
      );
      for (const [page, index] of effect.cells) {
        const before = pageOf(after, page);
        const cell = before.cells[index] ?? emptyCell();
        after = withPage(after, page, withCell(before, index, { ...cell, label: null }));
      }
      return { ...after, samples: effect.samples };
    }
    case 'page.grow':
      return withPage(state, effect.page, { ...pageOf(state, effect.page), rows: effect.rows });
    case 'page.begin': {
      const { page, turned } = effect;
      return { ...withPage(state, page, emptyPage(effect)), page, turned, suggested: null, challenge: null };
    }
    case 'page.suggest':
      return { ...state, suggested: effect.suggested };
    case 'page.turn':
      return { ...state, page: effect.page, turned: effect.turned, suggested: null, challenge: null };
    case 'page.delete': {
      const { page, deleted, opened } = effect;
      const suggested = opened || state.suggested?.page === page ? null : state.suggested;
      return {
        ...withPage(state, page, { ...pageOf(state, page), deleted }),
        ...opened,
        suggested,
        challenge: opened ? null : state.challenge,
      };
    }
    case 'page.restore': {
      const { deleted: _deleted, ...page } = pageOf(state, effect.page);
      return withPage(state, effect.page, page);
    }
    case 'room.title':
      return { ...state, title: effect.title };
    case 'room.framing':
      return { ...state, framing: effect.framing, generation: effect.generation };
    case 'room.apart':
      return { ...state, apart: effect.apart };
    case 'hidden':
      return state;
    case 'model.promote':
    case 'model.begin': {
      const { kind: _kind, facts: _facts, promotion, ...line } = effect;
      return { ...state, ...line, promotions: [...state.promotions, promotion].slice(-PROMOTIONS_KEPT) };
    }
    case 'model.challenge':
      return { ...state, challenger: effect.challenger, generation: effect.generation };
    case 'person.role': {
      const { personId, role, labels, samples = state.samples } = effect;
      return { ...withLabels(state, labels), roles: { ...state.roles, [personId]: role }, samples };
    }
    case 'room.lock':
      return { ...state, locked: effect.locked };
    case 'room.pause':
      return { ...state, paused: effect.paused };
    case 'room.names':
      return { ...state, namesHidden: effect.hidden, names: effect.names ?? state.names };
    case 'link.renew':
      return { ...state, renewals: { ...state.renewals, [effect.right]: effect.renewal } };
    case 'code.renew':
      return { ...state, renewals: { ...state.renewals, code: effect.renewal } };
    case 'challenge.start':
      return { ...state, challenge: effect.challenge };
    case 'challenge.end':
      return { ...state, challenge: state.challenge && { ...state.challenge, until: effect.until } };
    case 'challenge.close':
      return { ...state, challenge: null };
    case 'person.name':
      return { ...state, names: { ...state.names, [effect.personId]: effect.name } };
  }
}

function withPage(state: RoomState, number: number, page: Page): RoomState {
  return { ...state, pages: { ...state.pages, [number]: page } };
}

/** The last page leaves its number behind, which ink on its way to it may name. */
function withoutGivenWay(state: RoomState, gone: readonly GaveWay[]): RoomState {
  const pages = { ...state.pages };
  for (const { page: number, clearing } of gone) {
    const page = pages[number];
    if (!page) continue;
    if (clearing !== undefined) pages[number] = { ...page, cleared: withoutClearings(page, [clearing]) };
    else if (number < lastPage(state)) delete pages[number];
    else pages[number] = { ...page, rows: 0, cells: {}, cleared: [] };
  }
  return { ...state, pages };
}

function withCell(page: Page, index: CellIndex, cell: Cell): Page {
  return { ...page, cells: { ...page.cells, [index]: cell } };
}

/** What was said, read and dictated of a cell goes with its last stroke. */
function withoutStrokes(
  page: Page,
  index: CellIndex,
  ids: readonly StrokeId[],
  revision: number,
  label?: CellLabel,
): Page {
  const cell = page.cells[index] ?? emptyCell();
  const gone = new Set(ids);
  const strokes = cell.strokes.filter((id) => !gone.has(id));
  const left =
    strokes.length > 0
      ? { label: label ?? cell.label, prediction: cell.prediction, ...(cell.dictated && { dictated: cell.dictated }) }
      : { label: null, prediction: null };
  return withCell(page, index, { revision, strokes, ...left });
}

function withLabels(state: RoomState, labels: readonly [number, CellIndex, CellLabel][] = []): RoomState {
  let after = state;
  for (const [page, index, label] of labels) {
    const before = pageOf(after, page);
    after = withPage(after, page, withCell(before, index, { ...(before.cells[index] ?? emptyCell()), label }));
  }
  return after;
}

/** What somebody said does not come back with what was cleared, once they took back all that they said. */
function withoutOpinions(state: RoomState, personId: string): RoomState {
  let after = state;
  for (const [number, page] of Object.entries(state.pages)) {
    const isNamed = ({ cells }: Clearing) => cells.some(({ label }) => opinionOf(label, personId));
    if (!page.cleared.some(isNamed)) continue;
    const cleared = page.cleared.map((clearing) => {
      if (!isNamed(clearing)) return clearing;
      const cells = clearing.cells.map((cell) => ({ ...cell, label: withoutOpinion(cell.label, personId) }));
      return { ...clearing, cells };
    });
    after = withPage(after, Number(number), { ...page, cleared });
  }
  return after;
}

function withoutClearings({ cleared }: Page, forgotten: readonly string[] | undefined): readonly Clearing[] {
  if (!forgotten) return cleared;
  const left = [...cleared];
  // A page may keep a great many, and those that are forgotten are among the oldest.
  for (const gone of forgotten) {
    const index = left.findIndex(({ id }) => id === gone);
    if (index >= 0) left.splice(index, 1);
  }
  return left;
}

/** What can still be restored of a clearing once some of its strokes are back; nothing when all are. */
function withoutCleared(clearing: Clearing, back: ReadonlySet<StrokeId>): Clearing[] {
  const cells = clearing.cells.flatMap((cell) => {
    const strokes = cell.strokes.filter((id) => !back.has(id));
    if (strokes.length === cell.strokes.length) return cell;
    // What was said of all of them is not said of some.
    return strokes.length > 0 ? { ...cell, strokes, label: null } : [];
  });
  return cells.length > 0 ? [{ ...clearing, cells }] : [];
}

/**
 * Shows a prediction if it is not older than what is shown (R4) and there is still something to read: one for a cleared
 * cell or a former model is dropped. Returns the same state when nothing changed.
 */
export function applyPrediction(state: RoomState, prediction: Prediction): RoomState {
  if (prediction.generation < state.generation || !state.pages[prediction.page]) return state;
  const page = pageOf(state, prediction.page);
  const cell = page.cells[prediction.cell] ?? emptyCell();
  const outdated = prediction.revision < cell.revision;
  const nothingToRead = prediction.live === 0 && cell.strokes.length === 0;
  if (outdated || nothingToRead || !supersedes(prediction, cell.prediction ?? undefined)) return state;
  return withPage(state, prediction.page, withCell(page, prediction.cell, { ...cell, prediction }));
}

/** Ids of all who say something of a cell on some page, or could be brought back. Whose ink is there the ledger knows, without a look at each stroke. */
export function labellersIn({ pages }: Pick<RoomState, 'pages'>): Set<string> {
  const ids = new Set<string>();
  for (const { cells, cleared } of Object.values(pages)) {
    for (const { label } of [...Object.values(cells), ...cleared.flatMap((clearing) => clearing.cells)])
      for (const { by } of opinionsOf(label)) ids.add(by);
  }
  return ids;
}

/** The strokes that a clearing could bring back. */
export function strokesCleared({ cells }: Clearing): StrokeId[] {
  return cells.flatMap(({ strokes }) => strokes);
}

/** How many cells of a page hold no ink. */
export function freeCells(page: Page): number {
  let free = cellCount(page);
  for (const index in page.cells) if (page.cells[index]!.strokes.length > 0) free--;
  return free;
}

/** Whether nobody has ever written on a page. */
export function isUnwritten({ cells, cleared }: Page): boolean {
  return cleared.length === 0 && Object.values(cells).every(({ revision }) => revision === 0);
}

/** Whether the gate has to let a version go live: not what is live, nor what was before by more than an override. */
export function needsGate(
  { champion, previous, previousForced }: Pick<RoomState, 'champion' | 'previous' | 'previousForced'>,
  versionId: string,
): boolean {
  return versionId !== champion && (versionId !== previous || previousForced);
}
