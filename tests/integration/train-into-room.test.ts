import { loadArtifact } from '@inkroom/engine';
import { describe, expect, it } from 'vitest';
import { bringIntoRoom, checkRoom, readRoomTarget } from '../../research/bring-into-room.ts';
import { useBarWorker } from '../support/bar-worker.ts';
import { useRoom } from '../support/room-fixture.ts';

const room = useRoom();
useBarWorker(room);

const target = (key: string, roomId = room.roomId) => readRoomTarget(`${room.gateway.url}/r/${roomId}#${key}`);

describe('npm run train with a room', () => {
  it('brings the model in as a host does with a file', async () => {
    const person = await room.join();
    const artifact = await loadArtifact(new URL('../../packages/engine/models/mlp/', import.meta.url).pathname);
    const version = await bringIntoRoom(artifact, target(room.hostKey));
    expect(version).toMatchObject({ number: 1, origin: 'imported', architecture: 'mlp' });
    expect(await person.hears('version.added')).toEqual(version);
  });

  it('R9 says before the training that a room would not take it', async () => {
    await checkRoom(target(room.hostKey));
    await expect(checkRoom(target(room.writeKey))).rejects.toThrow(/link of a writer: only a host/);
    await expect(checkRoom(target(room.watchKey))).rejects.toThrow(/link of a viewer: only a host/);
    await expect(checkRoom(target(room.hostKey, 'zzzzzzzzzz'))).rejects.toThrow(/room zzzzzzzzzz/);
    const gone = readRoomTarget(`http://localhost:9/r/${room.roomId}#${room.hostKey}`);
    await expect(checkRoom(gone)).rejects.toThrow(/nothing answers/);
  });
});
