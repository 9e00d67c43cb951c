import type { ServerEvent, ServerEvents } from '@inkroom/shared';
import type { Server, Socket } from 'socket.io';

export type ServerMessages = { [E in ServerEvent]: (payload: ServerEvents[E]) => void };
/** What clients send is `unknown` until the dispatcher has looked at it. */
export type ClientMessages = Record<string, (...args: unknown[]) => void>;
export type IoServer = Server<ClientMessages, ServerMessages>;
export type IoSocket = Socket<ClientMessages, ServerMessages>;

/** Socket.IO's types tie each event to its payload; here both come from one message. */
export function emit(target: unknown, event: ServerEvent, payload: unknown): void {
  (target as { emit(event: string, payload: unknown): void }).emit(event, payload);
}
