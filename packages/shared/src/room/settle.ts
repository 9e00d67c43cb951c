import type { Clearance } from '../gate.js';
import { type CellIndex, cellCount, PAGE_ROWS } from '../page.js';
import type { StrokeId } from '../protocol/ids.js';
import type { Limits } from '../protocol/limits.js';
import type { Promotion } from '../protocol/models.js';
import type { Operation, Submission } from '../protocol/operations.js';
import type { Role } from '../protocol/people.js';
import type { Cell, RoomState } from '../protocol/room.js';
import { fail, ok, type Result } from '../result.js';
import { storedInk } from '../stored-ink.js';
import type { Effect } from './effects.js';
import { type Ledger, STROKE_BYTES } from './ledger.js';
import { bytesOf, counted, type Labelled, labelled, samplesFull } from './sampling.js';
import { emptyCell, needsGate, roleOf } from './state.js';
import { authorOf, strokeIdOf } from './stroke-id.js';

/** Who asks for an operation. */
export interface Who {
  id: string;
  name: string;
  /** Whether their connection only watches, whatever they may do in another one. */
  watches: boolean;
}

/** What a gateway found out before the law decides. */
export interface Evidence {
  /** Of a promotion: what the gate measured. */
  clearance?: Clearance;
  /** Whether they have shown the room's host key. */
  holdsHostKey?: boolean;
}

export interface Context {
  /** Time of the store, ms since the epoch. */
  now: number;
  limits: Limits;
  evidence: Evidence;
}

type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>;

/** What changes the room for all is its hosts' to decide. */
const HOSTS_ONLY: ReadonlySet<Operation['kind']> = new Set([
  'page.turn',
  'room.title',
  'room.framing',
  'model.promote',
  'model.challenge',
]);

/**
 * The law: decides what becomes of an operation. Pure, so that a gateway, an app and a test decide alike.
 *
 * Without a ledger the effect is provisional and leaves out what only the ledger knows. That is what an app shows until the log
 * tells what became of it; only a gateway refuses.
 * @param state of all entries so far
 * @returns the effect, or why there is none: a code of the registry
 */
export function settle(
  state: RoomState,
  ledger: Ledger | null,
  submission: Submission,
  who: Who,
  context: Context,
): Result<Effect> {
  const { op, opId } = submission;
  const role = who.watches ? 'viewer' : roleOf(state, who.id);
  const isClaim = op.kind === 'host.claim' && !who.watches;
  if (role === 'viewer' && !isClaim) return fail('viewer_read_only');
  // Older ids are forgotten one day. One that names a sample must not name another one.
  if (ledger?.samples.has(opId)) return fail('invalid_payload', { reason: 'this operation id was used before' });
  const isOwnMatter = op.kind === 'samples.withdraw' ? op.personId === who.id : !HOSTS_ONLY.has(op.kind);
  if (!isOwnMatter && role !== 'host') return fail('host_only', { operation: op.kind });
  if ('page' in op && op.page !== state.page) return fail('page_outdated', { page: state.page });
  const index = op.kind === 'stroke.add' ? op.stroke.cell : 'cell' in op ? op.cell : 0;
  if (index >= cellCount(state.rows)) return fail('cell_out_of_range', { rows: state.rows });

  switch (op.kind) {
    case 'stroke.add':
      return addStroke(state, ledger, op, opId, who, context);
    case 'stroke.remove':
      return removeStrokes(state, ledger, op, opId, { ...who, role }, context);
    case 'cell.clear':
      return clearCell(state, ledger, op, opId, { ...who, role }, context);
    case 'cell.label':
      return labelCell(state, ledger, op, opId, who, context);
    case 'samples.withdraw':
      return withdrawSamples(state, ledger, op);
    case 'page.grow': {
      const max = context.limits.pageRowsMax;
      return state.rows < max ? ok({ kind: 'page.grow', rows: state.rows + 1 }) : fail('page_too_tall', { max });
    }
    case 'page.turn':
      return ok({ kind: 'page.turn', page: state.page + 1, rows: PAGE_ROWS });
    case 'room.title':
      // Half a character would be another one in the store.
      return ok({ kind: 'room.title', title: op.title.replace(/\p{Surrogate}/gu, '\ufffd') });
    case 'room.framing':
      return ok({ kind: 'room.framing', framing: op.framing, generation: state.generation + 1 });
    case 'model.promote':
      return promote(state, op, who, context);
    case 'model.challenge':
      if (op.versionId === state.champion) return fail('already_champion');
      return ok({ kind: 'model.challenge', challenger: op.versionId, generation: state.generation + 1 });
    case 'host.claim':
      if (!context.evidence.holdsHostKey) return fail('wrong_key', { key: 'host' });
      return ok({ kind: 'person.role', personId: who.id, role: 'host' });
  }
}

/** A host may take back anyone's strokes, everybody else their own. */
export function mayRemove(you: { id: string; role: Role }, stroke: StrokeId): boolean {
  return you.role === 'host' || (you.role === 'writer' && authorOf(stroke) === you.id);
}

