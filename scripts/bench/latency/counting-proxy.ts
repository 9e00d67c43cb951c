import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** How a network refuses a WebSocket, as those of schools do. */
const REFUSAL = 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** Stands between people and a gateway and counts the bytes of their connections, HTTP's headers included. */
export class CountingProxy {
  /** From the gateway to people, so far. */
  down = 0;
  /** From people to the gateway. */
  up = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(gatewayUrl: string, refusesWebSockets: boolean) {
    const { hostname, port } = new URL(gatewayUrl);
    this.#server = createServer((person) => {
      const gateway = connect(Number(port), hostname);
      this.#hold(person, gateway);
      this.#hold(gateway, person);
      person.once('data', (head) => {
        // A request to upgrade is the first of its connection: no browser takes one for it that has carried another.
        if (refusesWebSockets && /^upgrade: websocket/im.test(head.toString('latin1'))) {
          gateway.destroy();
          person.end(REFUSAL);
          return;
        }
        gateway.write(head);
        person.pipe(gateway);
      });
      person.on('data', ({ length }) => {
        this.up += length;
      });
      gateway.on('data', ({ length }) => {
        this.down += length;
      });
      gateway.pipe(person);
    });
  }

  static async open(gatewayUrl: string, { refusesWebSockets }: { refusesWebSockets: boolean }): Promise<CountingProxy> {
    const proxy = new CountingProxy(gatewayUrl, refusesWebSockets);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #hold(socket: Socket, other: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      other.destroySoon();
    });
  }
}
