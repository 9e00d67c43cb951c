import { setTimeout as delay } from 'node:timers/promises';
import type { RoomClient } from '@inkroom/client';
import { POINT_STRIDE } from '@inkroom/shared';

/** ms between two looks at which points are due: a browser hands over coalesced points once a frame. */
const FRAME_MS = 16;
/** ms that the pen is in the air between two strokes of a digit. */
const LIFT_MS = 120;

/** A stroke that was sent, with when it was. */
export interface SentStroke {
  id: string;
  /** By performance.now(). */
  at: number;
}

/**
 * Draws strokes as a pen does: points as they become due, live, and each stroke durably at pen up.
 *
 * @param strokes flat point lists, see `placeDigit`
 * @param speed 1 is the speed of the pen, 2 twice as fast
 * @param onPenUp called in the same task as each durable stroke is sent
 */
export async function drawStrokes(
  client: RoomClient,
  cell: number,
  strokes: readonly (readonly number[])[],
  speed: number,
  onPenUp: (sent: SentStroke) => void = () => {},
): Promise<SentStroke[]> {
  const sent: SentStroke[] = [];
  for (const [i, stroke] of strokes.entries()) {
    if (i > 0) await delay(LIFT_MS / speed);
    const pen = client.beginStroke({ cell });
    const began = performance.now();
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
      onPenUp(part);
    }
  }
  return sent;
}
