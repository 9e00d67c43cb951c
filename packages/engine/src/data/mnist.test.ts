import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_LIMITS, type RunNote } from '@inkroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadMnist, mnistMirrors } from './mnist.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const data = join(process.env.INKROOM_TEST_DATA ?? join(root, '..', 'shared', 'data'), 'mnist');
/** Ten megabytes are fetched, checked and unpacked: seconds, where many tests share a machine. */
const TIMEOUT = 30_000;
const { downloadTimeoutMs } = DEFAULT_LIMITS;
const withData = it.skipIf(!existsSync(join(data, 'train-images-idx3-ubyte.gz')));

describe('loadMnist', { timeout: TIMEOUT }, () => {
  let dir: string;
  let cacheDir: string;
  const servers: Server[] = [];
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'inkroom-mnist-'));
    cacheDir = join(dir, 'cache');
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await rm(dir, { recursive: true });
  });

  async function mirror(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    servers.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  const serveData: RequestListener = (request, response) => {
    readFile(join(data, request.url!.slice(1))).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  };

  withData('loads the four files from a folder', async () => {
    const loaded = await loadMnist({ downloadTimeoutMs, dir: data, cacheDir, mirrors: [] });
    if (!loaded.ok) throw new Error(loaded.error.message);
    const { train, test } = loaded.value;
    expect([train.size, train.images.length, train.labels.length]).toEqual([60_000, 47_040_000, 60_000]);
    expect([test.size, test.images.length]).toEqual([10_000, 7_840_000]);
    expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
  });

  withData('downloads with progress, keeps what it got and needs no mirror again', async () => {
    const received: number[] = [];
    const first = await loadMnist({
      downloadTimeoutMs,
      cacheDir,
      mirrors: [await mirror(serveData)],
      onProgress: ({ receivedBytes, totalBytes }) => received.push(receivedBytes / totalBytes),
    });
    expect(first.ok).toBe(true);
    expect(received.at(-1)).toBe(1);
    expect(received).toEqual([...received].sort((a, b) => a - b));
    expect((await readdir(cacheDir)).length).toBe(4);
    expect((await loadMnist({ downloadTimeoutMs, cacheDir, mirrors: [] })).ok).toBe(true);
  });

  withData('does without a cache that cannot be written to, and says so', async () => {
    await writeFile(join(dir, 'file'), '');
    const notes: RunNote[] = [];
    const loaded = await loadMnist({
      downloadTimeoutMs,
      cacheDir: join(dir, 'file', 'cache'),
      mirrors: [await mirror(serveData)],
      onNote: (note) => notes.push(note),
    });
    expect(loaded).toMatchObject({ ok: true, value: { train: { size: 60_000 } } });
    expect(notes).toHaveLength(4);
    expect(notes[0]).toMatchObject({ code: 'mnist_not_kept', file: expect.stringContaining('train-images') });
  });

  withData('turns to the next mirror when one sends something else', async () => {
    const wrong = await mirror((_, response) => response.end('not what you want'));
    const loaded = await loadMnist({ downloadTimeoutMs, cacheDir, mirrors: [wrong, await mirror(serveData)] });
    expect(loaded.ok).toBe(true);
  });

  withData('fetches a damaged file of the cache again', async () => {
    const mirrors = [await mirror(serveData)];
    expect((await loadMnist({ downloadTimeoutMs, cacheDir, mirrors })).ok).toBe(true);
    await writeFile(join(cacheDir, 't10k-labels-idx1-ubyte.gz'), 'damaged');
    expect((await loadMnist({ downloadTimeoutMs, cacheDir, mirrors })).ok).toBe(true);
  });

  withData('refuses a truncated file of the user', async () => {
    const own = await mkdtemp(join(dir, 'own-'));
    for (const file of await readdir(data)) await copyFile(join(data, file), join(own, file));
    const whole = await readFile(join(data, 't10k-images-idx3-ubyte.gz'));
    await writeFile(join(own, 't10k-images-idx3-ubyte.gz'), whole.subarray(0, whole.length / 2));
    const loaded = await loadMnist({ downloadTimeoutMs, dir: own, cacheDir, mirrors: [] });
    expect(loaded).toMatchObject({
      ok: false,
      error: { code: 'dataset_corrupt', details: { file: 't10k-images-idx3-ubyte.gz' } },
    });
  });

  withData('refuses a file of the user that stands in for another', async () => {
    const own = await mkdtemp(join(dir, 'own-'));
    await copyFile(join(data, 't10k-images-idx3-ubyte.gz'), join(own, 'train-images-idx3-ubyte.gz'));
    const loaded = await loadMnist({ downloadTimeoutMs, dir: own, cacheDir, mirrors: [] });
    expect(loaded).toMatchObject({ ok: false, error: { code: 'dataset_corrupt' } });
  });

  it('refuses a file of the user that is something else', async () => {
    await writeFile(join(dir, 'train-images-idx3-ubyte'), 'something else entirely');
    const loaded = await loadMnist({ downloadTimeoutMs, dir, cacheDir, mirrors: [] });
    expect(loaded).toMatchObject({ ok: false, error: { code: 'dataset_corrupt' } });
  });

  it('is unavailable where there is neither file nor mirror', async () => {
    const loaded = await loadMnist({ downloadTimeoutMs, dir, cacheDir, mirrors: [] });
    expect(loaded).toMatchObject({ ok: false, error: { code: 'dataset_unavailable' } });
  });

  it.each<[string, RequestListener]>([
    ['sends something else', (_, response) => response.end('<html>a login page</html>')],
    ['sends without end', (_, response) => response.write(Buffer.alloc(11_000_000))],
    ['answers an error', (_, response) => response.writeHead(503).end()],
    ['hangs up', (request) => request.socket.destroy()],
    ['never answers', () => {}],
    ['stops in the middle', (_, response) => response.write('a beginning')],
  ])('gives up a mirror that %s, and keeps nothing of it', async (_, listener) => {
    const loaded = await loadMnist({ cacheDir, mirrors: [await mirror(listener)], downloadTimeoutMs: 200 });
    expect(loaded).toMatchObject({ ok: false, error: { code: 'dataset_unavailable' } });
    expect(existsSync(cacheDir) ? await readdir(cacheDir) : []).toEqual([]);
  });

  it('stops a download when the run is cancelled', async () => {
    const abort = new AbortController();
    const stalling = await mirror((_, response) => {
      response.write('a beginning');
      abort.abort();
    });
    const loaded = await loadMnist({ downloadTimeoutMs, cacheDir, mirrors: [stalling], signal: abort.signal });
    expect(loaded).toMatchObject({ ok: false, error: { code: 'run_cancelled' } });
  });
});

describe('mnistMirrors', () => {
  it('takes the public mirrors unless told otherwise', () => {
    expect(mnistMirrors({}).length).toBeGreaterThan(1);
    expect(mnistMirrors({ INKROOM_MNIST_MIRRORS: 'http://a/mnist, http://b/' })).toEqual([
      'http://a/mnist/',
      'http://b/',
    ]);
    expect(mnistMirrors({ INKROOM_MNIST_MIRRORS: 'none' })).toEqual([]);
  });
});
