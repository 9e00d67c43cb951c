import { randomUUID } from 'node:crypto';
import {
  applyEntry,
  type CodedError,
  codedError,
  type Evidence,
  type InkById,
  inkJson,
  type Ledger,
  type Limits,
  type LogEntry,
  type Result,
  type RoomState,
  type StrokeId,
  type Submission,
  settle,
  type Who,
} from '@inkroom/shared';
import type { Condition, Proposal } from './commit.js';
import type { RoomKeys } from './keys.js';
import { renewalWrites } from './room-links.js';
import { roomWrites, type Write } from './room-writes.js';

/** What became of an operation. */
export interface Applied {
  seq: number;
  /** Whether it had been applied before: nothing has changed now. */
  repeated: boolean;
}

/** An operation that has no answer yet. */
export interface PendingOperation {
  submission: Submission;
  who: Who;
  evidence: Evidence;
  personId: string;
  bytes: number;
  /** Stored ink of the stroke that it adds. */
  ink: { id: StrokeId; text: string } | null;
  resolve(applied: Result<Applied>): void;
  reject(error: unknown): void;
}

/** A room at one moment of its log. */
export interface RoomMoment {
  state: RoomState;
  ledger: Ledger;
  /** The operation of the last entry; undefined where that is not known. */
  last: string | undefined;
}

/** Operations settled one after another, each on what the one before makes of the room. */
export class SettledBatch {
  readonly id = randomUUID();
  /** Whether the copy has it. */
  isAdopted = false;
  readonly operations: PendingOperation[] = [];
  readonly entries: LogEntry[] = [];
  readonly ink: InkById = {};
  readonly #refused = new Map<PendingOperation, CodedError>();
  /** JSON of the entries. */
  readonly #entryTexts: string[] = [];
  readonly #inkTexts = new Map<StrokeId, string>();
  readonly #conditions: Condition[] = [];
  /** What is written beside the room's state. */
  readonly #secrets: Write[] = [];
  readonly #before: RoomMoment;
  readonly #draft: Ledger;
  #state: RoomState;
  #bytes = 0;

  /** @param before what the first of them is settled on */
  constructor(
    before: RoomMoment,
    readonly keys: RoomKeys,
  ) {
    this.#before = before;
    this.#draft = before.ledger.fork();
    this.#state = before.state;
  }

  get before(): RoomState {
    return this.#before.state;
  }

  /** The room once all of this is applied, its ledger a draft on the one before. */
  get after(): RoomMoment {
    return { state: this.#state, ledger: this.#draft, last: this.entries.at(-1)?.opId ?? this.#before.last };
  }

  /** What was asked for and what came of it: one operation may clear a page, and its entry names all that was there. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether an operation has to wait for the next batch: the store is asked for ink of its stroke that this one may write or remove. */
  hasToComeBefore({ ink }: PendingOperation): boolean {
    return ink !== null && this.#draft.ink.changes.has(ink.id);
  }

  settle(operation: PendingOperation, now: number, limits: Limits): void {
    const { submission, who, evidence, ink } = operation;
    const { op, opId } = submission;
    const state = this.#state;
    const at = Math.max(now, state.at);
    this.operations.push(operation);
    this.#bytes += operation.bytes;
    const result = settle(state, this.#draft, submission, who, { now: at, limits, evidence });
    if (!result.ok) {
      this.#refused.set(operation, result.error);
      return;
    }
    const effect = result.value;
    const entry = { seq: state.seq + 1, opId, by: who.id, at, effect };
    const after = applyEntry(state, entry);
    this.#draft.follow(effect, state, after);
    this.#conditions.push(...this.#conditionsOf(operation, state, after));
    this.#secrets.push(...renewalWrites(this.keys, op, evidence));
    this.#state = after;
    this.entries.push(entry);
    const text = JSON.stringify(entry);
    this.#entryTexts.push(text);
    this.#bytes += text.length;
    if (!ink || op.kind !== 'stroke.add') return;
    this.ink[ink.id] = { width: op.stroke.width, points: op.stroke.points };
    this.#inkTexts.set(ink.id, ink.text);
  }

  /** What the store is asked to append; nothing of it holds unless the log ends with what this was settled on. */
  proposal(wantsLease: boolean): Proposal {
    const { state, last } = this.#before;
    return {
      id: this.id,
      expected: state.seq,
      last,
      entries: this.entries.map(({ opId }, i) => ({ opId, text: this.#entryTexts[i]! })),
      inkText: `{${[...this.#inkTexts].map(([id, text]) => `${JSON.stringify(id)}:${inkJson(text)}`).join()}}`,
      lookups: [...this.#refused.keys()].map(({ submission }) => submission.opId),
      conditions: this.#conditions,
      writes: [...roomWrites(this.keys, state, this.#state, this.#draft, this.#inkTexts), ...this.#secrets],
      wantsLease,
    };
  }

  /** What each operation is answered when all this has been committed, but for those that had been applied before. */
  answer(): void {
    const seqs = new Map(this.entries.map(({ opId, seq }) => [opId, seq]));
    for (const operation of this.operations) {
      const error = this.#refused.get(operation);
      const seq = seqs.get(operation.submission.opId)!;
      operation.resolve(error ? { ok: false, error } : { ok: true, value: { seq, repeated: false } });
    }
  }

  /** What only the store knows: versions are written by workers, and ink that is kept for a sample must come back unchanged. */
  #conditionsOf({ submission, ink }: PendingOperation, before: RoomState, after: RoomState): Condition[] {
    const { opId } = submission;
    const named = [after.champion, after.challenger].filter(
      (id) => id !== null && ![before.champion, before.previous, before.challenger].includes(id),
    ) as string[];
    const versions = named
      // Shipped versions are everybody's.
      .filter((id) => !id.startsWith('shipped-'))
      .map((id) => {
        return { key: this.keys.versions, field: id, opId, error: codedError('version_not_found', { versionId: id }) };
      });
    // It was accepted: so nothing but a sample names ink of that id.
    if (!ink || !this.#before.ledger.ink.has(ink.id)) return versions;
    return [
      ...versions,
      { key: this.keys.ink, field: ink.id, value: ink.text, opId, error: codedError('stroke_exists', { id: ink.id }) },
    ];
  }
}
