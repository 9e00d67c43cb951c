import { clamp } from '../../ui/clamp';

/** Messages come every 33 ms: within about that time a pointer has closed most of the way to where it was last seen. */
const CATCH_UP_MS = 38;
/** Nearer than this, in page units, a pointer has arrived. */
const ARRIVED = 0.3;
/** A pointer that jumps further, in page units, appears there instead of racing across the page. */
const JUMP = 700;

export interface MovingPoint {
  x: number;
  y: number;
}

/**
 * Moves a shown pointer towards where it really is, by the same share in the same time whatever the frame rate.
 * @returns whether it is still on its way
 */
export function follow(shown: MovingPoint, target: MovingPoint, elapsedMs: number): boolean {
  const dx = target.x - shown.x;
  const dy = target.y - shown.y;
  const distance = Math.hypot(dx, dy);
  if (distance < ARRIVED || distance > JUMP) {
    shown.x = target.x;
    shown.y = target.y;
    return false;
  }
  const share = 1 - Math.exp(-elapsedMs / CATCH_UP_MS);
  shown.x += dx * share;
  shown.y += dy * share;
  return true;
}

/**
 * How many points of somebody's unfinished stroke to show now: what came in one message flows in over the time until the
 * next, instead of appearing at once thirty times a second.
 */
export function revealPoints(shown: number, received: number, elapsedMs: number): number {
  if (shown >= received) return received;
  const share = 1 - Math.exp(-elapsedMs / (CATCH_UP_MS / 2));
  return Math.min(received, Math.floor(shown + Math.max(1, (received - shown) * share)));
}

const LABEL_SHOWN_MS = 1500;
const LABEL_FADE_MS = 400;
const CURSOR_SHOWN_MS = 8000;
const CURSOR_FADE_MS = 1500;

/** Opacity of a pointer's name `idleMs` after it last moved. */
export function labelOpacity(idleMs: number): number {
  return fade(idleMs, LABEL_SHOWN_MS, LABEL_FADE_MS);
}

/** Opacity of a pointer itself: idle ones must not cover the ink. */
export function cursorOpacity(idleMs: number): number {
  return fade(idleMs, CURSOR_SHOWN_MS, CURSOR_FADE_MS);
}

function fade(idleMs: number, shownMs: number, fadeMs: number): number {
  return clamp(1 - (idleMs - shownMs) / fadeMs, 0, 1);
}
