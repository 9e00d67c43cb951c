import { setTimeout as delay } from 'node:timers/promises';
import { nanoid } from 'nanoid';
import { BarePerson } from '../support/bare-person.ts';
import { addStroke } from '../support/ink.ts';

/** ms between two strokes of somebody, as of a fast pen. */
const PAUSE_MS = 250;
const STROKES_A_CELL = 20;

/** Somebody who writes digits into a cell of their own, and notes how long each stroke takes to be stored. */
export class Honest {
  readonly acknowledged = new Map<string, number>();
  readonly refusals: string[] = [];
  #times: number[] = [];
  #isWriting = true;
  readonly #written: Promise<void>;

  private constructor(
    readonly roomId: string,
    private readonly person: BarePerson,
    private readonly cell: number,
  ) {
    this.#written = this.#write();
  }

  /** @param nth tells their cell and their address */
  static async come(url: string, room: { roomId: string; writeKey: string }, nth: number): Promise<Honest> {
    const person = new BarePerson(url, { 'x-forwarded-for': `198.51.100.${nth}` });
    await person.join(room.roomId, { key: room.writeKey, name: `Person ${nth}` });
    return new Honest(room.roomId, person, nth);
  }

  get isThere(): boolean {
    return this.person.socket.connected;
  }

  /** ms that strokes took since this was last asked. */
  takeTimes(): number[] {
    return this.#times.splice(0);
  }

  async stop(): Promise<void> {
    this.#isWriting = false;
    await this.#written;
    this.person.leave();
  }

  async #write(): Promise<void> {
    for (let i = 0; this.#isWriting && this.isThere; i++) {
      if (i % STROKES_A_CELL === STROKES_A_CELL - 1)
        await this.#submit({ kind: 'ink.clear', page: 1, cell: this.cell });
      else await this.#submit(addStroke(this.cell));
      await delay(PAUSE_MS);
    }
  }

  async #submit(op: Parameters<BarePerson['submit']>[0]): Promise<void> {
    const opId = nanoid();
    const began = performance.now();
    const answer = await this.person.submit(op, opId).catch(() => null);
    this.#times.push(performance.now() - began);
    if (answer?.ok) this.acknowledged.set(opId, answer.value.seq);
    else this.refusals.push(answer ? answer.error.code : 'no answer');
  }
}
