import { memoryStorage, RoomClient, whenView } from '@inkroom/client';
import { OnnxRecogniser } from '@inkroom/engine/recogniser';
import { exportModel } from '@inkroom/exchange';
import { DEFAULT_VERSION_ID, type ModelVersion } from '@inkroom/shared';
import { readArtifact, roomDigest, versionKeys } from '@inkroom/store';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { useBarWorker } from '../support/bar-worker.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';
import { addVersion, normalisedReader } from '../support/versions.ts';

/** Zipped before any request: while it is, this process and so its gateway stand still for seconds. */
const BOMB = zipSync({ 'model.json': new Uint8Array(64 * 2 ** 20) });

const room = useRoom();
const worker = useBarWorker(room);

const url = (versionId: string, format: string, roomId = room.roomId) =>
  `${room.gateway.url}/rooms/${roomId}/versions/${versionId}/${format}.zip`;
const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;

describe('a model version', () => {
  it.each(['tfjs', 'onnx', 'keras'])(
    'can be fetched as %s by whoever can name the room, with its card',
    async (format) => {
      const response = await fetch(url(DEFAULT_VERSION_ID, format));
      expect(response.status).toBe(200);
      expect(response.headers.get('content-disposition')).toContain(`${DEFAULT_VERSION_ID}.${format}.zip`);
      const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
      const card = JSON.parse(strFromU8(files['card.json']!));
      expect(card).toMatchObject({ metrics: { testAccuracy: expect.any(Number) }, digest: expect.any(String) });
      expect(strFromU8(files['card.md']!)).toContain('| Test accuracy |');
      const stored = await readArtifact(room.redis, DEFAULT_VERSION_ID);
      if (!stored.ok) throw new Error(stored.error.code);
      const [name, bytes] = {
        tfjs: ['weights.bin', stored.value.weights],
        onnx: ['model.onnx', stored.value.onnx],
        keras: ['model.h5', null],
      }[format] as [string, Uint8Array | null];
      if (bytes) expect(Buffer.from(files[name]!).equals(bytes)).toBe(true);
      else expect(files[name]!.length).toBeGreaterThan(stored.value.weights.length);
    },
  );

  it('is not to be had where there is none, where it is another room’s, or where it is damaged', async () => {
    const { id } = await addVersion(room.redis, room.roomId);
    expect((await fetch(url(id, 'onnx'))).status).toBe(200);
    const elsewhere = await fetch(url(id, 'onnx', 'nosuchroom'));
    expect([elsewhere.status, await codeOf(elsewhere)]).toEqual([404, 'room_not_found']);
    const unknown = await fetch(url('0123456789abcdef', 'onnx'));
    expect([unknown.status, await codeOf(unknown)]).toEqual([404, 'version_not_found']);
    await room.redis.hset(versionKeys(id).artifact, 'weights', 'none');
    const damaged = await fetch(url(id, 'tfjs'));
    expect([damaged.status, await codeOf(damaged)]).toEqual([422, 'artifact_corrupt']);
    for (const path of [
      '/rooms/../versions',
      `/rooms/${room.roomId}/versions/x/tfjs.zip`,
      `/rooms/${room.roomId}/versions/${id}/exe`,
    ])
      expect((await fetch(room.gateway.url + path)).status).toBe(404);
  });

  it('R9 is for pages of this site and of listed ones', async () => {
    const guarded = await room.another({}, ['https://school.example']);
    const path = `/rooms/${room.roomId}/versions/${DEFAULT_VERSION_ID}/onnx.zip`;
    const from = (origin: string) => fetch(guarded.url + path, { headers: { origin } });
    const listed = await from('https://school.example');
    expect([listed.status, listed.headers.get('access-control-allow-origin')]).toEqual([200, 'https://school.example']);
    const other = await from('https://elsewhere.example');
    expect([other.status, await codeOf(other)]).toEqual([403, 'origin_refused']);
  });

  it('R7 is not fetched for ever by one address', async () => {
    const strict = await room.another({ transfersPerAddressPerMinute: 2 }, [], 'loopback');
    const path = `/rooms/${room.roomId}/versions/${DEFAULT_VERSION_ID}/onnx.zip`;
    const answers = [];
    for (let i = 0; i < 3; i++)
      answers.push(await fetch(strict.url + path, { headers: { 'x-forwarded-for': '198.51.100.7' } }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(Number(answers[2]!.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a model that a host brings', () => {
  /** Somebody in the room, as HTTP is told of them. */
  const credentials = async (key = room.hostKey) => {
    const { you, personKey } = (await room.join({ key })).joined!;
    return { 'x-person-id': you.id, 'x-person-key': personKey! };
  };
  const bring = async (zip: Uint8Array, { headers = {}, url = room.gateway.url } = {}) =>
    fetch(`${url}/rooms/${room.roomId}/versions`, {
      method: 'POST',
      headers: { ...(await credentials()), ...headers },
      body: Buffer.from(zip),
    });
  const fetched = async (versionId: string, format: string) =>
    new Uint8Array(await (await fetch(url(versionId, format))).arrayBuffer());

  const graphOf = async (versionId: string) => unzipSync(await fetched(versionId, 'onnx'))['model.onnx']!;
  const predictions = async (graph: Uint8Array) => {
    const recogniser = await OnnxRecogniser.load(graph, { threads: 1 });
    const images = Float32Array.from({ length: 4 * 784 }, (_, i) => Math.abs(Math.sin(i)));
    const scores = await recogniser.predict(images, 4);
    await recogniser.dispose();
    return scores;
  };

  it('becomes a version that reads the same, is measured like a run’s, and is told to the room', async () => {
    const person = await room.join();
    const zip = await fetched('shipped-mlp', 'tfjs');
    const response = await bring(zip);
    expect(response.status).toBe(201);
    const { version } = (await response.json()) as { version: ModelVersion };
    expect(version).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      number: 1,
      origin: 'imported',
      architecture: 'mlp',
      runId: null,
      dataset: { source: 'mnist', trainSize: 0, testSize: 10_000 },
      metrics: { perClass: expect.any(Array), holdout: null },
    });
    expect(await person.hears('version.added')).toEqual(version);
    expect(await predictions(await graphOf(version.id))).toEqual(await predictions(await graphOf('shipped-mlp')));
    expect(strFromU8(unzipSync(await fetched(version.id, 'tfjs'))['card.md']!)).toContain('| Training | elsewhere');

    const again = (await (await bring(await fetched(version.id, 'tfjs'))).json()) as { version: ModelVersion };
    expect(again.version.id).toBe(version.id);
  });

  it('keeps what its batch normalisation measured', async () => {
    const model = await normalisedReader();
    const response = await bring(await exportModel({ ...model, cardText: '' }, 'tfjs'));
    expect(response.status).toBe(201);
    const { version } = (await response.json()) as { version: ModelVersion };
    expect(version).toMatchObject({ architecture: 'custom', layers: model.card.layers });
    expect(await predictions(await graphOf(version.id))).toEqual(await predictions(model.onnx));
  });

  it('comes back from the file for Keras as what it was, zipped or bare', async () => {
    const zip = await fetched('shipped-mlp', 'keras');
    for (const file of [zip, unzipSync(zip)['model.h5']!]) {
      const response = await bring(file);
      expect(response.status).toBe(201);
      const { version } = (await response.json()) as { version: ModelVersion };
      expect(version).toMatchObject({ origin: 'imported', architecture: 'mlp' });
      expect(await predictions(await graphOf(version.id))).toEqual(await predictions(await graphOf('shipped-mlp')));
    }
  });

  it('goes out and in again through the client of a room', async () => {
    const options = { gatewayUrl: room.gateway.url, roomId: room.roomId, storage: memoryStorage(), name: 'Ann' };
    const host = new RoomClient({ ...options, key: room.hostKey });
    const guest = new RoomClient({ ...options, key: room.writeKey, storage: memoryStorage() });
    try {
      await Promise.all([host.start(), guest.start()]);
      const zip = await (await fetch(guest.exportUrl('shipped-mlp', 'tfjs'))).blob();
      expect(await guest.importVersion(zip)).toMatchObject({ error: { code: 'host_only' } });
      const brought = await host.importVersion(zip);
      if (!brought.ok) throw new Error(brought.error.code);
      const { id } = brought.value;
      await whenView(guest.view, ({ versions }) => versions.some((version) => version.id === id), 20_000);
      expect(await host.importVersion(new Blob(['no zip']))).toMatchObject({ error: { code: 'artifact_corrupt' } });
    } finally {
      await Promise.all([host.stop(), guest.stop()]);
    }
  });

  it('R8 is refused with the reason when it is not one, and the worker lives', async () => {
    const files = unzipSync(await fetched('shipped-mlp', 'tfjs'));
    const manifest = JSON.parse(strFromU8(files['model.json']!));
    manifest.weightsManifest[0].weights[0].shape = [10, 10];
    const wrongShape = zipSync({ ...files, 'model.json': strToU8(JSON.stringify(manifest)) });
    for (const [zip, code, reason] of [
      [strToU8('no zip'), 'artifact_corrupt', /neither a zip/],
      [wrongShape, 'artifact_corrupt', /shape \[10,10\]/],
      [BOMB, 'artifact_corrupt', /unpacks/],
    ] as const) {
      const response = await bring(zip);
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({
        error: { code, details: { reason: expect.stringMatching(reason) } },
      });
    }
    // Each a number, and nothing that is computed with them.
    const huge = new Uint8Array(new Float32Array(files['weights.bin']!.length / 4).fill(3e38).buffer);
    const response = await bring(zipSync({ ...files, 'weights.bin': huge }));
    expect([response.status, await codeOf(response)]).toEqual([422, 'scores_invalid']);
    expect((await room.join()).joined!.versions.filter(({ origin }) => origin === 'imported')).toEqual([]);
  });

  it('R9 is taken from nobody but a host by the room’s word, and no larger than allowed', async () => {
    const zip = await fetched('shipped-mlp', 'tfjs');
    const refused = async (headers: Record<string, string>) => {
      const response = await bring(zip, { headers });
      return [response.status, await codeOf(response)];
    };
    const writer = await credentials(room.writeKey);
    expect(await refused({ 'x-person-key': 'not-the-key-of-the-host' })).toEqual([403, 'wrong_key']);
    expect(await refused({ 'x-person-id': writer['x-person-id'] })).toEqual([403, 'wrong_key']);
    expect(await refused({ 'x-person-id': '', 'x-person-key': room.hostKey })).toEqual([403, 'wrong_key']);
    expect(await refused(writer)).toEqual([403, 'host_only']);
    expect(await refused(await credentials(room.watchKey))).toEqual([403, 'host_only']);
    const strict = await room.another({ importBytesMax: 1000 });
    const large = await bring(zip, { url: strict.url });
    expect([large.status, await codeOf(large)]).toEqual([413, 'payload_too_large']);
  });

  it('that takes too long is given up for good: no version of it comes later', async () => {
    // Long enough for a busy machine's worker to take it, and far too short for looking at it.
    const impatient = await room.another({ importTimeoutMs: 300 });
    const person = await room.join();
    const late = await bring(await fetched('shipped-mlp', 'tfjs'), { url: impatient.url });
    expect([late.status, await codeOf(late)]).toEqual([504, 'timeout']);
    await until('the worker has given it up', () =>
      worker.log.find(
        ({ msg, roomId, code }) =>
          msg === 'a file was refused' && roomId === roomDigest(room.roomId) && code === 'timeout',
      ),
    );
    // The worker is free again: the next one is looked at, and is the room's first.
    const next = await bring(await fetched('shipped-mlp', 'tfjs'));
    expect(await next.json()).toMatchObject({ version: { number: 1 } });
    expect(person.payloads('version.added')).toHaveLength(1);
  });

  it('has to wait for a worker that can look at it', async () => {
    await worker.stop();
    try {
      const response = await bring(await fetched('shipped-mlp', 'tfjs'));
      expect([response.status, await codeOf(response)]).toEqual([503, 'no_worker']);
    } finally {
      await worker.start();
    }
  });
});
