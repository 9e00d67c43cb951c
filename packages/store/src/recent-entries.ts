import { type LogEntry, withoutFacts } from '@inkroom/shared';

/** With two hundred who draw, what happens in twenty seconds. */
const ENTRIES_KEPT = 10_000;

/** The newest entries of a room's log as people are told of them, without a gap, for those who come back. */
export class RecentEntries {
  /** By seq. */
  readonly #kept = new Map<number, { entry: LogEntry; bytes: number }>();
  /** The seq of the first that is kept. */
  #first = 0;
  #bytes = 0;

  /** @param bytesMax what they may take, as JSON; the newest is kept whatever it takes */
  constructor(private readonly bytesMax: number) {}

  /** The operation of an entry; undefined where that is not kept. */
  opIdOf(seq: number): string | undefined {
    return this.#kept.get(seq)?.entry.opId;
  }

  /** The entries after `seq` up to `last`, in order; null where not all of them are kept. */
  between(seq: number, last: number): LogEntry[] | null {
    if (seq < last && !this.#kept.has(seq + 1)) return null;
    return Array.from({ length: last - seq }, (_, i) => this.#kept.get(seq + 1 + i)!.entry);
  }

  /** Adds those that follow the ones that are kept. */
  add(entries: readonly LogEntry[]): void {
    for (const told of entries) {
      const entry = withoutFacts(told);
      const bytes = JSON.stringify(entry).length;
      if (this.#kept.size === 0) this.#first = entry.seq;
      this.#kept.set(entry.seq, { entry, bytes });
      this.#bytes += bytes;
    }
    while (this.#kept.size > 1 && (this.#kept.size > ENTRIES_KEPT || this.#bytes > this.bytesMax)) {
      this.#bytes -= this.#kept.get(this.#first)!.bytes;
      this.#kept.delete(this.#first++);
    }
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }
}
