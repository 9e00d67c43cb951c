/** How many connections each address has open. */
export class AddressCount {
  readonly #counts = new Map<string, number>();

  constructor(readonly max: number) {}

  isFull(address: string): boolean {
    return (this.#counts.get(address) ?? 0) >= this.max;
  }

  add(address: string): void {
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1);
  }

  remove(address: string): void {
    const left = (this.#counts.get(address) ?? 0) - 1;
    if (left > 0) this.#counts.set(address, left);
    else this.#counts.delete(address);
  }
}
