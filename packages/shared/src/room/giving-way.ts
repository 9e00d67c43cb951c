import type { StrokeId } from '../protocol/ids.js';
import type { Page } from '../protocol/room.js';
import { fail, ok, type Result } from '../result.js';
import type { Case } from './context.js';
import type { GaveWay } from './effects.js';
import { type Ledger, STROKE_BYTES } from './ledger.js';
import { ownClearings } from './settle-clearings.js';
import { pagesIn, roleOf, strokesCleared } from './state.js';
import { authorOf } from './stroke-id.js';

/** Ink that waits for being restored, and is not worth as much as what is written now. */
interface Waiting extends GaveWay {
  strokes: readonly StrokeId[];
  /** Whether what it takes counts for who writes. */
  isOwn: boolean;
}

/**
 * Room for a further stroke. Where there is none, what waits for being restored gives way to it, no more than it takes: what its author
 * cleared of their own; then what was cleared of nobody but people who were removed; then what was deleted some time ago. Nobody's
 * own writing ends what they themselves cleared or deleted of others' (R10).
 * @param bytes of the stroke's ink
 * @returns what gives way, or why the room takes no more
 */
export function roomFor(bytes: number, page: number, on: Case, ledger: Ledger): Result<GaveWay[]> {
  const added = bytes + STROKE_BYTES;
  let full = inkFull(ledger, page, added, on);
  if (!full) return ok([]);
  const draft = ledger.fork();
  const waiting = allWaiting(on, ledger, page);
  const gone: GaveWay[] = [];
  while (full) {
    const next = waiting.findIndex((one) => helps(one, full!, page) && draft.forget(one.strokes));
    if (next < 0) return full;
    const [{ page: of, clearing }] = waiting.splice(next, 1) as [Waiting];
    gone.push({ page: of, ...(clearing !== undefined && { clearing }) });
    full = inkFull(draft, page, added, on);
  }
  return ok(gone);
}

type Full = Extract<Result<never>, { ok: false }>;

/**
 * Why a room takes no more ink, or null. That of one person who is no host takes an eighth at most of what a page and a room may hold (R7),
 * and who holds more than a little leaves the last of the room to others, and all leave its very last to hosts: so that nobody alone
 * can fill it, nor under a few names.
 */
function inkFull(ledger: Ledger, page: number, added: number, { who, limits }: Case): Full | null {
  const { roomInkBytesMax: ofRoom, pageInkBytesMax: ofPage } = limits;
  const isHost = who.role === 'host';
  const share = isHost ? 1 : limits.personInkShare;
  const kept = isHost ? 0 : ofRoom * limits.keptInkShare;
  const [inRoom, own] = [ledger.inkBytes + added, ledger.inkBytesBy(who.id) + added];
  const little = ofRoom * limits.littleInkShare;
  if (ledger.inkBytesOn(page) + added > ofPage) return fail('page_ink_full', { maxBytes: ofPage });
  if (inRoom > ofRoom - kept / 2) return fail('room_ink_full', { maxBytes: ofRoom });
  if (ledger.inkBytesBy(who.id, page) + added > ofPage * share)
    return fail('own_ink_full', { maxBytes: ofPage * share, page });
  if (own > ofRoom * share) return fail('own_ink_full', { maxBytes: ofRoom * share });
  return inRoom > ofRoom - kept && own > little ? fail('room_ink_full', { maxBytes: ofRoom }) : null;
}

/** Whether there is more room of the kind that is missing once something is gone. */
function helps({ page, isOwn }: Waiting, { error }: Full, on: number): boolean {
  if (error.code === 'room_ink_full') return true;
  if (error.code === 'page_ink_full') return page === on;
  return isOwn && (error.details?.page === undefined || page === on);
}

/** All that may give way to what somebody writes on a page, the first to go first; not that page itself. */
function allWaiting({ state, who, now, limits }: Case, ledger: Ledger, written: number): Waiting[] {
  const pages = pagesIn(state);
  const own = pages.flatMap(([page, one]) =>
    ownClearings(one, who.id).map((clearing): Waiting => {
      return { page, clearing: clearing.id, strokes: strokesCleared(clearing), isOwn: true };
    }),
  );
  const isRemoved = (id: StrokeId) => roleOf(state, authorOf(id)) === 'removed';
  // Most rooms have nobody of that kind, and a room may keep a great many clearings.
  const hasRemoved = Object.entries(state.roles).some(([id, role]) => role === 'removed' && ledger.inkBytesBy(id) > 0);
  const removed = (hasRemoved ? pages : []).flatMap(([page, { cleared }]) =>
    cleared.flatMap((clearing): Waiting[] => {
      const strokes = strokesCleared(clearing);
      const waits = clearing.by !== who.id && strokes.every(isRemoved);
      return waits ? [{ page, clearing: clearing.id, strokes, isOwn: false }] : [];
    }),
  );
  const deleted = pages
    .filter(
      ([page, { deleted }]) =>
        page !== written && deleted && deleted.by !== who.id && deleted.at + limits.deletedPageKeptMs <= now,
    )
    .sort(([, one], [, other]) => one.deleted!.at - other.deleted!.at)
    .map(([page, one]): Waiting => {
      return { page, strokes: strokesOf(one), isOwn: ledger.inkBytesBy(who.id, page) > 0 };
    });
  return [...own, ...removed, ...deleted];
}

function strokesOf({ cells, cleared }: Page): StrokeId[] {
  return [...Object.values(cells).flatMap(({ strokes }) => strokes), ...cleared.flatMap(strokesCleared)];
}
