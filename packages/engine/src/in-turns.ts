import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work keeps the event loop to itself, ms: a stroke that waits for it to be read must not notice. */
const TURN_MS = 4;

/**
 * Does `count` pieces of work one after the other, and gives others their turn of the event loop whenever some time has
 * gone by: time, because one drawing may take as long as a thousand. Work that is done within one turn gives no way.
 * @returns false when the signal was aborted before all was done
 */
export async function inTurns(
  count: number,
  work: (i: number) => void,
  signal?: AbortSignal | undefined,
): Promise<boolean> {
  if (signal?.aborted) return false;
  let turnEnds = performance.now() + TURN_MS;
  for (let i = 0; i < count; i++) {
    if (performance.now() >= turnEnds) {
      await nextTurn();
      if (signal?.aborted) return false;
      turnEnds = performance.now() + TURN_MS;
    }
    work(i);
  }
  return true;
}
