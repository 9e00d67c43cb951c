import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inTurns } from './in-turns.js';

/** Work that takes so long, ms. */
function busy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('work in turns', () => {
  it('lets others have theirs between any two long pieces', async () => {
    const order: string[] = [];
    const others = (async () => {
      for (let i = 0; i < 4; i++) {
        await nextTurn();
        order.push('other');
      }
    })();
    const working = inTurns(4, (i) => {
      order.push(`piece ${i}`);
      busy(10);
    });
    await others;
    expect(await working).toBe(true);
    for (let i = 0; i < 3; i++)
      expect(order.slice(order.indexOf(`piece ${i}`), order.indexOf(`piece ${i + 1}`))).toContain('other');
  });

  it('does not give way after each short piece', async () => {
    let turns = 0;
    let counting = true;
    const others = (async () => {
      while (counting) {
        await nextTurn();
        turns++;
      }
    })();
    await inTurns(1_000, () => {});
    counting = false;
    await others;
    expect(turns).toBeLessThan(100);
  });

  it('ends after the piece in hand when the signal is aborted', async () => {
    const stop = new AbortController();
    let done = 0;
    const working = inTurns(
      100,
      () => {
        done++;
        busy(10);
      },
      stop.signal,
    );
    await nextTurn();
    await nextTurn();
    stop.abort();
    expect(await working).toBe(false);
    expect(done).toBeLessThan(10);
    expect(await inTurns(1, () => done++, AbortSignal.abort())).toBe(false);
  });
});
