import { type Limits, pagesIn } from '@inkroom/shared';
import type { LocalRoom } from './local-room.js';

/** Tells a room's hosts again and again when its ink takes much of what it may take, and once when it no longer does. */
export class InkWatch {
  readonly #told = new WeakSet<LocalRoom>();

  constructor(private readonly limits: Pick<Limits, 'roomInkBytesMax' | 'roomInkToldShare'>) {}

  look(rooms: readonly LocalRoom[]): void {
    for (const room of rooms) this.#look(room);
  }

  #look(room: LocalRoom): void {
    const { roomInkBytesMax: maxBytes, roomInkToldShare } = this.limits;
    const { state, ledger } = room.copy;
    if (!state || !ledger) return;
    const bytes = ledger.inkBytes;
    const isMuch = bytes >= maxBytes * roomInkToldShare;
    if (!isMuch && !this.#told.has(room)) return;
    if (isMuch) this.#told.add(room);
    else this.#told.delete(room);
    const pages = pagesIn(state).flatMap(([page]): [number, number][] => {
      const taken = ledger.inkBytesOn(page);
      return taken > 0 ? [[page, taken]] : [];
    });
    for (const receiver of room.audience.receivers.values())
      if (receiver.seerIn(state).role === 'host') receiver.socket.emit('room.ink', { bytes, maxBytes, pages });
  }
}
