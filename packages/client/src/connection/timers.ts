/** Things to do later, each known by a name: setting one again puts it off. */
export class Timers {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  has(name: string): boolean {
    return this.#timers.has(name);
  }

  set(name: string, ms: number, act: () => void): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(
      name,
      setTimeout(() => {
        this.#timers.delete(name);
        act();
      }, ms),
    );
  }

  stop(name: string): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
