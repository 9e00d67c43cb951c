import { SHIPPED_VERSION_ID } from '../models.js';
import { cellCount } from '../page.js';
import type { GateVerdict, Promotion } from '../protocol/models.js';
import type { Operation, Submission } from '../protocol/operations.js';
import type { GivenRole } from '../protocol/people.js';
import type { RoomState } from '../protocol/room.js';
import { fail, ok, type Result } from '../result.js';
import type { Case, Context, Of, Who } from './context.js';
import type { Effect } from './effects.js';
import type { Ledger } from './ledger.js';
import { endChallenge, startChallenge } from './settle-challenge.js';
import { clearInk, restoreInk } from './settle-clearings.js';
import { labelCell, weighedAnew, withdrawSamples } from './settle-labels.js';
import { beginPage, deletePage, growPage, turnedBy } from './settle-pages.js';
import { addStroke, removeStrokes } from './settle-strokes.js';
import { lastPage, needsGate, roleOf } from './state.js';

/** Names that are given in a room, but for those by hosts (R7): whoever comes in is told of all. */
const NAMES_MAX = 1000;

/** What changes the room for all is its hosts' to decide, and what somebody else is called. */
const HOSTS_ONLY: ReadonlySet<Operation['kind']> = new Set([
  'page.turn',
  'page.delete',
  'page.restore',
  'room.title',
  'room.framing',
  'room.apart',
  'model.promote',
  'model.begin',
  'model.challenge',
  'person.role',
  'person.name',
  'room.lock',
  'room.pause',
  'room.names',
  'link.renew',
  'code.renew',
  'challenge.start',
  'challenge.end',
  'challenge.close',
]);

