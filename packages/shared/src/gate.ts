import { DIGITS } from './protocol/constants.js';
import type { Limits } from './protocol/limits.js';
import type { DatasetSummary, GateCheck, GateVerdict, VersionMetrics } from './protocol/models.js';

/** What the gate said of a version, and what it was compared with. */
export interface Clearance {
  /** The champion. */
  against: string;
  /** The best of the room's line. */
  best: string;
  verdict: GateVerdict;
}

/** How many promotions a room remembers; the oldest go. */
export const PROMOTIONS_KEPT = 20;

/** What the gate knows of one of the two versions. */
export interface GateSide {
  metrics: VersionMetrics;
  /** What its test set was: only numbers from the same one can be compared. */
  source: DatasetSummary['source'];
  /** On the room's holdout; null for a version that could not be measured there. */
  holdout: { size: number; accuracy: number } | null;
}

type Thresholds = Pick<Limits, 'gateTestDropMax' | 'gateClassFloor' | 'gateRefusedMax' | 'gateHoldoutMin'>;

/** Differences below it come from the representation of fractions. */
const EPSILON = 1e-9;

/** What of the line a candidate is compared with: the champion, and the version of its best test accuracy so far. */
export interface Line {
  champion: GateSide;
  best: Omit<GateSide, 'holdout'>;
}

/**
 * The gate before a promotion (R6). The candidate passes when it loses no more than `gateTestDropMax` on the test set, reads
 * no digit of it below `gateClassFloor` (or below the champion, where that one is below the floor itself), takes no more than
 * `gateRefusedMax` of its digits for no digit (or no more than the champion), and is no worse than the champion on the room's holdout.
 * Digits are judged by the ten outputs that all models have, so that models of ten and of eleven can be compared.
 *
 * A holdout of fewer than `gateHoldoutMin` drawings says nothing: it counts as not measured and holds nobody up. Test sets
 * of different kinds cannot be compared: a version measured on generated digits does not pass against one measured on
 * MNIST, nor the other way round.
 *
 * The test set's numbers are held against the best of the line, so that many small losses cannot add up; against the champion, where
 * the best was measured on another test set than the candidate. The room's holdout is another one each time, and is held against the champion.
 */
export function judge(candidate: GateSide, { champion, best }: Line, thresholds: Thresholds): GateVerdict {
  const yardstick = best.source === candidate.source ? best : champion;
  const checks = [...testChecks(candidate, yardstick, thresholds), holdoutCheck(candidate, champion, thresholds)];
  return { passed: checks.every(({ passed }) => passed), checks };
}

/** Whether a version is better in anything that was measured. One that is not may pass, but is no gain. */
export function isBetterInAnything({ checks, drawings, corrections }: GateVerdict): boolean {
  const sides = [...checks, drawings, corrections].filter((one) => one !== undefined);
  return sides.some(
    ({ candidate, champion }) => candidate !== null && champion !== null && candidate > champion + EPSILON,
  );
}

type TestSide = Omit<GateSide, 'holdout'>;

function testChecks(candidate: TestSide, champion: TestSide, thresholds: Thresholds): GateCheck[] {
  if (candidate.source !== champion.source) {
    const unknown = { passed: false, candidate: null, champion: null, floor: null };
    return [
      { name: 'test', ...unknown },
      { name: 'classes', ...unknown },
    ];
  }
  const floor = champion.metrics.testAccuracy - thresholds.gateTestDropMax;
  const test = compare('test', candidate.metrics.testAccuracy, champion.metrics.testAccuracy, floor);
  const checks = [test, classesCheck(candidate.metrics, champion.metrics, thresholds)];
  return knowsNoDigit(candidate) || knowsNoDigit(champion)
    ? [...checks, refusedCheck(candidate, champion, thresholds)]
    : checks;
}

function knowsNoDigit({ metrics }: TestSide): boolean {
  return metrics.refused !== undefined;
}

function refusedCheck(candidate: TestSide, champion: TestSide, { gateRefusedMax }: Thresholds): GateCheck {
  const kept = ({ metrics }: TestSide) => 1 - (metrics.refused ?? 0);
  const before = kept(champion);
  return compare('refused', kept(candidate), before, Math.min(1 - gateRefusedMax, before));
}

function classesCheck(candidate: VersionMetrics, champion: VersionMetrics, thresholds: Thresholds): GateCheck {
  const checks = DIGITS.map((digit) => {
    const before = champion.perClass[digit]!;
    const floor = Math.min(thresholds.gateClassFloor, before);
    return { ...compare('classes', candidate.perClass[digit]!, before, floor), digit };
  });
  const margin = (check: (typeof checks)[number]) => check.candidate - check.floor;
  return checks.reduce((worst, check) => (margin(check) < margin(worst) ? check : worst));
}

function holdoutCheck(candidate: GateSide, champion: GateSide, { gateHoldoutMin }: Thresholds): GateCheck {
  const size = candidate.holdout?.size ?? champion.holdout?.size ?? 0;
  if (size < gateHoldoutMin || !candidate.holdout)
    return { name: 'holdout', passed: true, candidate: null, champion: null, floor: null, size };
  // A champion that cannot be loaded any more is no ground to keep it.
  const before = champion.holdout?.accuracy ?? null;
  if (before === null)
    return { name: 'holdout', passed: true, candidate: candidate.holdout.accuracy, champion: null, floor: null, size };
  return { ...compare('holdout', candidate.holdout.accuracy, before, before), size };
}

function compare<N extends GateCheck['name']>(name: N, candidate: number, champion: number, floor: number) {
  return { name, passed: candidate >= floor - EPSILON, candidate, champion, floor };
}
