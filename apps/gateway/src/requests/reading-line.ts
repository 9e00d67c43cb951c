import { fail, type Result } from '@inkroom/shared';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Session } from './session.js';

/** How often those who wait to be let in are told how many are before them, ms. */
const WORD_MS = 500;

interface Line {
  limit: LimitFunction;
  /** Those whose turn has not come, in their order. */
  waiting: Set<Session>;
}

/**
 * Where those wait who read much of a room: so many of a room are served at a time, one of each connection, in the order in which they
 * came (R7). Nothing is read for who has gone meanwhile. Who waits to be let in is told so: a class that comes back at once does not ask again
 * and again.
 */
export class ReadingLine {
  readonly #rooms = new Map<string, Line>();
  #words: NodeJS.Timeout | null = null;

  /** @param atOnce of a room */
  constructor(readonly atOnce: number) {}

  /** @returns what the task answers, or `offline` when whoever asks has gone */
  wait<T>(session: Session, roomId: string, task: () => Promise<Result<T>> | Result<T>): Promise<Result<T>> {
    return session.reads(() => this.#ofRoom(session, roomId, async () => (session.isHere ? task() : fail('offline'))));
  }

  async #ofRoom<T>(session: Session, roomId: string, task: () => Promise<T>): Promise<T> {
    const line = this.#rooms.get(roomId) ?? { limit: pLimit(this.atOnce), waiting: new Set() };
    this.#rooms.set(roomId, line);
    line.waiting.add(session);
    this.#words ??= setInterval(() => this.#sendWaiting(), WORD_MS).unref();
    try {
      return await line.limit(() => {
        line.waiting.delete(session);
        return task();
      });
    } finally {
      if (line.limit.activeCount + line.limit.pendingCount === 0) this.#rooms.delete(roomId);
    }
  }

  #sendWaiting(): void {
    for (const { waiting } of this.#rooms.values())
      for (const [before, session] of [...waiting].entries()) session.sendWaiting(before + 1);
    if (this.#rooms.size > 0 || !this.#words) return;
    clearInterval(this.#words);
    this.#words = null;
  }
}
