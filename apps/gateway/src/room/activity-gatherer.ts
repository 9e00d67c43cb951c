import type { Frame, LogEntry, Person, Prediction } from '@inkroom/shared';
import type { RoomMessage } from '@inkroom/store';
import type { Told } from './broadcast.js';

/** Gathers what the people of a room are to be told together. */
export class ActivityGatherer {
  #entries: LogEntry[] = [];
  #frame: Frame | null = null;
  /** Several workers publish for one room: the last word on a cell counts. */
  readonly #predictions = new Map<string, Prediction>();
  readonly #joined = new Map<string, Person>();
  readonly #left = new Set<string>();

  /** @returns whether the message is one that is gathered; any other is told on its own */
  add(message: RoomMessage): boolean {
    switch (message.event) {
      case 'log.entries':
        this.#entries.push(...message.payload.entries);
        return true;
      case 'predictions':
        for (const prediction of message.payload)
          this.#predictions.set(`${prediction.page}/${prediction.cell}`, prediction);
        return true;
      case 'frame':
        this.#frame = this.#frame ? joined(this.#frame, message.payload) : message.payload;
        return true;
      case 'person.joined':
        this.#joined.set(message.payload.id, message.payload);
        this.#left.delete(message.payload.id);
        return true;
      case 'person.left':
        this.#joined.delete(message.payload.id);
        this.#left.add(message.payload.id);
        return true;
      default:
        return false;
    }
  }

  /** What was gathered since it was last asked, or null when nothing was. */
  take(): Told | null {
    const told: Told = {};
    const predictions = [...this.#predictions.values()];
    if (this.#joined.size + this.#left.size > 0)
      told.people = { joined: [...this.#joined.values()], left: [...this.#left] };
    if (this.#entries.length > 0) told.entries = this.#entries;
    if (this.#frame) told.frame = this.#frame;
    if (predictions.length > 0) told.predictions = predictions;
    this.#entries = [];
    this.#frame = null;
    this.#predictions.clear();
    this.#joined.clear();
    this.#left.clear();
    return Object.keys(told).length > 0 ? told : null;
  }
}

/** One frame of two, the earlier one first. */
function joined(before: Frame, next: Frame): Frame {
  return {
    strokes: [...before.strokes, ...next.strokes],
    dropped: [...before.dropped, ...next.dropped],
    cursors: [...before.cursors, ...next.cursors],
  };
}
