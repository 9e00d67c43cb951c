import { type Effect, type LogEntry, type Page, type StrokeId, strokesCleared } from '@inkroom/shared';

interface Line {
  /** When it was sent, by performance.now(). */
  sentAt: number;
  page: number;
  /** When another client had it. */
  seenAt: number | null;
  /** How often the log says that it was added. */
  added: number;
  /** Whether somebody took it away again, as may happen in a room with others. */
  removed: boolean;
  /** How often the server's own state of its page held it; null when that was not looked at. */
  held: number | null;
}

/** What was sent, against what others saw and what the server keeps. */
export class Ledger {
  readonly #lines = new Map<string, Line>();

  sent(id: string, page: number, at: number): void {
    this.#lines.set(id, { sentAt: at, page, seenAt: null, added: 0, removed: false, held: null });
  }

  /** Another client had the stroke, for the first time or again. */
  seen(id: string, at: number): void {
    const line = this.#lines.get(id);
    if (line) line.seenAt ??= at;
  }

  /** Takes in a page as the server has it, and a part of the log that was not taken in before. */
  audited(page: number, { cells }: Pick<Page, 'cells'>, entries: readonly LogEntry[] | null): void {
    for (const { effect } of entries ?? []) {
      if (effect.kind === 'stroke.add') {
        const line = this.#lines.get(effect.id);
        if (line) line.added++;
      }
      for (const id of strokesTaken(effect)) {
        const line = this.#lines.get(id);
        if (line) line.removed = true;
      }
    }
    for (const line of this.#lines.values()) if (line.page === page) line.held = 0;
    for (const { strokes } of Object.values(cells)) {
      for (const id of strokes) {
        const line = this.#lines.get(id);
        if (!line) continue;
        line.held = (line.held ?? 0) + 1;
        // A log too long to be handed out: the page's own strokes tell as much.
        if (entries === null) line.added = Math.max(line.added, 1);
      }
    }
  }

  /** The pages that something was written on. */
  get pages(): number[] {
    return [...new Set([...this.#lines.values()].map(({ page }) => page))];
  }

  /** Strokes of the page that another client has not seen yet. */
  unseen(page: number): string[] {
    return [...this.#lines].filter(([, line]) => line.page === page && line.seenAt === null).map(([id]) => id);
  }

  get count(): number {
    return this.#lines.size;
  }

  /** Strokes that are not in the log, or gone from their page although nobody took them away, or unseen by others. */
  get lost(): number {
    return this.#count(
      ({ added, held, removed, seenAt }) => added === 0 || (held === 0 && !removed) || seenAt === null,
    );
  }

  /** Strokes that are in the log or on their page more than once. */
  get duplicated(): number {
    return this.#count(({ added, held }) => added > 1 || (held ?? 0) > 1);
  }

  /** ms from sending to another client's having it, of all that arrived. */
  get relayMs(): number[] {
    return [...this.#lines.values()].flatMap(({ sentAt, seenAt }) => (seenAt === null ? [] : [seenAt - sentAt]));
  }

  #count(isSuch: (line: Line) => boolean): number {
    return [...this.#lines.values()].filter(isSuch).length;
  }
}

/** The strokes that an effect takes out of their cells. */
function strokesTaken(effect: Effect): readonly StrokeId[] {
  if (effect.kind === 'stroke.remove') return effect.ids;
  return effect.kind === 'ink.clear' ? strokesCleared(effect.clearing) : [];
}
