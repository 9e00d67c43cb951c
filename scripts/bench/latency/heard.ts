import { type Activity, RoomDecoder } from '@inkroom/shared';
import type { Socket } from 'socket.io-client';

/** Listens to a room: the one place of the benchmarks that knows in which form a room tells. */
export function hear(
  socket: Socket,
  {
    activity,
    piece = () => {},
  }: {
    activity: (told: Activity) => void;
    /** A part of the page has come, the last one or another. */
    piece?: (isLast: boolean) => void;
  },
): void {
  const decoder = new RoomDecoder();
  socket.on('snapshot', (bytes: Uint8Array) => piece(decoder.piece(bytes).isLast));
  socket.on('activity', (bytes: Uint8Array) => activity(decoder.activity(bytes)));
}

/** Bytes that a WebSocket has received so far, as the network counts them: below WebSocket and Socket.IO. */
export function bytesReceived(socket: Socket): number {
  const { ws } = socket.io.engine.transport as unknown as { ws: { _socket: { bytesRead: number } } };
  return ws._socket.bytesRead;
}
