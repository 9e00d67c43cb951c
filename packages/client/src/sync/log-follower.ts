import { type Activity, codedError, type SnapshotPiece } from '@inkroom/shared';
import { backoffMs } from '../connection/backoff.js';
import type { Connection } from '../connection/connection.js';
import type { Timers } from '../connection/timers.js';
import * as replicas from './replica.js';
import type { RoomModel } from './room-model.js';

/** Follows the room's log: applies its entries in order, and asks for what is missing. */
export class LogFollower {
  #reading = false;
  /** Pages that came without all of their ink, and are read once more for it. */
  readonly #readAgain = new Set<number>();

  constructor(
    private readonly model: RoomModel,
    private readonly connection: Connection,
    private readonly timers: Timers,
  ) {}

  /**
   * Entries, and predictions, which are known only after them.
   * @returns own operations that had no answer yet: their entry is as good as one, and comes where the answer was lost
   */
  take({ entries = [], ink = {}, predictions = [] }: Activity): { opId: string; seq: number }[] {
    const { model } = this;
    model.addEntryInk({ entries, ink });
    const made = new Map(model.replica.own.map(({ opId, op }) => [opId, op]));
    const unanswered = new Set(model.replica.own.filter(({ seq }) => seq === null).map(({ opId }) => opId));
    model.set(replicas.withPredictions(replicas.withEntries(model.replica, entries), predictions));
    model.finishLive(entries.flatMap(({ effect }) => (effect.kind === 'stroke.add' ? [effect.id] : [])));
    for (const { opId, seq, effect } of entries) {
      if (effect.kind === 'ink.restore') {
        const back = effect.cells.flatMap(({ strokes }) => strokes);
        model.missInk(effect.page, back, seq);
      }
      if (effect.kind === 'stroke.add') model.missInk(effect.page, [effect.id], seq);
      const op = made.get(opId);
      if (effect.kind !== 'stroke.add' || op?.kind !== 'stroke.add') continue;
      if (model.state.pages[effect.page]?.deleted) model.noteError(codedError('ink_with_deleted'));
      else if (op.stroke.cell !== effect.cell) model.noteMoved(effect);
    }
    this.catchUpLater();
    return entries.filter(({ opId }) => unanswered.has(opId)).map(({ opId, seq }) => ({ opId, seq }));
  }

  takePiece(piece: SnapshotPiece): void {
    const { model } = this;
    model.addPieceInk(piece);
    model.set(replicas.withPiece(model.replica, piece));
    // Ink in the making that is durable there is in the making no longer.
    model.finishLive(Object.keys(piece.ink));
    if (!piece.isLast) return;
    // What is nowhere any more is not asked for again and again.
    const wasReadAgain = this.#readAgain.delete(piece.page);
    if (!wasReadAgain && model.missInk(piece.page)) this.#readAgain.add(piece.page);
    this.catchUpLater();
  }

  /**
   * Entries of several gateways may overtake each other for a moment, and an answer overtakes its entry, which waits for the
   * room's tick: only a lasting gap is worth a question.
   */
  catchUpLater(): void {
    const { model, timers } = this;
    if (!replicas.isBehind(model.replica) || timers.has('catch up')) return;
    timers.set('catch up', model.limits.gapPatienceMs, () => {
      if (replicas.isBehind(model.replica)) this.read();
    });
  }

  /** Asks for all since the last entry that is known. */
  read(): void {
    const { model, connection, timers } = this;
    if (this.#reading || !model.replica.synced) return;
    this.#reading = true;
    const { epoch } = connection;
    const { seq } = model.replica.confirmed;
    const since = replicas.positionOf(model.replica) ?? { seq, opId: null };
    connection.ask('log.read', { since, page: model.view.getState().page }, (answer) => {
      if (epoch !== connection.epoch) return;
      this.#reading = false;
      if (answer.ok) model.set(replicas.broughtUpToDate(model.replica, answer.value));
      else timers.set('catch up', backoffMs(0, model.limits), () => this.read());
    });
  }

  /** The connection is gone, and the answer with it. */
  interrupted(): void {
    this.#reading = false;
  }
}
