import { gunzipSync, gzipSync } from 'node:zlib';
import { DEFAULT_LIMITS, DEFAULT_VERSION_ID } from '@inkroom/shared';
import { listVersions, readRoomArtifact } from '@inkroom/store';
import { describe, expect, it } from 'vitest';
import { useBarWorker } from '../support/bar-worker.ts';
import { credentialsOf } from '../support/room-files.ts';
import { useRoom } from '../support/room-fixture.ts';
import { readRoom } from '../support/stored-room.ts';
import { until } from '../support/until.ts';
import { addVersion } from '../support/versions.ts';

const room = useRoom();
useBarWorker(room);

describe('a room that is read by a model of its own', () => {
  const fileOfRoomWithModel = async () => {
    const host = await room.join({ key: room.hostKey });
    const { id } = await addVersion(room.redis, room.roomId, { reads: 3 });
    const stroke = { id: 'a-stroke-of-it', cell: 3, width: 23, points: [40, 40, 0.5, 0, 90, 200, 0.5, 80] };
    const drawn = await host.submit({ kind: 'stroke.add', page: 1, stroke });
    if (!drawn.ok) throw new Error(drawn.error.code);
    const promoted = await host.submit({ kind: 'model.promote', versionId: id, override: true });
    if (!promoted.ok) throw new Error(promoted.error.code);
    await until('it is live', () => host.state!.champion === id);
    const response = await fetch(`${room.gateway.url}/rooms/${room.roomId}/file`, { headers: credentialsOf(host) });
    return { id, file: new Uint8Array(await response.arrayBuffer()) };
  };
  const open = async (file: Uint8Array) =>
    fetch(`${room.gateway.url}/rooms`, { method: 'POST', body: Buffer.from(file) });

  it('brings it along: looked at, built anew and measured like any that comes from outside', async () => {
    const { id, file } = await fileOfRoomWithModel();
    const response = await open(file);
    expect(response.status).toBe(201);
    const { roomId } = (await response.json()) as { roomId: string };
    const { champion, previous, promotions } = (await readRoom(room.redis, roomId, DEFAULT_LIMITS))!;
    expect([previous, promotions]).toEqual([null, []]);
    const version = (await listVersions(room.redis, roomId, DEFAULT_LIMITS)).find((one) => one.id === champion);
    expect(version).toMatchObject({ roomId, number: 1, origin: 'imported' });
    const [before, after] = await Promise.all([
      readRoomArtifact(room.redis, room.roomId, id),
      readRoomArtifact(room.redis, roomId, champion),
    ]);
    if (!before.ok || !after.ok) throw new Error('an artefact is missing');
    expect(Buffer.from(after.value.weights).equals(Buffer.from(before.value.weights))).toBe(true);
  });

  it('R8 is not opened with one that is none, and nothing of it is left', async () => {
    const { file } = await fileOfRoomWithModel();
    const keys = async () => (await room.redis.keys('inkroom:{*')).sort();
    const before = await keys();
    const lines = `${gunzipSync(file)}`.replace(/"zip":"[^"]*"/, `"zip":"${Buffer.from('no zip').toString('base64')}"`);
    const refused = await open(gzipSync(lines));
    expect([refused.status, ((await refused.json()) as { error: { code: string } }).error.code]).toEqual([
      422,
      'artifact_corrupt',
    ]);
    expect(await keys()).toEqual(before);
  });

  it('goes on with the default one where the inkroom has not the shipped one that read it', async () => {
    const host = await room.join({ key: room.hostKey });
    const response = await fetch(`${room.gateway.url}/rooms/${room.roomId}/file`, { headers: credentialsOf(host) });
    const text = `${gunzipSync(await response.arrayBuffer())}`;
    const other = gzipSync(text.replace(`"champion":"${DEFAULT_VERSION_ID}"`, '"champion":"shipped-elsewhere"'));
    const { roomId } = (await (await open(other)).json()) as { roomId: string };
    expect((await readRoom(room.redis, roomId, DEFAULT_LIMITS))!.champion).toBe(DEFAULT_VERSION_ID);
  });
});
