import { cellKeyOf, type OwnOperation, type PendingOperation } from '../storage/pending.js';
import { outboxName, type Seat } from '../storage/storage.js';
import type { StorageWrites } from '../storage/storage-writes.js';

/** One's own operations until they are answered, kept safe against a reload. */
export class Outbox {
  readonly #writes: StorageWrites;
  readonly #name: string;

  constructor(writes: StorageWrites, roomId: string, seat: Seat) {
    this.#writes = writes;
    this.#name = outboxName(roomId, seat);
  }

  /** Operations of an earlier visit that were not answered, in the order in which they were made. */
  read(): Promise<PendingOperation[]> {
    return this.#writes.storage.outbox(this.#name);
  }

  put(operation: PendingOperation): void {
    this.#writes.add((storage) => storage.putOutbox(this.#name, operation));
  }

  remove(opId: string): void {
    this.#writes.add((storage) => storage.removeOutbox(this.#name, opId));
  }
}

/**
 * The operations that may be sent now. Those on one cell go one after another, because a later one may build on an earlier
 * one (a stroke and its erasure) and only an answer tells that it was taken; cells do not wait for each other. What concerns
 * the whole room waits for all before it, and all after it wait for it. What concerns the models goes beside them, one
 * after another: a promotion is answered when the gate has measured, and nobody's ink has to wait for that.
 * @param own in the order in which they were made
 * @param inFlight ids of those that were sent and not yet answered
 * @param window how many may be in flight at once
 */
export function sendable(own: readonly OwnOperation[], inFlight: ReadonlySet<string>, window: number): OwnOperation[] {
  const chosen: OwnOperation[] = [];
  const busyCells = new Set<string>();
  let modelBusy = false;
  let unanswered = 0;
  for (const operation of own) {
    if (operation.seq !== null) continue;
    if (inFlight.size + chosen.length >= window) break;
    if (operation.op.kind.startsWith('model.')) {
      if (!modelBusy && !inFlight.has(operation.opId)) chosen.push(operation);
      modelBusy = true;
      continue;
    }
    const cell = cellKeyOf(operation.op);
    if (cell === null) {
      if (unanswered === 0 && !inFlight.has(operation.opId)) chosen.push(operation);
      break;
    }
    if (!busyCells.has(cell) && !inFlight.has(operation.opId)) chosen.push(operation);
    busyCells.add(cell);
    unanswered++;
  }
  return chosen;
}
