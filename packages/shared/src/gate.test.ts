import { describe, expect, it } from 'vitest';
import { type GateSide, judge } from './gate.js';
import { DEFAULT_LIMITS } from './protocol/limits.js';

function side(over: Partial<GateSide> & { accuracy?: number; perClass?: Record<number, number> } = {}): GateSide {
  const { accuracy = 0.99, perClass = {}, ...rest } = over;
  const shares = Array.from({ length: 10 }, (_, digit) => perClass[digit] ?? accuracy);
  const metrics = { testAccuracy: accuracy, testLoss: 0.03, perClass: shares } as GateSide['metrics'];
  return { metrics, source: 'mnist', holdout: null, ...rest };
}

const verdict = (candidate: GateSide, champion: GateSide) => judge(candidate, champion, DEFAULT_LIMITS);
const check = (name: string, candidate: GateSide, champion: GateSide) =>
  verdict(candidate, champion).checks.find((one) => one.name === name)!;

describe('the gate (R6)', () => {
  it('lets a version pass that loses 0.3 points on the test set, and no more', () => {
    expect(verdict(side({ accuracy: 0.987 }), side()).passed).toBe(true);
    expect(check('test', side({ accuracy: 0.9869 }), side())).toEqual({
      name: 'test',
      passed: false,
      candidate: 0.9869,
      champion: 0.99,
      floor: 0.99 - DEFAULT_LIMITS.gateTestDropMax,
    });
  });

  it('refuses a version that reads one digit below its floor, and names the worst', () => {
    const candidate = side({ perClass: { 3: 0.94, 8: 0.9 } });
    expect(verdict(candidate, side()).passed).toBe(false);
    expect(check('classes', candidate, side())).toEqual({
      name: 'classes',
      passed: false,
      candidate: 0.9,
      champion: 0.99,
      floor: DEFAULT_LIMITS.gateClassFloor,
      digit: 8,
    });
  });

  it('asks of a digit that the champion reads below the floor only that it gets no worse', () => {
    const champion = side({ perClass: { 8: 0.8 } });
    expect(verdict(side({ perClass: { 8: 0.8 } }), champion).passed).toBe(true);
    expect(verdict(side({ perClass: { 8: 0.79 } }), champion).passed).toBe(false);
  });

  it('refuses a version that takes too many digits for no digit, however well its ten outputs read', () => {
    const of = (refused?: number) => {
      const one = side();
      return { ...one, metrics: { ...one.metrics, ...(refused === undefined ? {} : { refused }) } };
    };
    expect(verdict(of(0.01), of()).passed).toBe(true);
    expect(verdict(of(0.011), of()).passed).toBe(false);
    expect(check('refused', of(0.2), of(0.004))).toEqual({
      name: 'refused',
      passed: false,
      candidate: 0.8,
      champion: 0.996,
      floor: 1 - DEFAULT_LIMITS.gateRefusedMax,
    });
    // One that was live with more of them is to be no worse; two models of ten outputs are not asked.
    expect(verdict(of(0.02), of(0.02)).passed).toBe(true);
    expect(check('refused', of(), of())).toBeUndefined();
  });

  it('refuses a version that is worse on the room’s holdout', () => {
    const champion = side({ holdout: { size: 40, accuracy: 0.95 } });
    const worse = side({ holdout: { size: 40, accuracy: 0.925 } });
    expect(verdict(worse, champion).passed).toBe(false);
    expect(check('holdout', worse, champion)).toEqual({
      name: 'holdout',
      passed: false,
      candidate: 0.925,
      champion: 0.95,
      floor: 0.95,
      size: 40,
    });
    expect(verdict(champion, champion).passed).toBe(true);
  });

  it('counts a holdout that is too small as not measured', () => {
    const size = DEFAULT_LIMITS.gateHoldoutMin - 1;
    const champion = side({ holdout: { size, accuracy: 1 } });
    const worse = side({ holdout: { size, accuracy: 0 } });
    expect(check('holdout', worse, champion)).toEqual({
      name: 'holdout',
      passed: true,
      candidate: null,
      champion: null,
      floor: null,
      size,
    });
  });

  it('does not keep a champion that cannot be measured any more', () => {
    const candidate = side({ holdout: { size: 40, accuracy: 0.5 } });
    expect(check('holdout', candidate, side())).toMatchObject({ passed: true, candidate: 0.5, champion: null });
  });

  it('does not compare generated digits with MNIST', () => {
    for (const [candidate, champion] of [
      ['generated', 'mnist'],
      ['mnist', 'generated'],
    ] as const) {
      const { passed, checks } = verdict(side({ source: candidate }), side({ source: champion }));
      expect(passed).toBe(false);
      expect(checks[0]).toEqual({ name: 'test', passed: false, candidate: null, champion: null, floor: null });
    }
    expect(verdict(side({ source: 'generated' }), side({ source: 'generated' })).passed).toBe(true);
  });
});
