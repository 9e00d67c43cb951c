import { setTimeout as delay } from 'node:timers/promises';
import type { RoomClient } from '@inkroom/client';
import { POINT_STRIDE } from '@inkroom/shared';

/** ms between two looks at which points are due: a browser hands over coalesced points once a frame. */
const FRAME_MS = 16;
/** ms that the pen is in the air between two strokes of a digit. */
const LIFT_MS = 120;

/** What a pen draws on. */
export type Surface = Pick<RoomClient, 'beginStroke'>;

/** A stroke with when something happened to it, by performance.now(). */
export interface StrokeMoment {
  id: string;
  at: number;
}

export interface PenOptions {
  /** 1 is the speed of the pen, 2 twice as fast. */
  speed?: number;
  /** Called before a stroke's first point is sent. */
  onPenDown?: (began: StrokeMoment) => void;
  /** Called in the same task in which a durable stroke is sent. */
  onPenUp?: (sent: StrokeMoment) => void;
}

/**
 * Draws strokes as a pen does: points as they become due, live, and each stroke durably at pen up.
 *
 * @param strokes flat point lists, see `placeDigit`
 * @returns the durable strokes, each with when it was sent
 */
export async function drawStrokes(
  surface: Surface,
  cell: number,
  strokes: readonly (readonly number[])[],
  { speed = 1, onPenDown, onPenUp }: PenOptions = {},
): Promise<StrokeMoment[]> {
  const sent: StrokeMoment[] = [];
  for (const [i, stroke] of strokes.entries()) {
    if (i > 0) await delay(LIFT_MS / speed);
    const pen = surface.beginStroke({ cell });
    const began = performance.now();
    onPenDown?.({ id: pen.id, at: began });
    for (let from = 0; from < stroke.length; ) {
      const now = (performance.now() - began) * speed;
      let to = from;
      while (to < stroke.length && (stroke[to + POINT_STRIDE - 1] ?? 0) <= now) to += POINT_STRIDE;
      pen.add(stroke.slice(from, to));
      from = to;
      if (from < stroke.length) await delay(FRAME_MS);
    }
    const at = performance.now();
    for (const id of pen.end()) {
      const part = { id, at };
      sent.push(part);
      onPenUp?.(part);
    }
  }
  return sent;
}
