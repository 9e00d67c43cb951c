import { pipeline, Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { createGzip } from 'node:zlib';
import { type ExchangeModel, exportModel, exportSamples, readRoomFile, roomLines } from '@inkroom/exchange';
import { authorOf, fail, hidesNames, namedPeople, ok, type Result } from '@inkroom/shared';
import {
  connectRedis,
  isShippedVersion,
  listSamples,
  migrateRoom,
  readAuthors,
  readFraming,
  readInk,
  readLedger,
  readRoomArtifact,
  SCHEMA_VERSION,
  samplesWithInk,
  stageRoom,
  storageErrorOf,
} from '@inkroom/store';
import type { RoomFileAnswer, RoomFileOrder, RoomFileThreadData, StagedRoom } from './room-files.js';

/** The program of the thread that makes one file of a room, or stores a room of one. What it has made leaves when it is asked for. */
const { redisUrl, limits, order } = workerData as RoomFileThreadData;
const log = { warn: () => {}, info: () => {} };
const redis = connectRedis(redisUrl, 'command', 'gateway-room-files', { limits, log });
const port = parentPort!;
let asked: (() => void) | null = null;
let credit = 0;
port.on('message', () => {
  credit++;
  asked?.();
});

/** Bytes that are sent at once. */
const CHUNK_BYTES = 64 * 1024;

try {
  answer({ result: await carriedOut(order) });
} catch (thrown) {
  const error = storageErrorOf(thrown);
  answer(
    error ? { result: { ok: false, error } } : { failure: thrown instanceof Error ? `${thrown.stack}` : `${thrown}` },
  );
}
redis.disconnect();
port.close();

function answer(message: RoomFileAnswer, files: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, files);
}

function carriedOut(order: RoomFileOrder): Promise<Result<StagedRoom | null>> {
  switch (order.kind) {
    case 'samples':
      return sendSamples(order);
    case 'room':
      return sendRoom(order);
    case 'open':
      return open(order);
  }
}

async function sendSamples({ roomId, format }: Extract<RoomFileOrder, { kind: 'samples' }>): Promise<Result<null>> {
  const samples = await listSamples(redis, roomId);
  const room = await readLedger(redis, roomId, limits);
  if (!room) return fail('room_not_found');
  const writers = new Map<string, number>();
  for (const [, { strokes }] of samples) {
    const author = authorOf(strokes[0]!);
    if (!writers.has(author)) writers.set(author, writers.size + 1);
  }
  const authors = await readAuthors(redis, room.state, [...writers.keys()]);
  const framing = await readFraming(redis, roomId);
  // What leaves the room is read by others than its hosts.
  const isNameless = hidesNames(room.state, 'writer');
  const named = async function* () {
    for await (const some of samplesWithInk(redis, roomId, samples, { isThin: format !== 'strokes' })) {
      yield some.map((sample) => {
        const author = authorOf(sample.strokes[0]!);
        const name = isNameless ? null : (authors.get(author)?.name ?? null);
        return { ...sample, writer: writers.get(author)!, name };
      });
    }
  };
  const file = exportSamples(format, { framing, samples: named() });
  await send(format === 'strokes' ? gzipped(file) : file);
  return ok(null);
}

async function sendRoom({ roomId }: Extract<RoomFileOrder, { kind: 'room' }>): Promise<Result<null>> {
  await migrateRoom(redis, roomId);
  const room = await readLedger(redis, roomId, limits);
  if (!room) return fail('room_not_found');
  const { state, ledger } = room;
  const ids = [...namedPeople({ ...state, roles: {} }, ledger)];
  const known = await readAuthors(redis, state, ids);
  const authors = ids.map((id) => {
    const { name, colour } = known.get(id) ?? {};
    const isKnown = name !== undefined && colour !== undefined;
    return { id, known: isKnown ? { name, colour } : null, part: ledger.parts.get(id) ?? null };
  });
  const champion = await championOf(roomId, state.champion);
  const lines = roomLines({
    state,
    ledger,
    authors,
    champion,
    schema: SCHEMA_VERSION,
    readInk: (strokes) => readInk(redis, roomId, strokes),
  });
  await send(gzipped(lines));
  return ok(null);
}

/** A shipped version by its name, one of the room's own by its files. */
async function championOf(roomId: string, id: string): Promise<string | Uint8Array | null> {
  if (await isShippedVersion(redis, id)) return id;
  const artifact = await readRoomArtifact(redis, roomId, id);
  // The room goes on with the default model where its own is damaged.
  return artifact.ok ? exportModel(artifact.value as ExchangeModel, 'tfjs') : null;
}

async function open({ roomId, file }: Extract<RoomFileOrder, { kind: 'open' }>): Promise<Result<StagedRoom>> {
  const read = await readRoomFile(file, SCHEMA_VERSION, limits);
  if (!read.ok) return read;
  const { authors, samples, ink, champion, ...contents } = read.value;
  const state = { ...contents.state, roomId };
  const parts = new Map(authors.flatMap(({ id, part }) => (part ? [[id, part] as const] : [])));
  const named = authors.flatMap(({ id, known }) => (known ? [{ id, ...known }] : []));
  await stageRoom(redis, { state, authors: named, parts, samples, ink });
  // A shipped version that this inkroom has not.
  const isUnknown = typeof champion === 'string' && !(await isShippedVersion(redis, champion));
  return ok({ state, champion: isUnknown ? null : champion });
}

/** What goes wrong with the pieces goes wrong with what comes of them. */
function gzipped(pieces: AsyncIterable<Uint8Array | string>): AsyncIterable<Uint8Array> {
  const gzip = createGzip();
  pipeline(Readable.from(pieces), gzip, () => {});
  return gzip;
}

/** Hands over what is made, as fast as it is taken. */
async function send(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  const hand = async () => {
    while (credit === 0)
      await new Promise<void>((resolve) => {
        asked = resolve;
      });
    credit--;
    const chunk = new Uint8Array(Buffer.concat(waiting));
    [waiting, size] = [[], 0];
    answer({ chunk }, [chunk.buffer]);
  };
  for await (const piece of pieces) {
    waiting.push(piece);
    size += piece.length;
    if (size >= CHUNK_BYTES) await hand();
  }
  if (size > 0) await hand();
}
