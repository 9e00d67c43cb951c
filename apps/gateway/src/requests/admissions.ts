import type { IoSocket } from '../io.js';

/** Joins in hand at once: enough to keep Redis busy, few enough that each is soon done. */
const AT_ONCE = 16;
/** How often those who wait are told how many are before them, ms. */
const WORD_MS = 500;

interface Waiting {
  socket: IoSocket;
  begin(): void;
}

/** Lets people in one after another, in the order in which they came: a class that comes back at once does not get in its own way. */
export class Admissions {
  #inHand = 0;
  #waiting: Waiting[] = [];
  #words: NodeJS.Timeout | null = null;

  /** @returns null when they have gone before it was their turn: then nothing was done */
  async admit<T>(socket: IoSocket, join: () => Promise<T>): Promise<T | null> {
    if (this.#inHand >= AT_ONCE) await this.#turn(socket);
    else this.#inHand++;
    try {
      return socket.connected ? await join() : null;
    } finally {
      const next = this.#waiting.shift();
      if (next) next.begin();
      else this.#inHand--;
    }
  }

  #turn(socket: IoSocket): Promise<void> {
    return new Promise((begin) => {
      this.#waiting.push({ socket, begin });
      this.#words ??= setInterval(() => this.#sayWhoIsBefore(), WORD_MS);
    });
  }

  #sayWhoIsBefore(): void {
    // To whoever has gone it goes nowhere; their turn takes no time.
    for (const [ahead, { socket }] of this.#waiting.entries()) socket.emit('join.waiting', { ahead: ahead + 1 });
    if (this.#waiting.length > 0 || !this.#words) return;
    clearInterval(this.#words);
    this.#words = null;
  }
}
