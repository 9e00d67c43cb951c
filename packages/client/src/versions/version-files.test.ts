import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { importVersion } from './version-files.js';

/** A browser's request as far as an upload uses one; the test plays the network. */
class FakeRequest {
  static latest: FakeRequest;
  readonly headers: Record<string, string> = {};
  readonly upload: { onprogress?(event: { loaded: number }): void; onload?(): void } = {};
  target = '';
  status = 0;
  responseText = '';
  onload?(): void;
  onerror?(): void;
  onabort?(): void;
  onloadend?(): void;

  constructor() {
    FakeRequest.latest = this;
  }
  open(method: string, url: URL): void {
    this.target = `${method} ${url}`;
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
  send(): void {}
  abort(): void {
    this.onabort?.();
    this.onloadend?.();
  }
  answer(status: number, text: string): void {
    this.status = status;
    this.responseText = text;
    this.onload?.();
    this.onloadend?.();
  }
}

const ROOM = { gatewayUrl: 'http://gateway.test', roomId: 'room1234' };
const HOST = { personId: 'the-host', personKey: 'what-proves-it' };
const ZIP = new Blob(['0123456789']);

function begin(options?: Parameters<typeof importVersion>[3]) {
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
  const brought = importVersion(ROOM, HOST, ZIP, options);
  return { brought, request: FakeRequest.latest };
}

afterEach(() => vi.unstubAllGlobals());

describe('importVersion in a browser', () => {
  it('tells how much of the file has left, to the last byte', async () => {
    const sent: number[] = [];
    const { brought, request } = begin({ onSent: (bytes) => sent.push(bytes) });
    expect(request.target).toBe('POST http://gateway.test/rooms/room1234/versions');
    expect(request.headers).toEqual({
      'content-type': 'application/octet-stream',
      'x-person-id': HOST.personId,
      'x-person-key': HOST.personKey,
    });
    request.upload.onprogress?.({ loaded: 4 });
    request.upload.onload?.();
    request.answer(201, '{"version":{"id":"v1"}}');
    expect(await brought).toEqual({ ok: true, value: { id: 'v1' } });
    expect(sent).toEqual([4, ZIP.size]);
  });

  it('passes a refusal on', async () => {
    const { brought, request } = begin();
    request.answer(422, '{"error":{"code":"artifact_corrupt","message":"…","details":{"reason":"it is not a zip"}}}');
    expect(await brought).toMatchObject({ ok: false, error: { code: 'artifact_corrupt' } });
  });

  it('is offline when the connection drops, and internal when something in between answers', async () => {
    const dropped = begin();
    dropped.request.onerror?.();
    expect(await dropped.brought).toMatchObject({ ok: false, error: { code: 'offline' } });
    const proxied = begin();
    proxied.request.answer(502, '<h1>Bad gateway</h1>');
    expect(await proxied.brought).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('is given up with its signal, and sends nothing for one that is aborted already', async () => {
    const abort = new AbortController();
    const { brought, request } = begin({ signal: abort.signal });
    const aborted = vi.spyOn(request, 'abort');
    abort.abort();
    await expect(brought).rejects.toBe(abort.signal.reason);
    expect(aborted).toHaveBeenCalledOnce();
    const { brought: never, request: same } = begin({ signal: abort.signal });
    await expect(never).rejects.toBe(abort.signal.reason);
    expect(same).toBe(request);
  });
});

describe('importVersion in Node', () => {
  it('sends the file and says so at the end', async () => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(201).end('{"version":{"id":"v1"}}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const gatewayUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const sent: number[] = [];
      const brought = await importVersion({ ...ROOM, gatewayUrl }, HOST, ZIP, { onSent: (bytes) => sent.push(bytes) });
      expect(brought).toEqual({ ok: true, value: { id: 'v1' } });
      expect(sent).toEqual([ZIP.size]);
    } finally {
      server.close();
    }
  });
});
