import { createHash } from 'node:crypto';
import {
  CodedException,
  codedError,
  DEFAULT_VERSION_ID,
  fail,
  type Limits,
  type ModelVersion,
  ok,
  type Result,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { publishToRoom } from './channels.js';
import { roomKeys, SHIPPED_VERSIONS, versionKeys } from './keys.js';
import { pruneVersions } from './prune-versions.js';
import { LuaScript } from './script.js';

/** A model's files. The engine's `Artifact` is one; the store knows no more of it than this. */
export interface StoredArtifact {
  topology: object;
  weightSpecs: readonly object[];
  weights: Uint8Array;
  onnx: Uint8Array;
  card: object;
  /** The card for people, Markdown. */
  cardText: string;
  /** SHA-256 over topology and weights, hex. */
  digest: string;
}

/** A version without what saving it settles. */
export type NewVersion = Omit<ModelVersion, 'id' | 'number' | 'roomId'> & { roomId: string };

/** Hex digits of the digest that make a version's id: 64 bits. Should two be made to meet, the later one is refused. */
const ID_LENGTH = 16;

const storeArtifact = new LuaScript('store-artifact');
const addVersion = new LuaScript('add-version');

/**
 * Stores a model as an immutable version of a room, tells the room, and drops its oldest beyond those that are kept. Its id is the
 * content's: the same weights are the same version, and saving them again changes nothing. Rooms with the same weights share the
 * files; how they came by them, which the card tells, is each room's own.
 * @throws CodedException `artifact_corrupt` for an artefact without a graph, or another model of the same id
 */
export async function saveVersion(
  redis: Redis,
  version: NewVersion,
  artifact: StoredArtifact,
  limits: Limits,
): Promise<ModelVersion> {
  const id = artifact.digest.slice(0, ID_LENGTH);
  const ttl = limits.roomIdleTtlSeconds;
  // Before the files: another room that lets go of the same version leaves them.
  await redis.multi().sadd(versionKeys(id).rooms, version.roomId).expire(versionKeys(id).rooms, ttl).exec();
  await storeOnce(redis, id, artifact, limits);
  const { json, isNew } = await addToRoom(redis, { ...version, id }, limits);
  const saved = JSON.parse(json) as ModelVersion;
  await redis.set(versionKeys(id).record, json, 'EX', ttl, 'NX');
  const { cards } = roomKeys(version.roomId);
  const { card, cardText } = artifact;
  await redis.multi().hsetnx(cards, id, JSON.stringify({ card, cardText })).expire(cards, ttl).exec();
  if (isNew) await publishToRoom(redis, version.roomId, { event: 'version.added', payload: saved });
  await pruneVersions(redis, version.roomId, limits);
  return saved;
}

/** Gives a version its number in the room, and answers its JSON as the room has it: the one of whoever saved it first. */
async function addToRoom(
  redis: Redis,
  version: NewVersion & { id: string },
  limits: Limits,
): Promise<{ json: string; isNew: boolean }> {
  const { id, roomId } = version;
  const { versions, meta } = roomKeys(roomId);
  for (let number = 0; ; ) {
    const json = JSON.stringify({ ...version, number });
    const args = { id, number, version: json, ttl: limits.roomIdleTtlSeconds };
    const answer = (await addVersion.run(redis, { versions, meta }, args)) as null | string | number;
    if (typeof answer !== 'number') return { json: answer ?? json, isNew: answer === null };
    number = answer;
  }
}

/** Puts a model that inkroom comes with into the store; where its files have changed since, they are replaced. */
export async function registerShipped(redis: Redis, version: ModelVersion, artifact: StoredArtifact): Promise<void> {
  const { digest, cardText } = artifact;
  const [knownDigest, knownCard] = await redis.hmget(versionKeys(version.id).artifact, 'digest', 'cardText');
  if (knownDigest !== digest || knownCard !== cardText) {
    await redis.hset(versionKeys(version.id).artifact, partsOf(version.id, artifact));
  }
  await redis.set(versionKeys(version.id).record, JSON.stringify(version));
  await redis.sadd(SHIPPED_VERSIONS, version.id);
}

/** A version by its id, whichever room made it, or null. */
export async function readVersion(redis: Redis, versionId: string): Promise<ModelVersion | null> {
  const json = await redis.get(versionKeys(versionId).record);
  return json ? (JSON.parse(json) as ModelVersion) : null;
}

/** Whether a version is one of those that inkroom comes with. */
export async function isShippedVersion(redis: Redis, versionId: string): Promise<boolean> {
  return (await redis.sismember(SHIPPED_VERSIONS, versionId)) === 1;
}

/** A version that this room may use, a shipped one or one of its own, or null. */
export async function readRoomVersion(redis: Redis, roomId: string, versionId: string): Promise<ModelVersion | null> {
  if (await isShippedVersion(redis, versionId)) return readVersion(redis, versionId);
  const json = await redis.hget(roomKeys(roomId).versions, versionId);
  return json ? (JSON.parse(json) as ModelVersion) : null;
}

/** What a room can choose from: the shipped versions, the default one first, then its own, oldest first. */
export async function listVersions(redis: Redis, roomId: string, limits: Limits): Promise<ModelVersion[]> {
  const [shippedIds, own] = await Promise.all([
    redis.smembers(SHIPPED_VERSIONS),
    redis.hvals(roomKeys(roomId).versions),
  ]);
  const rank = (id: string) => (id === DEFAULT_VERSION_ID ? '' : id);
  shippedIds.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const shipped = await Promise.all(shippedIds.map((id) => readVersion(redis, id)));
  const made = own.map((json) => JSON.parse(json) as ModelVersion).sort((a, b) => a.number - b.number);
  // A version is kept for as long as rooms that know it are opened.
  if (made.length > 0) {
    const pipeline = redis.pipeline();
    const { versions, cards } = roomKeys(roomId);
    for (const key of [versions, cards]) pipeline.expire(key, limits.roomIdleTtlSeconds);
    for (const { id } of made) {
      const { rooms, record, artifact } = versionKeys(id);
      for (const key of [rooms, record, artifact]) pipeline.expire(key, limits.roomIdleTtlSeconds);
    }
    await pipeline.exec();
  }
  return [...shipped.filter((version) => version !== null), ...made];
}

/**
 * A version's files, with the card as the room has it.
 * @returns `version_not_found`, or `artifact_corrupt` when they are not what was stored
 */
export async function readRoomArtifact(
  redis: Redis,
  roomId: string,
  versionId: string,
): Promise<Result<StoredArtifact>> {
  const [artifact, card] = await Promise.all([
    readArtifact(redis, versionId),
    redis.hget(roomKeys(roomId).cards, versionId),
  ]);
  if (!artifact.ok || !card) return artifact;
  return ok({ ...artifact.value, ...(JSON.parse(card) as Pick<StoredArtifact, 'card' | 'cardText'>) });
}

/**
 * A version's files, with the card of the room that made it first.
 * @returns `version_not_found`, or `artifact_corrupt` when they are not what was stored
 */
export async function readArtifact(redis: Redis, versionId: string): Promise<Result<StoredArtifact>> {
  const fields = await redis.hgetallBuffer(versionKeys(versionId).artifact);
  if (Object.keys(fields).length === 0) return fail('version_not_found', { versionId });
  const { topology, weightSpecs, weights, card, cardText, digest, weightsDigest } = fields;
  if (!topology || !weightSpecs || !weights || !card || !cardText || !digest || sha256(weights) !== `${weightsDigest}`)
    return fail('artifact_corrupt', { versionId });
  const graph = checkGraph(versionId, fields);
  if (!graph.ok) return graph;
  try {
    return ok({
      topology: JSON.parse(`${topology}`) as object,
      weightSpecs: JSON.parse(`${weightSpecs}`) as object[],
      weights,
      onnx: graph.value,
      card: JSON.parse(`${card}`) as object,
      cardText: `${cardText}`,
      digest: `${digest}`,
    });
  } catch {
    return fail('artifact_corrupt', { versionId });
  }
}

/**
 * A version's inference graph alone: all that reading digits needs.
 * @returns `version_not_found`, or `artifact_corrupt` when it is not what was stored
 */
export async function readGraph(redis: Redis, versionId: string): Promise<Result<Uint8Array>> {
  const [onnx, onnxDigest] = await redis.hmgetBuffer(versionKeys(versionId).artifact, 'onnx', 'onnxDigest');
  return checkGraph(versionId, { onnx, onnxDigest });
}

type Fields = Record<string, Buffer | null | undefined>;

function checkGraph(versionId: string, { onnx, onnxDigest }: Fields): Result<Uint8Array> {
  if (!onnx && !onnxDigest) return fail('version_not_found', { versionId });
  if (!onnx || sha256(onnx) !== `${onnxDigest}`) return fail('artifact_corrupt', { versionId });
  return ok(onnx);
}

async function storeOnce(redis: Redis, id: string, artifact: StoredArtifact, limits: Limits): Promise<void> {
  const keys = { artifact: versionKeys(id).artifact };
  const args = { ttl: limits.roomIdleTtlSeconds };
  if ((await storeArtifact.run(redis, keys, args, partsOf(id, artifact))) === 0)
    throw new CodedException(codedError('artifact_corrupt', { versionId: id }));
}

function partsOf(id: string, artifact: StoredArtifact): Record<string, string | Buffer> {
  if (artifact.onnx.length === 0) throw new CodedException(codedError('artifact_corrupt', { versionId: id }));
  return {
    topology: JSON.stringify(artifact.topology),
    weightSpecs: JSON.stringify(artifact.weightSpecs),
    weights: asBuffer(artifact.weights),
    weightsDigest: sha256(artifact.weights),
    onnx: asBuffer(artifact.onnx),
    onnxDigest: sha256(artifact.onnx),
    card: JSON.stringify(artifact.card),
    cardText: artifact.cardText,
    digest: artifact.digest,
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
