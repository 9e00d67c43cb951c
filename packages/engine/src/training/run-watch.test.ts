import { describe, expect, it } from 'vitest';
import { RunWatch } from './run-watch.js';

/** A run whose steps and looks take so long, ms. Answers what the looks took of it, and how many there were. */
async function run({ steps, epochs, stepMs, lookMs }: Record<'steps' | 'epochs' | 'stepMs' | 'lookMs', number>) {
  let now = 1000;
  let looks = 0;
  const watch = new RunWatch(steps, () => now);
  const look = () =>
    watch.look(async () => {
      now += lookMs;
      looks++;
    });
  await look();
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let step = 1; step <= steps; step++) {
      now += stepMs;
      if (watch.isDue(step) || step === steps) await look();
    }
  }
  return { looks, share: (looks * lookMs) / (now - 1000) };
}

describe('watching a run', () => {
  it('looks ten times an epoch where that is cheap', async () => {
    expect((await run({ steps: 1875, epochs: 3, stepMs: 5, lookMs: 10 })).looks).toBe(1 + 3 * 10);
    expect((await run({ steps: 4, epochs: 2, stepMs: 1000, lookMs: 1 })).looks).toBe(1 + 2 * 4);
  });

  it('costs a twentieth of a run at most, however dear a look is', async () => {
    for (const lookMs of [50, 100, 250]) {
      const { looks, share } = await run({ steps: 125, epochs: 3, stepMs: 60, lookMs });
      expect(share).toBeLessThanOrEqual(0.05 + Number.EPSILON);
      expect(looks).toBeGreaterThan(3);
    }
  });
});
