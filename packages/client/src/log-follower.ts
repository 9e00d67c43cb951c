import { type Activity, type CatchUp, ok, type Result, type SnapshotPiece } from '@inkroom/shared';
import { backoffMs } from './backoff.js';
import type { Line } from './line.js';
import * as replicas from './replica.js';
import type { RoomModel } from './room-model.js';
import type { Timers } from './timers.js';

interface Parts {
  model: RoomModel;
  line: Line;
  timers: Timers;
  /** An own operation's entry has come. */
  onOwnEntry(opId: string, settled: Result<{ seq: number }>): void;
  /** There may be something to send that waited for what has come. */
  onCaughtUp(): void;
}

/** Follows the room's log: applies its entries in order, and asks for what is missing. */
export class LogFollower {
  readonly #parts: Parts;
  #reading = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Entries, and predictions, which are known only after them. */
  take({ entries = [], ink = {}, predictions = [] }: Activity): void {
    const { model, onOwnEntry, onCaughtUp } = this.#parts;
    model.addEntryInk({ entries, ink });
    const unanswered = new Set(model.replica.own.filter(({ seq }) => seq === null).map(({ opId }) => opId));
    model.set(replicas.withPredictions(replicas.withEntries(model.replica, entries), predictions));
    // Its entry is as good as the answer, and comes where the answer was lost.
    for (const { opId, seq } of entries) if (unanswered.has(opId)) onOwnEntry(opId, ok({ seq }));
    model.finishLive(entries.flatMap(({ effect }) => (effect.kind === 'stroke.add' ? [effect.id] : [])));
    this.catchUpLater();
    onCaughtUp();
  }

  /** The server begins anew, and sends the page in pieces. */
  begin({ state, opId = null }: CatchUp): void {
    const { model } = this.#parts;
    if (state) model.set(replicas.begunAnew(model.replica, { state, opId }));
  }

  takePiece(piece: SnapshotPiece): void {
    const { model, onCaughtUp } = this.#parts;
    model.addPieceInk(piece);
    model.set(replicas.withPiece(model.replica, piece));
    // Ink in the making that is durable there is in the making no longer.
    model.finishLive(Object.keys(piece.ink));
    if (!piece.isLast) return;
    this.catchUpLater();
    onCaughtUp();
  }

  /**
   * Entries of several gateways may overtake each other for a moment, and an answer overtakes its entry, which waits for the
   * room's tick: only a lasting gap is worth a question.
   */
  catchUpLater(): void {
    const { model, timers } = this.#parts;
    if (!replicas.isBehind(model.replica) || timers.has('catch up')) return;
    timers.set('catch up', model.limits.gapPatienceMs, () => {
      if (replicas.isBehind(model.replica)) this.read();
    });
  }

  /** Asks for all since the last entry that is known. */
  read(): void {
    const { model, line, timers } = this.#parts;
    if (this.#reading || !model.replica.synced) return;
    this.#reading = true;
    const { epoch } = line;
    const { seq } = model.replica.confirmed;
    const since = replicas.positionOf(model.replica) ?? { seq, opId: null };
    line.ask('log.read', { since }, (answer) => {
      if (epoch !== line.epoch) return;
      this.#reading = false;
      if (answer.ok) this.begin(answer.value);
      else timers.set('catch up', backoffMs(0, model.limits), () => this.read());
    });
  }

  /** The line is gone, and the answer with it. */
  interrupted(): void {
    this.#reading = false;
  }
}