/**
 * Whether somebody may write in an empty cell (R10): who has begun an eighth of a page's cells leaves its last quarter to others. A host
 * may write everywhere.
 */
export function mayBegin(
  { rows, cells }: Pick<RoomState, 'rows' | 'cells'>,
  you: { id: string; role: Role },
  { pageHeldShare, pageKeptShare }: Pick<Limits, 'pageHeldShare' | 'pageKeptShare'>,
): boolean {
  if (you.role === 'host') return true;
  const total = cellCount(rows);
  let [written, begun] = [0, 0];
  for (const index in cells) {
    const first = cells[index]!.strokes[0];
    if (first === undefined) continue;
    written++;
    if (authorOf(first) === you.id) begun++;
  }
  return begun < total * pageHeldShare || total - written > total * pageKeptShare;
}

function addStroke(
  state: RoomState,
  ledger: Ledger | null,
  { stroke }: Of<'stroke.add'>,
  opId: string,
  who: Who,
  { limits }: Context,
): Result<Effect> {
  const id = strokeIdOf(who.id, stroke.id);
  const cell = state.cells[stroke.cell] ?? emptyCell();
  const known = ledger?.ink.get(id);
  // Ink that only samples name may come back to where it was: its author takes back that the cell was cleared.
  const isElsewhere = known && (known.page !== state.page || known.cell !== stroke.cell);
  if (isElsewhere || cell.strokes.includes(id)) return fail('stroke_exists', { id });
  const you = { id: who.id, role: roleOf(state, who.id) };
  if (cell.strokes.length === 0 && !mayBegin(state, you, limits)) return fail('too_many_cells');
  const max = limits.cellStrokesMax;
  if (cell.strokes.length >= max) return fail('cell_full', { max });
  // Ink that is kept comes back unchanged, or the store refuses it.
  const bytes = ledger ? { [id]: known?.bytes ?? storedInk(stroke).length } : undefined;
  const full = ledger && !known && inkFull(ledger, state.page, you, bytes![id]!, limits);
  if (full) return full;
  const { facts, ...again } = labelledAgain(state, ledger, stroke.cell, [...cell.strokes, id], opId, limits, bytes);
  return ok({
    kind: 'stroke.add',
    id,
    cell: stroke.cell,
    revision: cell.revision + 1,
    ...again,
    ...(bytes ? { facts: { ...facts, bytes } } : {}),
  });
}

/**
 * Why a room takes no further stroke of so many bytes, or null. The ink of one person who is no host takes an eighth at most of what a
 * page and a room may hold (R7), so that nobody alone can fill them.
 */
function inkFull(
  ledger: Ledger,
  page: number,
  { id: by, role }: { id: string; role: Role },
  bytes: number,
  limits: Limits,
): Result<never> | null {
  const { roomInkBytesMax: ofRoom, pageInkBytesMax: ofPage } = limits;
  const share = role === 'host' ? 1 : limits.personInkShare;
  const added = bytes + STROKE_BYTES;
  if (ledger.inkBytesOn(page) + added > ofPage) return fail('page_ink_full', { maxBytes: ofPage });
  if (ledger.inkBytes + added > ofRoom) return fail('room_ink_full', { maxBytes: ofRoom });
  if (ledger.inkBytesBy(by, page) + added > ofPage * share)
    return fail('own_ink_full', { maxBytes: ofPage * share, page });
  if (ledger.inkBytesBy(by) + added > ofRoom * share) return fail('own_ink_full', { maxBytes: ofRoom * share });
  return null;
}

function removeStrokes(
  state: RoomState,
  ledger: Ledger | null,
  op: Of<'stroke.remove'>,
  opId: string,
  who: Who & { role: Role },
  { limits }: Context,
): Result<Effect> {
  const wanted = new Set(op.ids);
  // Those that are gone already are passed over.
  const ids = (state.cells[op.cell] ?? emptyCell()).strokes.filter((id) => wanted.has(id));
  const others = ids.find((id) => !mayRemove(who, id));
  if (others) return fail('not_your_stroke', { id: others });
  return ids.length > 0 ? ok(removal(state, ledger, op.cell, ids, opId, limits)) : fail('stroke_not_found');
}

/**
 * A writer who leaves strokes of others behind has taken strokes back, rather than cleared the cell: the label's sample
 * follows what is left.
 */
function clearCell(
  state: RoomState,
  ledger: Ledger | null,
  op: Of<'cell.clear'>,
  opId: string,
  who: Who & { role: Role },
  { limits }: Context,
): Result<Effect> {
  const cell = state.cells[op.cell] ?? emptyCell();
  if (cell.strokes.length === 0) return fail('cell_empty');
  const ids = cell.strokes.filter((id) => mayRemove(who, id));
  if (ids.length === 0) return fail('not_your_stroke');
  if (ids.length < cell.strokes.length) return ok(removal(state, ledger, op.cell, ids, opId, limits));
  return ok({ kind: 'cell.clear', cell: op.cell, ids, revision: cell.revision + 1 });
}

