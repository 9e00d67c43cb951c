import { type LoggedEntries, ok, type Prediction, type Result, type Snapshot } from '@inkroom/shared';
import { backoffMs } from './backoff.js';
import type { Line } from './line.js';
import * as replicas from './replica.js';
import { type RoomModel, snapshotView } from './room-model.js';
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

  /** @param predictions what was read, known only after the entries */
  take({ entries, ink }: LoggedEntries, predictions: readonly Prediction[] = []): void {
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

  /** Ink in the making that a snapshot has as durable is no longer in the making. */
  finishLive({ state }: Pick<Snapshot, 'state'>): void {
    this.#parts.model.finishLive(Object.values(state.cells).flatMap(({ strokes }) => strokes));
  }

  /**
   * Entries of several gateways may overtake each other for a moment, and an answer overtakes its entry, which waits for the
   * room's tick: only a lasting gap is worth a question.
   */
  catchUpLater(): void {
    const { model, timers } = this.#parts;
    if (!replicas.isBehind(model.replica) || timers.has('catch up')) return;
    timers.set('catch up', model.limits.gapPatienceMs, () => {
      if (replicas.isBehind(model.replica)) void this.read();
    });
  }

  /** Asks for all since the last entry that is known. */
  async read(): Promise<void> {
    const { model, line, timers } = this.#parts;
    if (this.#reading || !model.replica.synced) return;
    this.#reading = true;
    const { epoch } = line;
    const answer = await line.request('log.read', { since: model.replica.confirmed.seq });
    if (epoch !== line.epoch) return;
    this.#reading = false;
    if (!answer.ok) {
      timers.set('catch up', backoffMs(0, model.limits), () => void this.read());
    } else if ('entries' in answer.value) {
      this.take(answer.value);
    } else {
      const { snapshot } = answer.value;
      model.addSnapshotInk(snapshot);
      model.set(replicas.withSnapshot(model.replica, snapshot.state), snapshotView(snapshot));
      this.finishLive(snapshot);
      this.catchUpLater();
    }
  }

  /** The line is gone, and the answer with it. */
  interrupted(): void {
    this.#reading = false;
  }
}
