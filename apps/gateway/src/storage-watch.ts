import type { Limits } from '@inkroom/shared';
import { probeWrites } from '@inkroom/store';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { withinStorageTime } from './room/rooms.js';

export interface StorageWatchEvents {
  away(): void;
  /** Redis takes writes again, and channels are subscribed to again. Messages may have been missed. */
  back(): void;
}

/**
 * Has Redis take a write on the connection for commands, and asks for a sign of life on the one for channels. A process that
 * is stopped keeps its connections and says nothing; so silence counts, not only an error.
 */
export class StorageWatch {
  isAway = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Counts losses of the channels' connection: between two answers one may have come and gone. */
  #losses = 0;
  #stopped = false;
  #events: StorageWatchEvents | null = null;

  constructor(
    private readonly command: Redis,
    private readonly subscriber: Redis,
    private readonly limits: Limits,
    private readonly log: Logger,
  ) {
    subscriber.on('close', () => this.#losses++);
  }

  start(events: StorageWatchEvents): void {
    this.#events = events;
    void this.#probe(this.#losses);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #probe(lossesSeen: number): Promise<void> {
    const silence = setTimeout(() => this.#setAway(), this.limits.storageSilenceMs);
    let seen = lossesSeen;
    try {
      // A connection subscribes again before it answers this.
      const losses = this.#losses;
      await withinStorageTime(Promise.all([probeWrites(this.command), this.subscriber.ping()]), this.limits);
      if (losses === this.#losses) {
        if (this.isAway || losses !== lossesSeen) this.#setBack();
        seen = losses;
      }
    } catch (error) {
      this.#setAway(error);
    } finally {
      clearTimeout(silence);
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#probe(seen), this.limits.storageProbeMs);
  }

  #setAway(error?: unknown): void {
    if (this.isAway || this.#stopped) return;
    this.isAway = true;
    this.log.warn({ err: error }, 'the store is away');
    this.#events?.away();
  }

  #setBack(): void {
    this.isAway = false;
    this.log.info('the store answers again');
    this.#events?.back();
  }
}