/** What waits while pens rest. */
const WRITING: ReadonlySet<Operation['kind']> = new Set([
  'stroke.add',
  'stroke.remove',
  'ink.clear',
  'ink.restore',
  'cell.label',
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
  const given = roleOf(state, who.id);
  const isClaim = op.kind === 'host.claim' && !who.watches;
  if (given === 'removed' && !isClaim) return fail('person_removed');
  const role = who.watches || given === 'removed' ? 'viewer' : given;
  const isOwnName = op.kind === 'person.name' && op.personId === who.id;
  if (role === 'viewer' && !isClaim && !isOwnName) return fail('viewer_read_only');
  // Older ids are forgotten one day. One that names a sample or a clearing must not name another one.
  if (ledger && (ledger.samples.has(opId) || namesClearing(ledger, op, opId)))
    return fail('invalid_payload', { reason: 'this operation id was used before' });
  const isOwnMatter = isOwnName || (op.kind === 'samples.withdraw' ? op.personId === who.id : !HOSTS_ONLY.has(op.kind));
  if (!isOwnMatter && role !== 'host') return fail('host_only', { operation: op.kind });
  // An app goes on showing what it will send afterwards.
  if (ledger && waitsForPens(state, op.kind, role)) return fail('room_paused');
  const misplaced = misplacedOn(state, op);
  if (misplaced) return misplaced;

  const on: Case = { ...context, state, ledger, opId, who: { ...who, role } };
  switch (op.kind) {
    case 'stroke.add':
      return addStroke(op, on);
    case 'stroke.remove':
      return removeStrokes(op, on);
    case 'ink.clear':
      return clearInk(op, on);
    case 'ink.restore':
      return restoreInk(op, on);
    case 'cell.label':
      return labelCell(op, on);
    case 'samples.withdraw':
      return withdrawSamples(op, on);
    case 'page.grow':
      return growPage(op, on);
    case 'page.begin':
      return beginPage(op, on);
    case 'page.suggest':
      return ok({ kind: 'page.suggest', suggested: { by: who.id, at: context.now, page: op.page } });
    case 'page.turn':
      return ok({ kind: 'page.turn', page: op.page, turned: turnedBy(on) });
    case 'page.delete':
      return deletePage(op, on);
    case 'page.restore':
      return ok({ kind: 'page.restore', page: op.page });
    case 'room.title':
      return ok({ kind: 'room.title', title: storable(op.title) });
    case 'room.framing':
      return ok({ kind: 'room.framing', framing: op.framing, generation: state.generation + 1 });
    case 'room.apart':
      return ok({ kind: 'room.apart', apart: op.apart });
    case 'model.promote':
      return promote(op, on);
    case 'model.begin':
      return beginLine(op, on);
    case 'model.challenge':
      if (op.versionId === state.champion) return fail('already_champion');
      return ok({ kind: 'model.challenge', challenger: op.versionId, generation: state.generation + 1 });
    case 'room.lock':
      return ok({ kind: 'room.lock', locked: op.locked });
    case 'room.pause':
      return ok({ kind: 'room.pause', paused: op.paused });
    case 'room.names':
      return ok({ kind: 'room.names', hidden: op.hidden, ...(op.hidden ? {} : { names: state.names }) });
    case 'person.role':
      return giveRole(op, on);
    case 'person.name':
      return givePersonName(op, on);
    case 'link.renew':
      // Else there would be no key behind it.
      if (!context.evidence.newKey)
        return fail('invalid_payload', { reason: 'a gateway asks for this, by link.renew' });
      return ok({ kind: 'link.renew', right: op.right, renewal: { by: who.id, at: context.now } });
    case 'code.renew':
      return ok({ kind: 'code.renew', renewal: { by: who.id, at: context.now } });
    case 'challenge.start':
      return startChallenge(op, on);
    case 'challenge.end':
      return endChallenge(on);
    case 'challenge.close':
      return ok({ kind: 'challenge.close' });
    case 'host.claim':
      if (!context.evidence.holdsHostKey) return fail('wrong_key', { key: 'host' });
      return ok({ kind: 'person.role', personId: who.id, role: 'host', ...weighedAnew(who.id, 'host', on) });
    default:
      // What an earlier app has left to be sent may be of a kind that there is no more.
      return fail('invalid_payload');
  }
}

function namesClearing(ledger: Ledger, { kind }: Operation, opId: string): boolean {
  return (kind === 'ink.clear' || kind === 'stroke.remove') && ledger.clearings.has(opId);
}

/** Whether an operation waits until pens go on: while a host has them rest, nobody but hosts writes. */
export function waitsForPens({ paused }: Pick<RoomState, 'paused'>, kind: Operation['kind'], role: GivenRole): boolean {
  return penRests({ paused }, role) && WRITING.has(kind);
}

/** Whether somebody's pen rests. */
export function penRests({ paused }: Pick<RoomState, 'paused'>, role: GivenRole): boolean {
  return paused && role !== 'host';
}

/** Half a character would be another one in the store. */
function storable(line: string): string {
  return line.replace(/\p{Surrogate}/gu, '\ufffd');
}

function givePersonName({ personId, name }: Of<'person.name'>, on: Case): Result<Effect> {
  const { limits, evidence, who } = on;
  const { names } = on.state;
  // A link for watching gets further than one for writing: those who come by it leave names to those who write.
  const max = { host: limits.roomPeopleKnownMax, writer: NAMES_MAX, viewer: NAMES_MAX / 2 }[who.role];
  if (names[personId] === undefined && Object.keys(names).length >= max) return fail('too_many_names');
  return ok({ kind: 'person.name', personId, name: storable(evidence.uniqueName ?? name) });
}

/** Somebody has to be able to let others in again, and to end a pause. */
function giveRole({ personId, role }: Of<'person.role'>, on: Case): Result<Effect> {
  const { state, who, limits } = on;
  const max = limits.roomPeopleKnownMax;
  if (!state.roles[personId] && Object.keys(state.roles).length >= max) return fail('too_many_roles', { max });
  const isLast = !Object.entries(state.roles).some(([id, given]) => given === 'host' && id !== who.id);
  if (personId === who.id && role !== 'host' && isLast) return fail('last_host');
  return ok({ kind: 'person.role', personId, role, ...weighedAnew(personId, role, on) });
}

/** Why there is no such page or cell as an operation names; null where there is. */
function misplacedOn(state: RoomState, op: Operation): Result<never> | null {
  // What an earlier app has left to be sent may name none.
  if (op.kind !== 'page.grow' && op.kind !== 'page.turn' && !('page' in op)) return null;
  const last = lastPage(state);
  // The page that may be begun next can be proposed.
  if (op.kind === 'page.suggest' && op.page === last + 1) return null;
  const page = state.pages[op.page];
  if (!page) return fail('page_not_found', { last });
  if (op.kind === 'page.restore') return page.deleted && page.rows > 0 ? null : fail('nothing_to_restore');
  // What somebody wrote before they knew is theirs: it waits with the page.
  const isLate = op.kind === 'stroke.add' && page.rows > 0;
  if (page.deleted && !isLate) return fail('page_deleted');
  const index = (op.kind === 'stroke.add' ? op.stroke.cell : 'cell' in op ? op.cell : undefined) ?? 0;
  return index < cellCount(page) ? null : fail('cell_out_of_range', { rows: page.rows });
}

/** Promoting the champion again does not make it its own predecessor; a challenger that is promoted is none any more. */
function promote(
  { versionId, override = false }: Of<'model.promote'>,
  { state, who, now, evidence: { clearance } }: Case,
): Result<Effect> {
  const isGated = needsGate(state, versionId);
  if (isGated) {
    if (clearance?.against !== state.champion || clearance.best !== state.best) return fail('champion_changed');
    if (!clearance.verdict.passed && !override) return fail('gate_failed', { verdict: clearance.verdict });
  }
  const verdict = clearance?.verdict ?? null;
  const overridden = override && verdict !== null && !verdict.passed;
  const promotion: Promotion = {
    versionId,
    by: who.id,
    at: now,
    verdict,
    override: overridden,
  };
  const { champion, championForced, previous, previousForced, best, previousBest, challenger, generation } = state;
  const line =
    versionId === champion
      ? { champion, championForced, previous, previousForced, best, previousBest }
      : {
          ...{ champion: versionId, championForced: overridden, previous: champion, previousForced: championForced },
          // Who goes back goes back to the line that it was in.
          ...(isGated ? measureAfter(versionId, best, verdict) : { best: previousBest, previousBest: best }),
        };
  return ok({
    kind: 'model.promote',
    ...line,
    challenger: challenger === versionId ? null : challenger,
    generation: generation + 1,
    promotion,
  });
}

/**
 * The best of the line once a version is live that the gate has measured. One that could not be compared with it is the measure of what
 * follows, but who goes back from that one goes back to the old measure: else two steps would forget it (R6).
 */
function measureAfter(versionId: string, best: string, verdict: GateVerdict | null) {
  const test = verdict?.checks.find(({ name }) => name === 'test');
  if (!test) return { best, previousBest: best };
  const { candidate, champion } = test;
  if (candidate === null || champion === null) return { best: versionId, previousBest: best };
  const better = candidate > champion ? versionId : best;
  return { best: better, previousBest: better };
}

/** No gate is asked and nobody is to blame: the room's line begins with it, and the gate measures by it from now on. */
function beginLine({ versionId }: Of<'model.begin'>, { state, who, now }: Case): Result<Effect> {
  if (!SHIPPED_VERSION_ID.test(versionId))
    return fail('invalid_payload', { reason: 'a line begins with a shipped version' });
  const { champion, championForced, previous, previousForced, best, previousBest, challenger, generation } = state;
  const before =
    versionId === champion
      ? { previous, previousForced, previousBest }
      : { previous: champion, previousForced: championForced, previousBest: best };
  return ok({
    kind: 'model.begin',
    champion: versionId,
    championForced: false,
    ...before,
    best: versionId,
    challenger: challenger === versionId ? null : challenger,
    generation: generation + 1,
    promotion: { versionId, by: who.id, at: now, verdict: null, override: false, begins: true },
  });
}
