import type { Ink } from './protocol/ink.js';
import { thinStroke } from './thin-ink.js';

/**
 * Ink as the store keeps it: JSON, and, where models read it by fewer points, a bar and the JSON of that, so that whoever
 * reads for a model need not thin it each time.
 */
export function storedInk({ width, points }: Ink): string {
  const ink = { width, points };
  const thinned = thinStroke(ink);
  return thinned === ink ? JSON.stringify(ink) : `${JSON.stringify(ink)}|${JSON.stringify(thinned)}`;
}

/** Ink from what {@link storedInk} made. */
export function parseInk(stored: string): Ink {
  const bar = stored.indexOf('|');
  return JSON.parse(bar < 0 ? stored : stored.slice(0, bar)) as Ink;
}

/** Ink as models read it, from what {@link storedInk} made. */
export function parseThinInk(stored: string): Ink {
  return JSON.parse(stored.slice(stored.indexOf('|') + 1)) as Ink;
}
