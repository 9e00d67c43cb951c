import { setTimeout as delay } from 'node:timers/promises';
import { someDigits } from '../../scripts/bench/latency/digits.ts';
import type { WrittenDigit } from '../../scripts/replay/digit-file.ts';
import { drawStrokes } from '../../scripts/replay/pen.ts';
import { placeDigit } from '../../scripts/replay/place-digit.ts';
import type { Person } from '../support/person.ts';

/** Faster than a pen, so that much is under way whenever something breaks. */
const SPEED = 4;
/** Each person has as many cells to themselves, and clears one before it writes there again. */
const CELLS_EACH = 4;
const PAUSE_MS = 100;

/** People who draw whenever they are told to, each in cells of their own. */
export class Crowd {
  #isDrawing = false;
  #drawing: Promise<unknown> = Promise.resolve();
  #drawn = 0;

  private constructor(
    readonly people: readonly Person[],
    private readonly digits: readonly WrittenDigit[],
  ) {}

  static async of(people: readonly Person[]): Promise<Crowd> {
    return new Crowd(people, await someDigits());
  }

  begin(): void {
    this.#isDrawing = true;
    this.#drawing = Promise.all(this.people.map((person, i) => this.#draw(person, i)));
  }

  /** Everybody lifts their pen. */
  async rest(): Promise<void> {
    this.#isDrawing = false;
    await this.#drawing;
  }

  async #draw({ tabs: [client] }: Person, who: number): Promise<void> {
    while (this.#isDrawing && client) {
      const digit = this.digits[this.#drawn % this.digits.length]!;
      const cell = who * CELLS_EACH + (this.#drawn++ % CELLS_EACH);
      client.clear({ cell });
      await drawStrokes(client, cell, placeDigit(digit), { speed: SPEED });
      await delay(PAUSE_MS);
    }
  }
}
