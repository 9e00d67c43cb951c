import { on } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import {
  fail,
  type Limits,
  type OpenedRoom,
  ok,
  type Result,
  ROOM_ID_ALPHABET,
  ROOM_ID_LENGTH,
  type RoomState,
  type SampleFormat,
} from '@inkroom/shared';
import { createRoom, hashKey, newLinkKey, unstageRoom } from '@inkroom/store';
import type { Redis } from 'ioredis';
import { customAlphabet } from 'nanoid';
import type { VersionFiles } from './version-files.js';

export type RoomFileOrder =
  | { kind: 'samples'; roomId: string; format: SampleFormat }
  | { kind: 'room'; roomId: string }
  | { kind: 'open'; roomId: string; file: Uint8Array };

/** What the thread is started with. */
export interface RoomFileThreadData {
  redisUrl: string;
  limits: Limits;
  order: RoomFileOrder;
}

/** A room of a file, in the store but for what opens it. */
export interface StagedRoom {
  state: RoomState;
  /** A shipped version, a zip of a model of its own, or null for the default one. */
  champion: string | Uint8Array | null;
}

/** A piece of a file; what came of the order; or what was thrown, for the log. */
export type RoomFileAnswer = { chunk: Uint8Array } | { result: Result<StagedRoom | null> } | { failure: string };

export interface RoomFilesDeps {
  redis: Redis;
  redisUrl: string;
  versions: Pick<VersionFiles, 'import'>;
  limits: Limits;
}

/** The built file, also where this one runs from its source: a thread is no place for a loader. */
const THREAD = fileURLToPath(new URL('../../dist/http/room-files-thread.js', import.meta.url));
/** A full room takes half of it. What a file from outside makes more of ends its thread, and nothing else. */
const THREAD_MEMORY_MB = 512;

const newRoomId = customAlphabet(ROOM_ID_ALPHABET, ROOM_ID_LENGTH);

/**
 * Rooms and their samples as files: out of a room, and a room out of one. Each file has a thread with a connection of its own, so that nobody
 * who draws feels it, and it is made as fast as it is taken and no faster.
 */
export class RoomFiles {
  constructor(private readonly deps: RoomFilesDeps) {}

  /**
   * The pieces of a file; at the end whether there was one.
   * @returns `room_not_found` or `storage_unavailable`, before any piece
   * @throws Error when the thread fails, and the signal's reason once it is aborted
   */
  async *pieces(order: RoomFileOrder, signal: AbortSignal): AsyncGenerator<Uint8Array, Result<StagedRoom | null>> {
    const { redisUrl, limits } = this.deps;
    const workerData: RoomFileThreadData = { redisUrl, limits, order };
    const transferList = order.kind === 'open' ? [order.file.buffer as ArrayBuffer] : [];
    const resourceLimits = { maxOldGenerationSizeMb: THREAD_MEMORY_MB };
    const thread = new Worker(THREAD, { workerData, transferList, resourceLimits });
    try {
      const answers = on(thread, 'message', { signal, close: ['exit'] }) as AsyncIterable<[RoomFileAnswer]>;
      thread.postMessage('more');
      for await (const [answer] of answers) {
        if ('failure' in answer) throw new Error(answer.failure);
        if ('result' in answer) return answer.result;
        yield answer.chunk;
        thread.postMessage('more');
      }
      throw new Error('the thread of a room’s file has ended early');
    } finally {
      await thread.terminate();
    }
  }

  /**
   * Opens a room of a file, all of it or nothing. Whoever has the host key that comes with it is its host; nobody of the former room is in it.
   * @returns `room_file_invalid` with a reason, `room_file_newer`, what is wrong with its model, `no_worker` where nobody can look at that, or
   * `storage_unavailable`
   * @throws Error when the thread fails
   */
  async open(file: Uint8Array, signal: AbortSignal): Promise<Result<OpenedRoom>> {
    const { redis, limits } = this.deps;
    const roomId = newRoomId();
    let isOpen = false;
    try {
      const staged = (await this.pieces({ kind: 'open', roomId, file }, signal).next()).value as Result<StagedRoom>;
      if (!staged.ok) return staged;
      const { champion } = staged.value;
      const version =
        champion instanceof Uint8Array ? await this.deps.versions.import(roomId, champion) : ok({ id: champion });
      if (!version.ok) return version;
      const id = version.value.id ?? staged.value.state.champion;
      const state = { ...staged.value.state, champion: id, best: id, previousBest: id };
      const [hostKey, writeKey, watchKey] = [newLinkKey(), newLinkKey(), newLinkKey()];
      const room = { roomId, title: state.title, hostKeyHash: hashKey(hostKey), writeKey, watchKey };
      isOpen = await createRoom(redis, room, limits, state);
      return isOpen ? ok({ roomId, hostKey, writeKey, watchKey }) : fail('internal');
    } finally {
      // What could not be taken back goes by itself.
      if (!isOpen) await unstageRoom(redis, roomId).catch(() => {});
    }
  }
}
