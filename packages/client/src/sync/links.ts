import { type LinkRight, type LogEntry, ok, type Result, type SharedLinks } from '@inkroom/shared';
import type { Connection } from '../connection/connection.js';
import type { RoomModel } from './room-model.js';
import type { Session } from './session.js';

/** The keys of a room's links, as far as a host knows them here. */
export class Links {
  constructor(
    private readonly model: RoomModel,
    private readonly connection: Connection,
    private readonly session: Session,
  ) {}

  async read(): Promise<Result<SharedLinks>> {
    const read = await this.connection.request('links.read', {});
    if (read.ok) this.session.keepLinks(read.value);
    return read;
  }

  /** @returns the new key */
  async renew(right: LinkRight): Promise<Result<string>> {
    const renewed = await this.connection.request('link.renew', { right });
    if (!renewed.ok) return renewed;
    this.session.keepLinks({ [right]: renewed.value.key });
    return ok(renewed.value.key);
  }

  /** Another host may have renewed a link, or oneself on another device: what is known here of it leads nowhere any more. */
  follow(decided: readonly LogEntry[]): void {
    const { you } = this.model.view.getState();
    if (you?.role !== 'host') return;
    for (const { by, effect } of decided) {
      if (effect.kind !== 'link.renew') continue;
      if (effect.right !== 'host') void this.read();
      else if (by !== you.id) this.session.keepLinks({ host: null });
    }
  }
}
