import type { Activity, InkById, LogEntry, PackedFrame, Prediction } from '@inkroom/shared';
import type { RoomMessage } from '@inkroom/store';

/** Gathers what a room's members are to be told together. */
export class ActivityGatherer {
  #entries: LogEntry[] = [];
  #ink: InkById = {};
  #frame: PackedFrame | null = null;
  /** Several workers publish for one room: the last word on a cell counts. */
  readonly #predictions = new Map<number, Prediction>();

  /** @returns whether the message is one that is gathered; any other is told on its own */
  add(message: RoomMessage): boolean {
    switch (message.event) {
      case 'log.entries':
        this.#entries.push(...message.payload.entries);
        Object.assign(this.#ink, message.payload.ink);
        return true;
      case 'predictions':
        for (const prediction of message.payload) this.#predictions.set(prediction.cell, prediction);
        return true;
      case 'frame':
        this.#frame = joined(this.#frame, message.payload);
        return true;
      default:
        return false;
    }
  }

  /** What was gathered since it was last asked, or null when nothing was. */
  take(): Activity | null {
    const activity: Activity = {};
    if (this.#entries.length > 0) activity.entries = this.#entries;
    if (Object.keys(this.#ink).length > 0) activity.ink = this.#ink;
    if (this.#frame) activity.frame = this.#frame;
    if (this.#predictions.size > 0) activity.predictions = [...this.#predictions.values()];
    this.#entries = [];
    this.#ink = {};
    this.#frame = null;
    this.#predictions.clear();
    return Object.keys(activity).length > 0 ? activity : null;
  }
}

/** One frame of two, the earlier one first. Of two pages the newer one counts. */
function joined(before: PackedFrame | null, next: PackedFrame): PackedFrame {
  if (!before || before.page < next.page) return next;
  if (before.page > next.page) return before;
  return {
    page: next.page,
    strokes: [...before.strokes, ...next.strokes],
    dropped: [...before.dropped, ...next.dropped],
    cursors: [...before.cursors, ...next.cursors],
  };
}
