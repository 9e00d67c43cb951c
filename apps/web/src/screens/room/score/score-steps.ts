import type { Promotion, Score, ScorePoint } from '@inkroom/shared';

/** A point of the line: what the score was, and the version that went live since the point before. */
export interface ScoreStep extends Score {
  /** ms since the epoch; null for now. */
  at: number | null;
  /** Share of what was read that was right, 0..1. */
  share: number;
  promoted: string | null;
}

/**
 * A room's line of scores up to now. Points at which nothing was read say nothing, and are left out.
 * @param promotions oldest first
 */
export function scoreSteps(
  points: readonly ScorePoint[],
  now: Score,
  promotions: readonly Pick<Promotion, 'versionId' | 'at'>[],
): ScoreStep[] {
  const told = [...points, { ...now, at: null }].filter(({ read }) => read > 0);
  return told.map((point, i) => {
    const [from, until] = [told[i - 1]?.at ?? Number.POSITIVE_INFINITY, point.at ?? Number.POSITIVE_INFINITY];
    const promotion = promotions.findLast(({ at }) => at > from && at <= until);
    return { ...point, share: point.right / point.read, promoted: promotion?.versionId ?? null };
  });
}
