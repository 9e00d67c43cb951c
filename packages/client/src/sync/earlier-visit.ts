import { PROTOCOL_VERSION } from '@inkroom/shared';
import type { KeptRoom } from '../storage/kept-room.js';
import type { Seat } from '../storage/storage.js';
import type { StorageWrites } from '../storage/storage-writes.js';
import type { RoomModel } from './room-model.js';
import type { Session } from './session.js';

/** The room as an earlier visit has left it, until it is shown or the server has told of the room; and what this visit leaves for the next. */
export class EarlierVisit {
  #room: KeptRoom | null = null;
  /** What was known when the room was last kept. */
  #lastKept: unknown[] = [];

  constructor(
    private readonly model: RoomModel,
    private readonly session: Session,
    private readonly writes: StorageWrites,
    private readonly roomId: string,
    private readonly seat: Seat,
  ) {}

  async load(): Promise<void> {
    // A browser that refuses to store must not keep anybody out.
    this.#room = await this.writes.storage.room(this.roomId, this.seat).catch(() => null);
  }

  /** What one did in it can still be taken back, also where the server tells of the room first. */
  resumeHistory(): void {
    if (this.#room && this.#isOwn(this.#room)) this.model.setHistory(this.#room.history);
  }

  /** Shows the room, for the same person and of the same kind of server. */
  show(): void {
    const room = this.#room;
    if (!room || this.model.isOver || !this.#isOwn(room)) return;
    this.#room = null;
    this.model.show(room);
  }

  /** The server has told of the room. */
  forget(): void {
    this.#room = null;
  }

  /** Keeps the room as it is known here, where it has changed. */
  keep(): void {
    const { view, replica, history } = this.model;
    const { you, versions, runs } = view.getState();
    const now = [you, versions, runs, replica.confirmed, history];
    if (!you || now.every((part, i) => part === this.#lastKept[i])) return;
    this.#lastKept = now;
    const room = this.model.kept(you, Date.now());
    this.writes.add((storage) => storage.saveRoom(this.roomId, this.seat, room));
  }

  #isOwn({ protocol, you }: KeptRoom): boolean {
    return protocol === PROTOCOL_VERSION && you.id === this.session.identity?.personId;
  }
}