/** Takes strokes back: the sample follows what is left of the cell, and goes with the last of them. */
function removal(
  state: RoomState,
  ledger: Ledger | null,
  index: CellIndex,
  ids: StrokeId[],
  opId: string,
  limits: Limits,
): Effect {
  const cell = state.cells[index]!;
  const left = cell.strokes.filter((id) => !ids.includes(id));
  const effect = { kind: 'stroke.remove' as const, cell: index, ids, revision: cell.revision + 1 };
  if (left.length > 0) return { ...effect, ...labelledAgain(state, ledger, index, left, opId, limits) };
  return { ...effect, ...withoutSample(state, ledger, cell) };
}

function labelCell(
  state: RoomState,
  ledger: Ledger | null,
  op: Of<'cell.label'>,
  opId: string,
  who: Who,
  { now, limits }: Context,
): Result<Effect> {
  const { kind, cell: index, label } = op;
  const cell = state.cells[index] ?? emptyCell();
  if (cell.strokes.length === 0) return fail('cell_empty');
  if (label === null) return ok({ kind, cell: index, label: null, ...withoutSample(state, ledger, cell) });
  const hasSample = Boolean(cell.label?.sampleId);
  const full = ledger && !hasSample && samplesFull(ledger, bytesOf(cell.strokes, ledger), limits);
  if (full) return fail('too_many_samples', full);
  const given = { value: label, by: who.id, at: now };
  return ok({
    kind,
    cell: index,
    ...labelled(state, ledger, { cell: index, strokes: cell.strokes, opId, given }, limits),
  });
}

/** What of an effect comes of taking a cell's sample away, if it has one. */
function withoutSample(state: RoomState, ledger: Ledger | null, { label }: Cell): Partial<Labelled> {
  const sampleId = label?.sampleId;
  const sample = sampleId ? ledger?.samples.get(sampleId) : undefined;
  if (!sampleId || !sample) return {};
  return { samples: counted(state.samples, sample, null), facts: { samples: { [sampleId]: null } } };
}

/** After the strokes of a cell have changed: what was said of it is said of what is there now. */
function labelledAgain(
  state: RoomState,
  ledger: Ledger | null,
  cell: CellIndex,
  strokes: readonly StrokeId[],
  opId: string,
  limits: Limits,
  ink?: Record<StrokeId, number>,
): Partial<Labelled> {
  const label = state.cells[cell]?.label;
  if (!label || !ledger) return {};
  const { sampleId: _former, ...given } = label;
  return labelled(state, ledger, { cell, strokes, opId, given, ...(ink ? { ink } : {}) }, limits);
}

/**
 * A label of the page goes with its sample, or the sample would come again with the cell's next stroke; and one that made
 * none goes with whoever made it.
 */
function withdrawSamples(
  state: RoomState,
  ledger: Ledger | null,
  { personId, role }: Of<'samples.withdraw'>,
): Result<Effect> {
  const gone = new Set<string>();
  let counts = state.samples;
  for (const [id, sample] of ledger?.samples.entries() ?? []) {
    const isTheirs =
      role === 'labelled' ? sample.labelledBy === personId : sample.strokes.some((id) => authorOf(id) === personId);
    if (!isTheirs) continue;
    gone.add(id);
    counts = counted(counts, sample, null);
  }
  const cells = Object.entries(state.cells)
    .filter(([, { label }]) => {
      if (!label) return false;
      return (label.sampleId !== null && gone.has(label.sampleId)) || (role === 'labelled' && label.by === personId);
    })
    .map(([index]) => Number(index));
  if (gone.size === 0 && cells.length === 0) return fail('samples_not_found');
  const facts = { samples: Object.fromEntries([...gone].map((id) => [id, null])) };
  const effect = { kind: 'samples.withdraw' as const, personId, role, count: gone.size, cells, samples: counts };
  return ok(ledger ? { ...effect, facts } : effect);
}

/** Promoting the champion again does not make it its own predecessor; a challenger that is promoted is none any more. */
function promote(
  state: RoomState,
  { versionId, override = false }: Of<'model.promote'>,
  who: Who,
  { now, evidence: { clearance } }: Context,
): Result<Effect> {
  if (needsGate(state, versionId)) {
    if (clearance?.against !== state.champion) return fail('champion_changed');
    if (!clearance.verdict.passed && !override) return fail('gate_failed', { verdict: clearance.verdict });
  }
  const verdict = clearance?.verdict ?? null;
  const overridden = override && verdict !== null && !verdict.passed;
  const promotion: Promotion = {
    versionId,
    by: { id: who.id, name: who.name },
    at: now,
    verdict,
    override: overridden,
  };
  const { champion, championForced, previous, previousForced, challenger, generation } = state;
  const line =
    versionId === champion
      ? { champion, championForced, previous, previousForced }
      : { champion: versionId, championForced: overridden, previous: champion, previousForced: championForced };
  return ok({
    kind: 'model.promote',
    ...line,
    challenger: challenger === versionId ? null : challenger,
    generation: generation + 1,
    promotion,
  });
}
