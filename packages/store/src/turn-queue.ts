/** What waits, handed out person by person in turn: first in, first out for each, and nobody's many keep others waiting (R7). */
export class TurnQueue<T extends { personId: string; bytes: number }> {
  /** In the order of turns: who has had one goes to the end. */
  readonly #waiting = new Map<string, T[]>();

  add(item: T): void {
    const own = this.#waiting.get(item.personId);
    if (own) own.push(item);
    else this.#waiting.set(item.personId, [item]);
  }

  /** What was taken last, in that order, comes next again. */
  putBack(items: readonly T[]): void {
    const behind = this.clear();
    for (const item of [...items, ...behind]) this.add(item);
  }

  /** The next ones: at most so many and so many bytes, but for a single one that is larger. Empty when nothing waits. */
  take(max: number, maxBytes: number): T[] {
    const taken: T[] = [];
    let bytes = 0;
    for (let next = this.#first(); next && taken.length < max; next = this.#first()) {
      const [personId, own] = next;
      const item = own[0]!;
      bytes += item.bytes;
      if (taken.length > 0 && bytes > maxBytes) break;
      taken.push(item);
      own.shift();
      this.#waiting.delete(personId);
      if (own.length > 0) this.#waiting.set(personId, own);
    }
    return taken;
  }

  /** All that waits, which then no longer does. */
  clear(): T[] {
    const all = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    return all;
  }

  #first(): [string, T[]] | undefined {
    return this.#waiting.entries().next().value;
  }
}
