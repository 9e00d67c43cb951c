/**
 * A map whose changes can still be thrown away: `fork` starts a draft on top of it, and `keep` makes a draft's changes its own.
 * A room's ledger has tens of thousands of entries, and an operation changes few of them.
 */
export class DraftMap<K, V> {
  readonly #base: DraftMap<K, V> | null;
  /** Undefined for what is gone. */
  readonly #own: Map<K, V | undefined>;
  #size: number;

  constructor(entries: Iterable<readonly [K, V]> = [], base: DraftMap<K, V> | null = null) {
    this.#base = base;
    this.#own = new Map(entries);
    this.#size = base ? base.size : this.#own.size;
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    return this.#own.has(key) ? this.#own.get(key) : this.#base?.get(key);
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  /** @param value undefined takes the entry out */
  set(key: K, value: V | undefined): void {
    const had = this.has(key);
    if (value === undefined && !this.#base) this.#own.delete(key);
    else this.#own.set(key, value);
    this.#size += (value === undefined ? 0 : 1) - (had ? 1 : 0);
  }

  *entries(): IterableIterator<[K, V]> {
    for (const [key, value] of this.#own) if (value !== undefined) yield [key, value];
    if (!this.#base) return;
    for (const entry of this.#base.entries()) if (!this.#own.has(entry[0])) yield entry;
  }

  fork(): DraftMap<K, V> {
    return new DraftMap<K, V>([], this);
  }

  /** What a draft changes in what it is a draft of; undefined for what goes. */
  get changes(): ReadonlyMap<K, V | undefined> {
    return this.#own;
  }

  /** Makes the changes in what it is a draft of. */
  keep(): void {
    for (const [key, value] of this.#own) this.#base?.set(key, value);
  }
}
