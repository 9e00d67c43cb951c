import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What lies between a client and its server, and fails as networks do. */
export class TcpProxy {
  /** How long each piece is on its way, ms. */
  delayMs = 0;
  #isHeld = false;
  readonly #server: Server;
  readonly #tunnels = new Set<Tunnel>();

  /** @param targets ports of this machine, tried in turn until one takes the connection */
  private constructor(readonly targets: number[]) {
    // Nothing is read before there is somebody to hand it to.
    this.#server = createServer({ pauseOnConnect: true }, (client) => this.#connect(client, [...this.targets]));
  }

  static async open(...targets: number[]): Promise<TcpProxy> {
    const proxy = new TcpProxy(targets);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends all connections. */
  cut(): void {
    for (const tunnel of this.#tunnels) tunnel.destroy();
  }

  /** A black hole: nothing passes through what is open now ever again, and nobody is told. What is opened later passes. */
  swallow(): void {
    for (const tunnel of this.#tunnels) tunnel.swallow();
  }

  /** Nothing passes, old or new, until it is released. */
  hold(): void {
    this.#isHeld = true;
    for (const tunnel of this.#tunnels) tunnel.hold();
  }

  release(): void {
    this.#isHeld = false;
    for (const tunnel of this.#tunnels) tunnel.release();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await closed;
  }

  #connect(client: Socket, [port, ...others]: number[]): void {
    client.on('error', () => {});
    if (port === undefined) return void client.destroy();
    const server = connect(port, '127.0.0.1');
    const next = () => this.#connect(client, others);
    server.once('error', next);
    server.once('connect', () => {
      server.off('error', next);
      const tunnel = new Tunnel(client, server, () => this.delayMs);
      this.#tunnels.add(tunnel);
      client.once('close', () => this.#tunnels.delete(tunnel));
      if (!this.#isHeld) tunnel.release();
    });
  }
}

/** One connection through the proxy. */
class Tunnel {
  #isSwallowed = false;
  readonly #ends: readonly [Socket, Socket];

  constructor(client: Socket, server: Socket, delayMs: () => number) {
    this.#ends = [client, server];
    pass(client, server, delayMs);
    pass(server, client, delayMs);
    this.hold();
  }

  hold(): void {
    // A socket that is not read tells of no end either.
    for (const end of this.#ends) end.pause();
  }

  release(): void {
    if (!this.#isSwallowed) for (const end of this.#ends) end.resume();
  }

  swallow(): void {
    this.#isSwallowed = true;
    this.hold();
  }

  destroy(): void {
    for (const end of this.#ends) end.destroy();
  }
}

/** Hands on what comes, each piece after the delay that is in force then, none before the one ahead of it. */
function pass(from: Socket, to: Socket, delayMs: () => number): void {
  const underWay: { chunk: Buffer; due: number }[] = [];
  const handOn = () => {
    while (underWay[0] && underWay[0].due <= performance.now()) to.write(underWay.shift()!.chunk);
    if (underWay[0]) setTimeout(handOn, Math.max(1, underWay[0].due - performance.now()));
  };
  from.on('data', (chunk) => {
    if (delayMs() === 0 && underWay.length === 0) return void to.write(chunk);
    underWay.push({ chunk, due: performance.now() + delayMs() });
    if (underWay.length === 1) handOn();
  });
  from.on('error', () => to.destroy());
  from.on('close', () => to.end());
}
