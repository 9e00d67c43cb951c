import {
  authorOf,
  type Evidence,
  emptyCell,
  fail,
  needsGate,
  type Operation,
  ok,
  POINT_STRIDE,
  pageOf,
  type Result,
  type RoomState,
  type StrokeId,
  settle,
  strokeIdOf,
} from '@inkroom/shared';
import { claimName, findOperation, publishControl, readRoomVersion } from '@inkroom/store';
import type { JoinedHandler, JoinedRequest } from './dispatcher.js';
import { type Joined, roleIn, whoAsks } from './session.js';

/** Has the law decide an operation. What needs no evidence gets into the room's queue in the turn in which it came. */
export const submitHandler: JoinedHandler<'op.submit'> = {
  need: 'joined',
  *cost({ op }, { pointsPerMessage, strokesPerMessage }, joined) {
    if (op.kind === 'stroke.add') yield Math.floor(op.stroke.points.length / POINT_STRIDE / pointsPerMessage);
    // What is looked at counts whether anything comes of it or not; what an entry will name counts for more.
    if (joined) yield Math.floor(looksAt(op, joined) / (LOOKS_PER_STROKE * strokesPerMessage));
    if (joined && (op.kind === 'ink.clear' || op.kind === 'ink.restore'))
      yield Math.floor(countStrokes(op, joined) / strokesPerMessage);
  },
  handle(request) {
    const { op } = request.payload;
    if (isOfModels(op)) return submitWithEvidence(request, op);
    if (op.kind === 'person.name') return submitName(request, op);
    return op.kind === 'stroke.add' ? submitStroke(request, op) : submit(request, {});
  },
};

type Submit = JoinedRequest<'op.submit'>;

async function submit({ payload, joined }: Submit, evidence: Evidence): Promise<Result<{ seq: number }>> {
  const applied = await joined.room.writer.submit(payload, whoAsks(joined), evidence);
  return applied.ok ? ok({ seq: applied.value.seq }) : applied;
}

/** Finds a name that nobody else has, where the law will give it. */
async function submitName(request: Submit, op: Extract<Operation, { kind: 'person.name' }>) {
  const { payload, joined, context } = request;
  const { redis, clock, limits } = context;
  const { id, state } = joined.room;
  const asked = { now: clock.now(), limits, evidence: {} };
  const isGiven = state !== null && settle(state, null, payload, whoAsks(joined), asked).ok;
  // A name that was given before may be somebody else's by now.
  if (!isGiven || (await findOperation(redis, id, payload.opId)) !== null) return submit(request, {});
  return submit(request, { uniqueName: await claimName(redis, id, op.personId, op.name, limits) });
}

/** Strokes or samples that the law looks at in the time in which it clears or restores one. */
const LOOKS_PER_STROKE = 10;

type Clears = Extract<Operation, { kind: 'ink.clear' | 'ink.restore' }>;

/** How many strokes or samples the law goes through to decide an operation, where they may be many. */
function looksAt(op: Operation, { room: { copy } }: Joined): number {
  const { state, ledger } = copy;
  if (!state || !ledger) return 0;
  if (op.kind === 'samples.withdraw') return ledger.samples.size;
  if (op.kind !== 'ink.clear' && op.kind !== 'ink.restore') return 0;
  return strokeLists(op, state).reduce((sum, strokes) => sum + strokes.length, 0);
}

/** How many strokes an operation clears or restores, all of which its entry names. */
function countStrokes(op: Clears, joined: Joined): number {
  const { room, person } = joined;
  if (!room.state) return 0;
  const strokes = strokeLists(op, room.state).flat();
  const whose = (op.kind === 'ink.clear' && op.personId) || (roleIn(joined) === 'host' ? null : person.id);
  return whose === null ? strokes.length : strokes.filter((id) => authorOf(id) === whose).length;
}

/** The strokes among which it clears or restores, by cell. */
function strokeLists(op: Clears, state: RoomState): (readonly StrokeId[])[] {
  const page = pageOf(state, op.page);
  const cells =
    op.kind === 'ink.restore'
      ? (page.cleared.find(({ id }) => id === op.clearing)?.cells ?? [])
      : Object.values(op.cell === undefined ? page.cells : [page.cells[op.cell] ?? emptyCell()]);
  return cells.map(({ strokes }) => strokes);
}

/** The commit takes the stroke's live ink out of the cell that it went to. Where that is not the one it was drawn in, it has to go from there. */
async function submitStroke(
  request: Submit,
  { page, stroke: { id, cell } }: Extract<Operation, { kind: 'stroke.add' }>,
): Promise<Result<{ seq: number }>> {
  const { room, person } = request.joined;
  const { predictions } = request.context;
  const drawn = { id: strokeIdOf(person.id, id), page, cell };
  room.live.finish(drawn.id);
  predictions.finished(room.id, drawn);
  const answer = await submit(request, {});
  if (room.state && !pageOf(room.state, page).cells[cell]?.strokes.includes(drawn.id))
    predictions.liveChanged(room.id, drawn, null);
  return answer;
}

type OfModels = Extract<Operation, { kind: `model.${string}` }>;

function isOfModels(op: Operation): op is OfModels {
  return op.kind.startsWith('model.');
}

async function submitWithEvidence(request: Submit, op: OfModels): Promise<Result<{ seq: number }>> {
  const evidence = await evidenceFor(request, op);
  return evidence.ok ? submit(request, evidence.value) : evidence;
}

/** Finds out what the law needs to know of a version, and has the workers load it. */
async function evidenceFor({ payload, joined, context }: Submit, op: OfModels): Promise<Result<Evidence>> {
  const { redis, gate } = context;
  const { room } = joined;
  const { versionId } = op;
  // Whom the law will refuse anyway must not keep the workers busy.
  if (roleIn(joined) !== 'host') return ok({});
  if (versionId === null || (await findOperation(redis, room.id, payload.opId)) !== null) return ok({});
  if (!(await readRoomVersion(redis, room.id, versionId))) return fail('version_not_found', { versionId });
  // Workers load it while the operation is on its way.
  await publishControl(redis, { kind: 'version.warm', versionId });
  if (op.kind !== 'model.promote' || !room.state || !needsGate(room.state, versionId)) return ok({});
  const judged = op.override
    ? await gate.override(room.id, versionId)
    : await gate.judge(room.id, versionId, { urgent: true });
  return judged.ok ? ok({ clearance: judged.value }) : judged;
}
