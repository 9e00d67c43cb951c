import {
  type Cell,
  type CellLabel,
  type Decision,
  DIGITS,
  type Digit,
  decisionOf,
  isDisputed,
  type Label,
  type Prediction,
  scoreOf,
} from '@inkroom/shared';

/** A digit worth offering first when somebody corrects. */
const LIKELY_FROM = 0.05;
const LIKELY_MAX = 3;

/** What a cell shows of its prediction. */
export interface ShownPrediction {
  prediction: Prediction | null;
  /** What the model says of it, see `decisionOf`; null where it has not been read. */
  decision: Decision | null;
  /** Probability of what it is taken for, sure or not, 0..1. */
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
  const decision = prediction && decisionOf(prediction.scores);
  const label = cell?.label ?? null;
  const outdated = !prediction || prediction.generation < generation || prediction.revision < (cell?.revision ?? 0);
  return {
    prediction,
    decision,
    confidence: decision ? scoreOf(prediction.scores, decision.is) : 0,
    certain: decision !== null && decision.or === null,
    pending: inked && outdated,
    label,
    verdict: label ? (label.value === decision?.is ? 'agrees' : 'corrected') : null,
    disputed: isDisputed(label),
  };
}

/** Whether the model holds a label likely. */
export function isLikely(prediction: Pick<Prediction, 'scores'> | null, label: Label): boolean {
  return prediction !== null && scoreOf(prediction.scores, label) >= LIKELY_FROM;
}

/** The digits that the model holds likely, best first: what a correction offers first. */
export function likelyDigits(prediction: Pick<Prediction, 'scores'> | null): Digit[] {
  if (!prediction) return [];
  return DIGITS.filter((digit) => isLikely(prediction, digit))
    .sort((a, b) => prediction.scores[b]! - prediction.scores[a]!)
    .slice(0, LIKELY_MAX);
}
