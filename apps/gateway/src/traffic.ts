import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Counts the bytes of all connections to a server, those of WebSockets and files alike: by the system's own counts, at no cost to a message. */
export class Traffic {
  readonly #open = new Set<Socket>();
  /** Of connections that have ended. */
  #received = 0;
  #sent = 0;
  /** The most that was told: what a connection had yet to send when it was cut counts no more, and a count that falls reads as a restart. */
  #told = { received: 0, sent: 0 };

  constructor(http: Server) {
    http.on('connection', (socket: Socket) => {
      this.#open.add(socket);
      socket.once('close', () => {
        this.#open.delete(socket);
        this.#received += socket.bytesRead;
        this.#sent += socket.bytesWritten;
      });
    });
  }

  /** Bytes since the start. */
  total(): { received: number; sent: number } {
    let [received, sent] = [this.#received, this.#sent];
    for (const { bytesRead, bytesWritten } of this.#open) {
      received += bytesRead;
      sent += bytesWritten;
    }
    this.#told = { received: Math.max(received, this.#told.received), sent: Math.max(sent, this.#told.sent) };
    return this.#told;
  }
}
