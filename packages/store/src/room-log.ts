import {
  type CellIndex,
  type CodedError,
  codedError,
  DEFAULT_LIMITS,
  DEFAULT_VERSION_ID,
  type ErrorCode,
  emptyRoom,
  type Framing,
  type GateVerdict,
  type Limits,
  type LogEntry,
  type Operation,
  type Result,
  SHEET_ROWS,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { roomKeys } from './keys.js';
import { inkJson, roomCall, thinInkJson } from './room-call.js';
import * as scripts from './room-scripts.js';
import type { Script } from './script.js';

export interface NewRoom {
  roomId: string;
  title: string;
  /** See {@link hashKey}. */
  hostKeyHash: string;
}

/** Opens a room. @returns false when there is one of that id already */
export async function createRoom(
  redis: Redis,
  { roomId, title, hostKeyHash }: NewRoom,
  limits: Limits = DEFAULT_LIMITS,
): Promise<boolean> {
  const { meta } = roomKeys(roomId);
  const room = emptyRoom(roomId, title, Date.now());
  const fields = {
    title,
    createdAt: room.createdAt,
    hostKeyHash,
    seq: 0,
    sheet: room.sheet,
    rows: SHEET_ROWS,
    framing: room.framing satisfies Framing,
    champion: DEFAULT_VERSION_ID,
    generation: 0,
  };
  return (
    (await scripts.createRoomScript.run(
      redis,
      [meta],
      [limits.roomIdleTtlSeconds, ...Object.entries(fields).flat()],
    )) === 1
  );
}

export interface Submission {
  opId: string;
  op: Operation;
  by: { id: string; name: string; isHost: boolean };
  /** What the gate said, of a promotion that needs it. */
  clearance?: Clearance;
}

/** What the gate said of a version, and what it compared it with. */
export interface Clearance {
  /** The champion of that moment. The promotion is refused with `champion_changed` when it is another by now. */
  against: string;
  verdict: GateVerdict;
}

export interface Appended {
  seq: number;
  /** Whether the operation had been applied before: nothing has changed now. */
  repeated: boolean;
  /** The cell that it was about, where it was about one and its entry is still kept. */
  cell: CellIndex | null;
}

/**
 * Applies an operation to a room: once, however often it is sent with the same `opId`, and wholly or not at all. When this
 * has answered, the entry is as durable as Redis makes it, and every gateway has been told or will find it in the log.
 *
 * Checks what only the store can know: the page, the author of a stroke, what is full or empty. The form of the operation,
 * and what roles may do in general, is the caller's to check before.
 */
export async function appendOperation(
  redis: Redis,
  roomId: string,
  { opId, op, by, clearance }: Submission,
  limits: Limits = DEFAULT_LIMITS,
): Promise<Result<Appended>> {
  const { script, args } = callOf(op, limits, by.name, clearance);
  const common = [
    opId,
    by.id,
    by.isHost ? '1' : '0',
    limits.logLengthMax,
    limits.opIdsKept,
    limits.holdoutShare,
    limits.samplesPerRoomMax,
    limits.samplesBytesMax,
  ];
  const call = roomCall(roomId, [...common, ...args], limits);
  const answer = (await script.run(redis, call.keys, call.args)) as [1, number, 0 | 1, number] | [0, ErrorCode, string];
  if (answer[0] === 0) return { ok: false, error: refusal(answer[1], answer[2]) };
  const [, seq, repeated, cell] = answer;
  return { ok: true, value: { seq, repeated: repeated === 1, cell: cell < 0 ? null : cell } };
}

/** The `seq` that an operation got, or null when it has not been applied, as far as is remembered. */
export async function findOperation(redis: Redis, roomId: string, opId: string): Promise<number | null> {
  const seq = await redis.zscore(roomKeys(roomId).ops, opId);
  return seq === null ? null : Number(seq);
}

function refusal(code: ErrorCode, details: string): CodedError {
  return codedError(code, details ? (JSON.parse(details) as Record<string, unknown>) : undefined);
}

function callOf(
  op: Operation,
  limits: Limits,
  name: string,
  clearance?: Clearance,
): { script: Script; args: (string | number)[] } {
  switch (op.kind) {
    case 'stroke.add': {
      const { id, cell } = op.stroke;
      const [ink, thinned] = [inkJson(op.stroke), thinInkJson(op.stroke)];
      return {
        script: scripts.addStroke,
        args: [op.sheet, cell, id, ink, limits.cellStrokesMax, thinned === ink ? '' : thinned],
      };
    }
    case 'stroke.remove':
      return { script: scripts.removeStrokes, args: [op.sheet, ...op.ids] };
    case 'cell.clear':
      return { script: scripts.clearCell, args: [op.sheet, op.cell] };
    case 'cell.annotate':
      return { script: scripts.annotateCell, args: [op.sheet, op.cell, op.label ?? ''] };
    case 'samples.withdraw':
      return { script: scripts.withdrawSamples, args: [op.personId, op.role] };
    case 'sheet.grow':
      return { script: scripts.growSheet, args: [limits.sheetRowsMax] };
    case 'sheet.turn':
      return { script: scripts.turnSheet, args: [op.sheet, SHEET_ROWS] };
    case 'room.framing':
      return { script: scripts.setFraming, args: [op.framing] };
    case 'model.promote':
      return {
        script: scripts.promote,
        args: [
          op.versionId,
          op.override ? '1' : '0',
          clearance?.against ?? '',
          clearance?.verdict.passed ? '1' : '0',
          clearance ? JSON.stringify(clearance.verdict) : '',
          JSON.stringify(name),
        ],
      };
    case 'model.challenge':
      return { script: scripts.challenge, args: [op.versionId ?? ''] };
  }
}

/**
 * The log's entries after `since`, or null when they cannot be had in full: the log no longer goes back so far, there are
 * more than `logReplayMax`, or `since` lies ahead of it (a room restored from an older state). Then the caller sends the
 * state itself.
 */
export async function readLog(
  redis: Redis,
  roomId: string,
  since: number,
  limits: Limits = DEFAULT_LIMITS,
): Promise<LogEntry[] | null> {
  const { meta, log } = roomKeys(roomId);
  // The end comes first: what is appended between the two reads makes the list longer, never shorter than promised.
  const seq = Number(await redis.hget(meta, 'seq'));
  if (since > seq) return null;
  const rows = await redis.xrange(log, `${since + 1}-0`, '+', 'COUNT', limits.logReplayMax + 1);
  const entries = rows.map(([, fields]) => JSON.parse(fields[1]!) as LogEntry);
  if (entries.length > limits.logReplayMax) return null;
  const isWhole = seq === since ? true : entries[0]?.seq === since + 1;
  return isWhole ? entries : null;
}
