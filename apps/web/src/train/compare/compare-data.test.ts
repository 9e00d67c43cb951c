import { DEFAULT_RUN, PRESET_LAYERS, type Run } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { differences, figuresOf, gpuVerdict, partnerOf } from './compare-data';

function run(
  number: number,
  part: { pool?: string; seconds?: number; money?: number; accuracy?: number; spec?: object },
) {
  const { pool = 'cpu', seconds = 100, money = 1, accuracy = 0.99, spec = {} } = part;
  return {
    id: `r${number}`,
    number,
    state: 'finished',
    spec: { ...DEFAULT_RUN, layers: PRESET_LAYERS.mlp, pool, ...spec },
    testAccuracy: accuracy,
    progress: { samplesPerSecond: 1000, step: 10 },
    worker: { override: false },
    cost: { wallSeconds: seconds, money, currency: 'JPY', energyWh: 1, peakMemoryBytes: 1e8 },
  } as unknown as Run;
}

describe('comparing runs', () => {
  it('names the best of each figure, and none where all are equal', () => {
    const figures = figuresOf([run(1, { seconds: 20, accuracy: 0.98 }), run(2, { seconds: 90, accuracy: 0.99 })], []);
    const best = Object.fromEntries(figures.map((figure) => [figure.name, figure.best]));
    expect(best).toMatchObject({ accuracy: [1], time: [0], memory: [] });
  });

  it('leaves out what nobody measured', () => {
    expect(figuresOf([run(1, {})], []).map(({ name }) => name)).not.toContain('holdout');
    expect(figuresOf([run(1, {})], [0.9]).map(({ name }) => name)).toContain('holdout');
  });

  it('tells what a point of accuracy cost', () => {
    const figure = figuresOf([run(1, { money: 1.98, accuracy: 0.99 })], []).find(
      ({ name }) => name === 'moneyPerPoint',
    );
    expect(figure?.values[0]).toBeCloseTo(0.02);
  });

  it.each([
    [{ seconds: 10, money: 0.5 }, 'worth'],
    [{ seconds: 10, money: 2 }, 'depends'],
    [{ seconds: 200, money: 0.5 }, 'cheaper'],
    [{ seconds: 200, money: 2 }, 'not'],
  ])('answers whether the GPU is worth its price: %o is %s', (gpu, answer) => {
    expect(gpuVerdict([run(1, {}), run(2, { pool: 'gpu', ...gpu })])?.answer).toBe(answer);
  });

  it('does not judge the GPU by other work, nor a stand-in for it', () => {
    expect(gpuVerdict([run(1, { spec: { epochs: 1 } }), run(2, { pool: 'gpu' })])).toBeNull();
    const standIn = { ...run(2, { pool: 'gpu' }), worker: { override: true } } as Run;
    expect(gpuVerdict([run(1, {}), standIn])).toBeNull();
  });

  it.each([{ replay: 6000 }, { startFrom: 'champion' }, { patience: 2 }])('takes %o for other work', (spec) => {
    expect(gpuVerdict([run(1, { spec }), run(2, { pool: 'gpu' })])).toBeNull();
    expect(gpuVerdict([run(1, { spec }), run(2, { pool: 'gpu', spec })])).not.toBeNull();
  });

  it('puts the same work in the other pool beside a run first', () => {
    const runs = [run(1, { pool: 'gpu' }), run(2, {}), run(3, { spec: { epochs: 1 } })];
    expect(partnerOf(runs[1]!, runs)?.number).toBe(1);
    expect(partnerOf(runs[2]!, runs)?.number).toBe(2);
  });

  it('names the settings that differ', () => {
    expect(differences([run(1, {}), run(2, { spec: { epochs: 1, augment: true } })])).toEqual(['epochs', 'augment']);
    expect(differences([run(1, { spec: { seed: 1 } }), run(2, { spec: { seed: 2, replay: 6000 } })])).toEqual([
      'replay',
      'seed',
    ]);
  });
});
