import { type Cell, type CellLabel, DIGITS, type Digit, isDisputed, type Prediction } from '@inkroom/shared';

/** Below this confidence a prediction is shown as a guess. */
export const CERTAIN_FROM = 0.6;
/** A digit worth offering first when somebody corrects. */
const LIKELY_FROM = 0.05;
const LIKELY_MAX = 3;

/** What a cell shows of its prediction. */
export interface ShownPrediction {
  prediction: Prediction | null;
  /** Probability of the digit that was read, 0..1. */
  confidence: number;
  certain: boolean;
  /** The ink or the model has changed and the new prediction is not here yet. */
  pending: boolean;
  label: CellLabel | null;
  /** Whether the label confirms or corrects the prediction; null without a label. */
  verdict: 'agrees' | 'corrected' | null;
  /** Whether people say different things of it. */
  disputed: boolean;
}

/**
 * What to show for a cell, or null for one without ink: a prediction of live ink that was dropped is never shown.
 * @param live whether somebody is drawing in it right now
 * @param generation the room's, see {@link Prediction.generation}
 */
export function shownPrediction(cell: Cell | undefined, live: boolean, generation: number): ShownPrediction | null {
  const inked = !!cell && cell.strokes.length > 0;
  if (!inked && !live) return null;
  const prediction = cell?.prediction ?? null;
  const confidence = prediction ? (prediction.scores[prediction.digit] ?? 0) : 0;
  const label = cell?.label ?? null;
  const outdated = !prediction || prediction.generation < generation || prediction.revision < (cell?.revision ?? 0);
  return {
    prediction,
    confidence,
    certain: confidence >= CERTAIN_FROM,
    pending: inked && outdated,
    label,
    verdict: label ? (label.value === prediction?.digit ? 'agrees' : 'corrected') : null,
    disputed: isDisputed(label),
  };
}

/** The digits that the model holds likely, best first: what a correction offers first. */
export function likelyDigits(prediction: Pick<Prediction, 'scores'> | null): Digit[] {
  if (!prediction) return [];
  return DIGITS.filter((digit) => (prediction.scores[digit] ?? 0) >= LIKELY_FROM)
    .sort((a, b) => prediction.scores[b]! - prediction.scores[a]!)
    .slice(0, LIKELY_MAX);
}
