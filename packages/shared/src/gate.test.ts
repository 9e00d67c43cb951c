import { describe, expect, it } from 'vitest';
import { type GateSide, isBetterInAnything, judge } from './gate.js';
import { DEFAULT_LIMITS } from './protocol/limits.js';

function side(over: Partial<GateSide> & { accuracy?: number; perClass?: Record<number, number> } = {}): GateSide {
  const { accuracy = 0.99, perClass = {}, ...rest } = over;
  const shares = Array.from({ length: 10 }, (_, digit) => perClass[digit] ?? accuracy);
  const metrics = { testAccuracy: accuracy, testLoss: 0.03, perClass: shares } as GateSide['metrics'];
  return { metrics, source: 'mnist', holdout: null, ...rest };
}

const verdict = (candidate: GateSide, champion: GateSide, best = champion) =>
  judge(candidate, { champion, best }, DEFAULT_LIMITS);
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

  it('holds the test set against the best of the line, so that many small losses cannot add up', () => {
    const best = side({ accuracy: 0.99 });
    let champion = best;
    for (const accuracy of [0.988, 0.987, 0.986, 0.985]) {
      const candidate = side({ accuracy });
      expect(verdict(candidate, champion).passed).toBe(true);
      expect(verdict(candidate, champion, best).passed).toBe(accuracy >= 0.987);
      champion = candidate;
    }
  });

  it('holds the room’s holdout against the champion, whatever the best of the line is', () => {
    const holdout = (accuracy: number) => ({ size: 40, accuracy });
    const champion = side({ holdout: holdout(0.8) });
    const best = side({ holdout: holdout(1) });
    expect(verdict(side({ holdout: holdout(0.8) }), champion, best).passed).toBe(true);
    expect(verdict(side({ holdout: holdout(0.7) }), champion, best).passed).toBe(false);
  });

  it('compares with the champion where the best was measured on another test set', () => {
    const champion = side({ accuracy: 0.9, source: 'generated' });
    expect(verdict(side({ accuracy: 0.9, source: 'generated' }), champion, side()).passed).toBe(true);
    expect(verdict(side({ accuracy: 0.89, source: 'generated' }), champion, side()).passed).toBe(false);
  });

  it('tells a version that is better in nothing from one that is better in anything', () => {
    const same = verdict(side(), side());
    expect(isBetterInAnything(same)).toBe(false);
    expect(isBetterInAnything({ ...same, corrections: { size: 39, candidate: 36, champion: 36 } })).toBe(false);
    expect(isBetterInAnything({ ...same, corrections: { size: 39, candidate: 38, champion: 36 } })).toBe(true);
    expect(isBetterInAnything({ ...same, drawings: { candidate: 0.93, champion: 0.85 } })).toBe(true);
    expect(isBetterInAnything(verdict(side({ accuracy: 0.991 }), side()))).toBe(true);
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
