import type { Attention, Frame, LoggedEntries, Person, Place, PredictionRecord, ServerEvents } from '@inkroom/shared';
import type { Redis } from 'ioredis';

/**
 * Channels of Redis' publish/subscribe. A room's channel carries what its people are to be told, from whichever part
 * it comes (a script that appended to the log, a worker, another gateway); every gateway that has people of the room
 * hands it on. It may lose messages when Redis restarts: people then see a gap in `seq` and read the log.
 */
export function roomChannel(roomId: string): string {
  return `inkroom:{${roomId}}:events`;
}

/** What every worker and gateway listens to. */
export const CONTROL_CHANNEL = 'inkroom:control';

/** What is told on a room's channel: what gateways merge into `activity`, and else what people are told. */
export interface RoomEvents extends Omit<ServerEvents, 'activity' | 'snapshot' | 'join.waiting' | 'refused'> {
  /** Somebody came, or is known by something new. */
  'person.joined': Person;
  'person.left': { id: string };
  /** What one commit appended, with all that gateways know of it. */
  'log.entries': LoggedEntries;
  frame: Frame;
  /** Where a gateway leads its people. */
  places: Place[];
  /** How present a gateway's people are; null for one who has no connection to it any more. */
  attention: (readonly [person: string, attention: Attention | null])[];
  predictions: PredictionRecord[];
}
export type RoomEvent = keyof RoomEvents;

/** A message on a room's channel. `origin` is the gateway that has already told its own people; a commit tells its batch ({@link ownBatch}). */
export type RoomMessage = {
  [E in RoomEvent]: { event: E; payload: RoomEvents[E]; origin?: string };
}[RoomEvent];

/** The beginning of what a commit tells: of which gateway and of which batch of it, ahead of the rest, so that it is known without parsing. */
export function batchHead(gatewayId: string, batchId: string): string {
  return `{"event":"${'log.entries' satisfies RoomEvent}","batch":"${gatewayId}/${batchId}`;
}

/** The batch of a gateway that a message tells of; null where it is of something else, or another gateway's. */
export function ownBatch(text: string, gatewayId: string): string | null {
  const head = batchHead(gatewayId, '');
  return text.startsWith(head) ? text.slice(head.length, text.indexOf('"', head.length)) : null;
}

/**
 * A message of a room's channel. A script can put values together and must not glue texts: what it hands on as it was given, it tells
 * as a list of texts.
 */
export function parseRoomMessage(text: string): RoomMessage {
  const message = JSON.parse(text) as RoomMessage | { event: 'predictions'; texts: string[] };
  if (!('texts' in message)) return message;
  return { event: message.event, payload: message.texts.map((one) => JSON.parse(one) as PredictionRecord) };
}

export type ControlMessage =
  /** Stop this run wherever it is. */
  | { kind: 'run.cancel'; runId: string }
  /** This version is about to be used: load and warm it. */
  | { kind: 'version.warm'; versionId: string }
  /** This gateway or worker is to be drained: it does what SIGTERM has it do. */
  | { kind: 'part.drain'; id: string };

/** Tells every gateway that has people in the room. @returns how many those are, with the one that tells */
export function publishToRoom(redis: Redis, roomId: string, message: RoomMessage): Promise<number> {
  return redis.publish(roomChannel(roomId), JSON.stringify(message));
}

/** Tells every worker and gateway. */
export async function publishControl(redis: Redis, message: ControlMessage): Promise<void> {
  await redis.publish(CONTROL_CHANNEL, JSON.stringify(message));
}
