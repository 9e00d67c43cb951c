import {
  type Annotation,
  type Cell,
  type CellIndex,
  DEFAULT_LIMITS,
  type Framing,
  framingSchema,
  type Ink,
  type Limits,
  type Prediction,
  type Promotion,
  type RoomState,
  type Stroke,
} from '@inkroom/shared';
import type { Redis } from 'ioredis';
import { roomKeys } from './keys.js';
import { roomCall } from './room-call.js';
import { readRoomScript } from './room-scripts.js';

/**
 * The state of a room at one moment of its log, or null when there is no such room. Looking at a room keeps it for another
 * `roomIdleTtlSeconds`.
 * @param marker published on the room's channel at that very moment: what a subscriber is told before it is in the state
 *   already, what comes after it is not
 */
export async function readRoom(
  redis: Redis,
  roomId: string,
  marker = '',
  limits: Limits = DEFAULT_LIMITS,
): Promise<RoomState | null> {
  const { keys, args } = roomCall(roomId, [marker], limits);
  const answer = (await readRoomScript.run(redis, keys, args)) as (string | string[])[] | null;
  if (!answer) return null;
  const [meta, sheet, predictions] = answer.slice(0, 3).map((flat) => pairs(flat as string[])) as [Pairs, Pairs, Pairs];
  const number = (field: string) => Number(meta.get(field) ?? 0);
  const cells: Record<CellIndex, Cell> = {};
  for (let i = 4; i < answer.length; i += 2) {
    const cell = Number(answer[i]);
    const annotation = sheet.get(`ann:${cell}`);
    const prediction = predictions.get(`${cell}`);
    cells[cell] = {
      revision: Number(sheet.get(`rev:${cell}`)),
      strokes: strokesOf(cell, answer[i + 1] as string[]),
      annotation: annotation ? (JSON.parse(annotation) as Annotation) : null,
      prediction: prediction ? storedPrediction(prediction) : null,
    };
  }
  return {
    roomId,
    title: meta.get('title') ?? '',
    createdAt: number('createdAt'),
    seq: number('seq'),
    sheet: number('sheet'),
    rows: number('rows'),
    framing: meta.get('framing') as Framing,
    champion: meta.get('champion')!,
    previous: meta.get('previous') ?? null,
    challenger: meta.get('challenger') ?? null,
    promotions: (answer[3] as string[]).map((json) => JSON.parse(json) as Promotion).reverse(),
    generation: number('generation'),
    cells,
    samples: {
      training: number('training'),
      holdout: number('holdout'),
      perDigit: Array.from({ length: 10 }, (_, digit) => number(`digit:${digit}`)),
    },
  };
}

/** The little of a room that settling a run takes, or null when there is no such room. */
export async function readRoomHead(
  redis: Redis,
  roomId: string,
): Promise<{ champion: string; trainingSamples: number; framing: Framing } | null> {
  const [champion, training, framing] = await redis.hmget(roomKeys(roomId).meta, 'champion', 'training', 'framing');
  return champion ? { champion, trainingSamples: Number(training ?? 0), framing: knownFraming(framing) } : null;
}

/** How a room's drawings become images; MNIST's way for a room that is gone. */
export async function readFraming(redis: Redis, roomId: string): Promise<Framing> {
  return knownFraming(await redis.hget(roomKeys(roomId).meta, 'framing'));
}

function knownFraming(stored: string | null | undefined): Framing {
  return framingSchema.catch('mnist').parse(stored);
}

/** Fields that an older inkroom did not write. */
type LaterField = 'shadow' | 'shadowError' | 'insteadOf';

/** A prediction from numbers with bars and its JSON; one of an older inkroom does not know all fields. */
function storedPrediction(text: string): Prediction {
  const prediction = JSON.parse(text.replace(/^(\d+\|)+/, '')) as Omit<Prediction, LaterField> & Partial<Prediction>;
  const { shadow = null, shadowError = null, insteadOf = null } = prediction;
  return { ...prediction, shadow, shadowError, insteadOf };
}

export interface Aliases extends Pick<RoomState, 'champion' | 'previous' | 'challenger'> {
  /** Whether the previous champion had got there by an override of the gate only. */
  previousForced: boolean;
}

/** Which versions a room's aliases name, or null when there is no such room. */
export async function readAliases(redis: Redis, roomId: string): Promise<Aliases | null> {
  const [champion, previous, challenger, previousForced] = await redis.hmget(
    roomKeys(roomId).meta,
    'champion',
    'previous',
    'challenger',
    'previousForced',
  );
  if (!champion) return null;
  const versions = { champion, previous: previous ?? null, challenger: challenger ?? null };
  return { ...versions, previousForced: previousForced === '1' };
}

type Pairs = Map<string, string>;

function pairs(flat: readonly string[]): Pairs {
  const map: Pairs = new Map();
  for (let i = 0; i < flat.length; i += 2) map.set(flat[i]!, flat[i + 1]!);
  return map;
}

/** Strokes of a cell from `id, "<seq>|<authorId>|<ink>|<thinned ink>", ...`, in the order of the log. */
function strokesOf(cell: CellIndex, flat: readonly string[]): Stroke[] {
  const numbered: { seq: number; stroke: Stroke }[] = [];
  for (let i = 0; i < flat.length; i += 2) {
    const [seq, authorId, ink] = flat[i + 1]!.split('|') as [string, string, string];
    numbered.push({ seq: Number(seq), stroke: { id: flat[i]!, authorId, cell, ...(JSON.parse(ink) as Ink) } });
  }
  return numbered.sort((a, b) => a.seq - b.seq).map(({ stroke }) => stroke);
}
