import { once } from 'node:events';
import { type Answer, DEFAULT_LIMITS, type OpenedRoom, roomParser } from '@inkroom/shared';
import { io, type Socket } from 'socket.io-client';
import { PlainError } from '../../lib/plain-error.mjs';
import { clockMs } from '../latency/clock.ts';
import { bytesReceived, hear } from '../latency/heard.ts';
import type { LiveMessage } from './relays.ts';

/**
 * Somebody who only watches: receives and decodes all, and notes when each stroke was first there, by `clockMs` and the stroke's id. It
 * keeps no replica of the room, for what a screen makes of the news is not what is measured here.
 */
export class Watcher {
  /** Its first points, live. */
  readonly live = new Map<string, number>();
  /** The durable stroke. */
  readonly durable = new Map<string, number>();

  /** When the first part of the page was there. */
  firstPieceAt: number | null = null;

  private constructor(private readonly socket: Socket) {}

  /** @throws PlainError where the room does not let one in */
  static async join(
    gatewayUrl: string,
    { roomId, watchKey: key }: Pick<OpenedRoom, 'roomId' | 'watchKey'>,
    name: string,
  ): Promise<Watcher> {
    const watcher = new Watcher(connect(gatewayUrl));
    const { socket } = watcher;
    const complete = new Promise<void>((resolve) => {
      hear(socket, {
        activity({ entries = [], frame }) {
          for (const { effect } of entries) if (effect.kind === 'stroke.add') note(watcher.durable, effect.id);
          for (const { id } of frame?.strokes ?? []) note(watcher.live, id);
        },
        piece(isLast) {
          watcher.firstPieceAt ??= clockMs();
          if (isLast) resolve();
        },
      });
    });
    const answer = (await socket
      .timeout(DEFAULT_LIMITS.requestTimeoutMs)
      .emitWithAck('room.join', { roomId, name, key })) as Answer<'room.join'>;
    if (!answer.ok) throw new PlainError(`room.join: ${answer.error.message}`);
    await complete;
    return watcher;
  }

  static async joinRelay(url: string): Promise<Watcher> {
    const watcher = new Watcher(connect(url));
    watcher.socket.on('ink', (messages: LiveMessage[]) => {
      for (const { strokes = [] } of messages) for (const { id } of strokes) note(watcher.live, id);
    });
    await once(watcher.socket as unknown as NodeJS.EventEmitter, 'connect');
    return watcher;
  }

  get bytes(): number {
    return bytesReceived(this.socket);
  }

  stop(): void {
    this.socket.disconnect();
  }
}

function connect(url: string): Socket {
  return io(url, { transports: ['websocket'], forceNew: true, reconnection: false, parser: roomParser });
}

function note(moments: Map<string, number>, id: string): void {
  if (!moments.has(id)) moments.set(id, clockMs());
}
