import { fail, ok, type Result } from '@inkroom/shared';
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

  /** Has a page come that is not shown. @returns why it does not */
  async bring(page: number): Promise<Result<null>> {
    const { model, connection, timers } = this;
    const copy = () => model.replica.pages.get(page);
    const { epoch } = connection;
    while (!copy()) {
      if (epoch !== connection.epoch || !model.replica.synced) return fail('offline');
      const answer = await connection.request('page.read', { page });
      if (answer.ok) model.awaitPage(page);
      else if (answer.error.code !== 'rate_limited') return answer;
      else await new Promise<void>((go) => timers.set(`page ${page}`, Number(answer.error.details?.retryAfterMs), go));
    }
    return new Promise((resolve) => {
      const look = () => {
        const isHere = copy()?.arrivedTo === null;
        if (!isHere && epoch === connection.epoch && model.replica.synced) return;
        end();
        resolve(isHere ? ok(null) : fail('offline'));
      };
      const end = model.view.subscribe(look);
      look();
    });
  }

  /** The connection is gone, and the answer with it. */
  interrupted(): void {
    this.#asked = null;
  }
}
