import { hostname } from 'node:os';
import type { GatewayInfo, Limits } from '@inkroom/shared';
import { CONTROL_CHANNEL, type ControlMessage, gatewayBeat, removeGateway } from '@inkroom/store';
import type { Logger } from 'pino';
import { every } from './every.js';
import type { GatewayStore } from './gateway-store.js';
import type { Sockets } from './requests/sockets.js';
import type { Rooms } from './room/rooms.js';

export interface RegistrationOptions {
  store: GatewayStore;
  limits: Limits;
  sockets: Sockets;
  rooms: Rooms;
  gatewayId: string;
  /** Aborted here when an operator asks for this gateway to be drained. */
  closing: AbortController;
  log: Logger;
}

/** Says again and again that this gateway is there and how it fares, and hears when an operator wants it drained. */
export class Registration {
  readonly #startedAt: number;
  #stop: () => void = () => {};

  constructor(private readonly options: RegistrationOptions) {
    this.#startedAt = options.store.clock.now();
  }

  begin(): void {
    const { store, limits, gatewayId, closing, log } = this.options;
    store.subscriber.on('message', (channel: string, text: string) => {
      if (channel !== CONTROL_CHANNEL) return;
      const message = JSON.parse(text) as ControlMessage;
      if (message.kind === 'part.drain' && message.id === gatewayId) closing.abort();
    });
    const failed = (error: unknown) => log.debug({ err: error }, 'could not say that this gateway is there');
    store.subscriber.subscribe(CONTROL_CHANNEL).catch(failed);
    const beat = () => gatewayBeat(store.redis, this.#info());
    beat().catch(failed);
    this.#stop = every(limits.workerHeartbeatMs, beat, failed);
  }

  /** Takes this gateway off the list. */
  async end(): Promise<void> {
    this.#stop();
    await removeGateway(this.options.store.redis, this.options.gatewayId).catch(() => {});
  }

  #info(): GatewayInfo {
    const { sockets, rooms, gatewayId, closing } = this.options;
    return {
      id: gatewayId,
      host: hostname(),
      startedAt: this.#startedAt,
      connections: sockets.count,
      rooms: rooms.size,
      unsentBytes: sockets.unsentBytes,
      memoryBytes: process.memoryUsage.rss(),
      draining: closing.signal.aborted,
    };
  }
}
