import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createProxyServer } from 'httpxy';
import type { Logger } from 'pino';

/** How long a browser waits before it asks again for an app that is only just starting, s. */
const RETRY_S = 2;

/** Methods by which nothing is changed. */
const SAFE = new Set(['GET', 'HEAD']);

const STARTING = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="${RETRY_S}">
<title>inkroom</title><body style="font-family:system-ui;margin:3rem"><p>inkroom is starting. This page loads by itself.</p>
<p lang="ja">inkroom を起動しています。このページは自動で読み込まれます。</p></body></html>
`;

/** The app's server behind the gateway's address: what is not the gateway's own is asked there, as it came. */
export class AppProxy {
  readonly #proxy = createProxyServer({ xfwd: true });

  constructor(
    private readonly appUrl: string,
    private readonly log: Logger,
  ) {}

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#ask(request, response);
    } catch (error) {
      this.log.debug({ err: error }, 'the app does not answer');
      if (response.headersSent) response.destroy();
      else response.writeHead(503, { 'content-type': 'text/html', 'retry-after': `${RETRY_S}` }).end(STARTING);
    }
  }

  /**
   * Connections are kept, and the app closes those that are idle for long, sometimes just as one is taken again. What changes nothing is then
   * asked for once more, by a connection of its own: else a page would come without a script or its styles.
   */
  async #ask(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#proxy.web(request, response, { target: this.appUrl });
    } catch (error) {
      if (!SAFE.has(request.method ?? '') || response.headersSent || response.destroyed) throw error;
      await this.#proxy.web(request, response, { target: this.appUrl, agent: false });
    }
  }

  /** Hands on a WebSocket: the app has one only where it is being developed. */
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    this.#proxy.ws(request, socket, { target: this.appUrl }, head).catch(() => socket.destroy());
  }
}
