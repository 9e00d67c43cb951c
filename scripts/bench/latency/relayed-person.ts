import { once } from 'node:events';
import { LiveSender, strokeWriter } from '@inkroom/client';
import { DEFAULT_LIMITS, strokeIdOf } from '@inkroom/shared';
import { io, type Socket } from 'socket.io-client';
import type { Surface } from '../../replay/pen.ts';
import type { CrowdPerson } from './crowd-person.ts';
import { DeafParser } from './deaf-parser.ts';

/** Somebody who draws through a relay: sends what a client sends of a stroke in the making, and nothing that is to last. */
export class RelayedPerson implements CrowdPerson {
  readonly #live: LiveSender;

  private constructor(private readonly socket: Socket) {
    this.#live = new LiveSender(
      (message) => this.socket.emit('live', message),
      () => DEFAULT_LIMITS,
    );
  }

  static async join(url: string): Promise<RelayedPerson> {
    const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, parser: DeafParser });
    await once(socket as unknown as NodeJS.EventEmitter, 'connect');
    return new RelayedPerson(socket);
  }

  beginStroke: Surface['beginStroke'] = (start) => {
    const author = this.socket.id!;
    return strokeWriter(start, author, DEFAULT_LIMITS, {
      live: (stroke) => this.#live.points(1, { ...stroke, id: strokeIdOf(author, stroke.id) }),
      durable: () => {},
      dropped: () => {},
      ended: () => {},
    });
  };

  clearCell(): void {}

  async whenRead(): Promise<boolean> {
    return true;
  }

  async stop(): Promise<void> {
    this.#live.stop();
    this.socket.disconnect();
  }
}
