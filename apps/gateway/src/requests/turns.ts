interface Waiting {
  urgent: boolean;
  begin(): void;
}

/** Lets one through at a time; who is urgent goes before who is not. */
export class Turns {
  #taken = false;
  #waiting: Waiting[] = [];

  get isIdle(): boolean {
    return !this.#taken;
  }

  /** How many wait that are not urgent. */
  get patientCount(): number {
    return this.#waiting.filter(({ urgent }) => !urgent).length;
  }

  /** @returns what ends the turn, or null when none came within `timeoutMs` */
  take(urgent: boolean, timeoutMs: number): Promise<(() => void) | null> {
    if (!this.#taken) {
      this.#taken = true;
      return Promise.resolve(this.#end);
    }
    return new Promise((resolve) => {
      const one: Waiting = {
        urgent,
        begin: () => {
          clearTimeout(timer);
          resolve(this.#end);
        },
      };
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== one);
        resolve(null);
      }, timeoutMs);
      this.#waiting.push(one);
    });
  }

  readonly #end = (): void => {
    const next = this.#waiting.find(({ urgent }) => urgent) ?? this.#waiting[0];
    this.#waiting = this.#waiting.filter((other) => other !== next);
    if (next) next.begin();
    else this.#taken = false;
  };
}
