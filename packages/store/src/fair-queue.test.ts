import { DEFAULT_RUN, PRESET_LAYERS, type Run } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { type ActiveRun, runPriorities } from './fair-queue.js';

const HOUR_MS = 3_600_000;

let made = 0;
const runOf = (roomId: string, address: string | null, epochs: number, more: Partial<Run> = {}): ActiveRun => {
  const nth = made++;
  const layers = [...PRESET_LAYERS.cnn];
  const spec = { ...DEFAULT_RUN, layers, epochs, seed: 1, framing: 'mnist', parentId: null } as const;
  const run = {
    id: `run-${nth}`,
    number: nth,
    roomId,
    spec,
    state: 'pending',
    createdAt: nth,
    checkpointEpoch: 0,
    ...more,
  };
  return { run: run as unknown as Run, address };
};

/** The ids in the order in which workers take them. */
const order = (active: readonly ActiveRun[], now = made) =>
  [...runPriorities(active, now)].sort((a, b) => a[1] - b[1]).map(([id]) => id);
const ids = (...active: ActiveRun[]) => active.map(({ run }) => run.id);

describe('R7 the order of runs', () => {
  it('is by a room’s turn, whatever they take', () => {
    const [a1, a2, b1] = [runOf('a', null, 2), runOf('a', null, 1), runOf('b', null, 50)];
    expect(order([a1, a2, b1])).toEqual(ids(a1, b1, a2));
  });

  it('is by work among first runs, and an address’ second counts twice', () => {
    const [long, other, short] = [runOf('a', 'x', 30), runOf('b', 'y', 20), runOf('c', 'x', 15)];
    expect(order([long, other, short])).toEqual(ids(short, other, long));
    const atWork = runOf('d', 'x', 50, { state: 'running' });
    // 15 twice is more than 20.
    expect(order([long, other, short, atWork]).filter((id) => id !== atWork.run.id)).toEqual(ids(other, short, long));
  });

  it('lets one that has waited for ten times its work be passed no more, and counts what is done already', () => {
    const old = runOf('a', 'x', 10);
    const young = runOf('b', 'y', 1, { createdAt: 48 * HOUR_MS });
    expect(order([old, young], 48 * HOUR_MS)).toEqual(ids(old, young));
    const resumed = runOf('c', 'z', 50, { checkpointEpoch: 49 });
    const fresh = runOf('d', 'w', 2);
    expect(order([fresh, resumed])).toEqual(ids(resumed, fresh));
  });

  it('is one that BullMQ takes, whatever there is', () => {
    const many = Array.from({ length: 400 }, (_, i) => runOf(`room-${i % 20}`, 'x', 50, { createdAt: i }));
    const priorities = [...runPriorities(many, 0).values()];
    expect(Math.max(...priorities)).toBeLessThan(2 ** 21);
    expect(Math.min(...priorities)).toBeGreaterThan(0);
    expect(runPriorities([runOf('a', null, 1, { checkpointEpoch: 1 })], 0)).toEqual(new Map([[`run-${made - 1}`, 1]]));
  });
});
