import { backoffMs } from '../connection/backoff.js';
import type { Connection } from '../connection/connection.js';
import type { Timers } from '../connection/timers.js';
import type { RoomModel } from './room-model.js';

/** Asks for the page that is shown, where what is on it is not here. */
export class PageReader {
  #asked: number | null = null;
  #attempts = 0;

  constructor(
    private readonly model: RoomModel,
    private readonly connection: Connection,
    private readonly timers: Timers,
  ) {}

  /** To be called whenever the page that is shown may be another one, or is here no more. */
  follow(): void {
    const { model, connection, timers } = this;
    const { page } = model.view.getState();
    if (!model.replica.synced || model.replica.pages.has(page) || this.#asked !== null || timers.has('page')) return;
    if (!model.replica.confirmed.pages[page]) return;
    this.#asked = page;
    const { epoch } = connection;
    connection.ask('page.read', { page }, (answer) => {
      if (epoch !== connection.epoch) return;
      this.#asked = null;
      if (!answer.ok) {
        timers.set('page', backoffMs(this.#attempts++, model.limits), () => this.follow());
        return;
      }
      this.#attempts = 0;
      model.awaitPage(page);
      // Somebody may have leafed on meanwhile.
      this.follow();
    });
  }

  /** The connection is gone, and the answer with it. */
  interrupted(): void {
    this.#asked = null;
  }
}
