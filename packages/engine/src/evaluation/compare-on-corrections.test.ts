import type { Label, Sample } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { compareOnCorrections } from './compare-on-corrections.js';

/** Reads the n-th image as the n-th of these digits, with so many scores. */
const reader = (digits: number[], outputs = 10) => ({
  predict: async (_: Float32Array, count: number) => {
    const scores = new Float32Array(count * outputs);
    for (let i = 0; i < count; i++) scores[i * outputs + digits[i]!] = 1;
    return scores;
  },
});
const sample = (label: Label): Sample =>
  ({
    label,
    part: 'training',
    strokes: [{ width: 20, points: [140, 40, 0.5, 0, 140, 240, 0.5, 100] }],
  }) as unknown as Sample;

describe('what two models make of a room’s corrections', () => {
  it('counts what is read rightly now and before, and keeps pictures of what has changed', async () => {
    const samples = [sample(1), sample(2), sample(3), sample(4)];
    const models = { before: reader([1, 2, 5, 5]), now: reader([1, 7, 3, 6]) };
    const compared = await compareOnCorrections(samples, 'mnist', models, 5);
    expect(compared).toMatchObject({ size: 4, right: 2, before: 2, mended: 1, spoilt: 1 });
    expect(compared!.changed.map(({ truth, before, now }) => [truth, before, now])).toEqual([
      [2, 2, 7],
      [3, 5, 3],
    ]);
    const pixels = Buffer.from(compared!.changed[0]!.image, 'base64');
    expect([pixels.length, Math.max(...pixels) > 200]).toEqual([784, true]);
  });

  it('keeps so many pictures of each kind, and counts all', async () => {
    const samples = Array.from({ length: 6 }, (_, i) => sample(i < 3 ? 1 : 2));
    const models = { before: reader([1, 1, 1, 0, 0, 0]), now: reader([0, 0, 0, 2, 2, 2]) };
    const compared = await compareOnCorrections(samples, 'mnist', models, 2);
    expect(compared).toMatchObject({ mended: 3, spoilt: 3 });
    expect(compared!.changed).toHaveLength(4);
  });

  it('judges by digits alone: others are left out, and of eleven outputs the ten count', async () => {
    const models = { before: reader([4]), now: reader([10], 11) };
    expect(await compareOnCorrections([sample('not-a-digit'), sample(4)], 'mnist', models, 5)).toMatchObject({
      size: 1,
    });
    expect(await compareOnCorrections([sample('not-a-digit')], 'mnist', models, 5)).toBeNull();
  });
});
