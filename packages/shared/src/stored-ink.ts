import type { Ink } from './protocol/ink.js';
import { thinStroke } from './thin-ink.js';

/** Ink never changes, and a stroke is settled as often as it takes. */
const stored = new WeakMap<Ink, string>();

/**
 * Ink as the store keeps it: JSON, and, where models read it by fewer points, a bar and the JSON of that, so that whoever
 * reads for a model need not thin it each time.
 */
export function storedInk(ink: Ink): string {
  const known = stored.get(ink);
  if (known !== undefined) return known;
  const { width, points } = ink;
  const whole = { width, points };
  const thinned = thinStroke(whole);
  const text = thinned === whole ? JSON.stringify(whole) : `${JSON.stringify(whole)}|${JSON.stringify(thinned)}`;
  stored.set(ink, text);
  return text;
}

/** JSON of the ink, from what {@link storedInk} made. */
export function inkJson(stored: string): string {
  const bar = stored.indexOf('|');
  return bar < 0 ? stored : stored.slice(0, bar);
}

/** Ink from what {@link storedInk} made. */
export function parseInk(stored: string): Ink {
  return JSON.parse(inkJson(stored)) as Ink;
}

/** Ink as models read it, from what {@link storedInk} made. */
export function parseThinInk(stored: string): Ink {
  return JSON.parse(stored.slice(stored.indexOf('|') + 1)) as Ink;
}
