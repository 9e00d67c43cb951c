import { type Limits, pageOf } from '@inkroom/shared';
import type { RoomCopy, RoomWriter } from '@inkroom/store';
import { nanoid } from 'nanoid';
import type { Audience } from './audience.js';
import type { Places } from './places.js';

/** Offers everybody here a free cell. Where there is none, the page gets one more row. */
export class PlaceOffers {
  /** A row is being added, for somebody who finds no free cell. */
  #isGrowing = false;

  constructor(
    private readonly places: Places,
    private readonly copy: RoomCopy,
    private readonly writer: RoomWriter,
    private readonly audience: Audience,
    private readonly limits: Pick<Limits, 'pageRowsMax'>,
  ) {}

  /** To be called whenever a place may be taken, or somebody may have none. */
  offer(): void {
    const { state } = this.copy;
    if (!state) return;
    const writers = new Set<string>();
    for (const receiver of this.audience.receivers.values()) {
      const { id, role } = receiver.seerIn(state);
      if (receiver.hasBegun && (role === 'host' || role === 'writer')) writers.add(id);
    }
    const without = this.places.follow(state, writers);
    if (without !== null && pageOf(state, state.page).rows < this.limits.pageRowsMax)
      void this.#grow(state.page, without);
  }

  /** @param personId for whom nothing is free */
  async #grow(page: number, personId: string): Promise<void> {
    if (this.#isGrowing) return;
    this.#isGrowing = true;
    const who = { id: personId, watches: false };
    // Whoever is refused here finds a cell when others begin: then it grows by the law.
    await this.writer.submit({ opId: nanoid(), op: { kind: 'page.grow', page } }, who).catch(() => {});
    this.#isGrowing = false;
  }
}
