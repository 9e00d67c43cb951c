/**
 * A map whose changes can still be thrown away: `fork` starts a draft on top of it, and `keep` makes a draft's changes its own.
 * A room's ledger has tens of thousands of entries, and an operation changes few of them. Drafts stand on drafts: one on top of
 * a draft that has been kept stands on what that one was kept in.
 */
export class DraftMap<K, V> {
  #base: DraftMap<K, V> | null;
  /** Undefined for what is gone. */
  readonly #own: Map<K, V | undefined>;
  #size: number;
  #isKept = false;

  constructor(entries: Iterable<readonly [K, V]> = [], base: DraftMap<K, V> | null = null) {
    this.#base = base;
    this.#own = new Map(entries);
    this.#size = base ? base.size : this.#own.size;
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    return this.#own.has(key) ? this.#own.get(key) : this.#ground()?.get(key);
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
    for (const entry of this.#ground()?.entries() ?? []) if (!this.#own.has(entry[0])) yield entry;
  }

  fork(): DraftMap<K, V> {
    return new DraftMap<K, V>([], this);
  }

  /** What a draft changes in what it is a draft of; undefined for what goes. */
  get changes(): ReadonlyMap<K, V | undefined> {
    return this.#own;
  }

  /** Makes the changes in what it is a draft of. From then on it is of use only to the drafts on top of it. */
  keep(): void {
    const ground = this.#ground();
    if (!ground) return;
    for (const [key, value] of this.#own) ground.set(key, value);
    this.giveWay();
  }

  /** What it is a draft of has the changes by another way. */
  giveWay(): void {
    this.#isKept = true;
  }

  /** What it stands on now. */
  #ground(): DraftMap<K, V> | null {
    const base = this.#base;
    if (base === null) return null;
    if (base.#isKept) this.#base = base.#ground();
    return this.#base;
  }
}
