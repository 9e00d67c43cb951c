import { DEFAULT_VERSION_ID } from '@inkroom/shared';
import { readArtifact, versionKeys } from '@inkroom/store';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useRoom } from '../support/room-fixture.ts';
import { addVersion } from '../support/versions.ts';
import { WorkerProcess } from '../support/worker-process.ts';

const room = useRoom();
let worker: WorkerProcess;

beforeAll(async () => {
  worker = new WorkerProcess('worker-cpu', room.redisUrl);
  await worker.ready();
});
afterAll(async () => {
  await worker?.kill();
});

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

  it('is for pages of this site and of listed ones', async () => {
    const guarded = await room.another({}, ['https://school.example']);
    const path = `/rooms/${room.roomId}/versions/${DEFAULT_VERSION_ID}/onnx.zip`;
    const from = (origin: string) => fetch(guarded.url + path, { headers: { origin } });
    const listed = await from('https://school.example');
    expect([listed.status, listed.headers.get('access-control-allow-origin')]).toEqual([200, 'https://school.example']);
    const other = await from('https://elsewhere.example');
    expect([other.status, await codeOf(other)]).toEqual([403, 'origin_refused']);
  });

  it('is not fetched for ever by one address', async () => {
    const strict = await room.another({ transfersPerAddressPerMinute: 2 });
    const path = `/rooms/${room.roomId}/versions/${DEFAULT_VERSION_ID}/onnx.zip`;
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await fetch(strict.url + path));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(Number(answers[2]!.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
