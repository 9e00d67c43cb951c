import type { Prediction } from './protocol/predictions.js';

type Order = Pick<Prediction, 'page' | 'generation' | 'revision' | 'live' | 'insteadOf'>;

/**
 * Whether `next` may replace `shown` (rule R4: a stale prediction never shows over a newer one).
 * Within one revision, predictions of an unfinished stroke come after the prediction of what was stored before it. Of the same
 * ink, what another model read in the champion's place never replaces the champion's own prediction.
 */
export function supersedes(next: Order, shown: Order | undefined): boolean {
  if (!shown) return true;
  for (const key of ['page', 'generation', 'revision', 'live'] as const) {
    if (next[key] !== shown[key]) return next[key] > shown[key];
  }
  return !next.insteadOf || Boolean(shown.insteadOf);
}
