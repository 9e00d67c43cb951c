import type { CellIndex, Decision, Label } from '@inkroom/shared';
import { useFormatter, useTranslations } from 'use-intl';
import { useRowAndColumn } from '../page-context';
import type { ShownPrediction } from './shown-prediction';

/** Writes a confidence (0..1) as people read it; near certainty one digit more, for 99.4 % is not 100 %. */
export function useConfidence(): (confidence: number) => string {
  const format = useFormatter();
  return (confidence) =>
    format.number(confidence, { style: 'percent', maximumFractionDigits: confidence > 0.99 ? 1 : 0 });
}

export function useLabelText(): (label: Label) => string {
  const t = useTranslations('page');
  return (label) => (label === 'not-a-digit' ? t('notADigit') : String(label));
}

/** Writes what a model says, as part of a sentence: a digit, "no digit", or that it is not sure between two. */
export function useDecisionText(): (decision: Decision) => string {
  const t = useTranslations('page');
  const word = (label: Label) => (label === 'not-a-digit' ? t('noDigit') : String(label));
  return ({ is, or }) => (or === null ? word(is) : t('notSure', { first: word(is), second: word(or) }));
}

/** Says what a cell holds in one sentence: its name for screen readers. */
export function useCellText(): (cell: CellIndex, shown: ShownPrediction | null, labeller: string) => string {
  const t = useTranslations('page.cell');
  const rowAndColumn = useRowAndColumn();
  const confidenceOf = useConfidence();
  const labelText = useLabelText();
  const decisionText = useDecisionText();
  return (cell, shown, labeller) => {
    const place = t('place', rowAndColumn(cell));
    if (!shown) return t('empty', { place });
    const { decision, label } = shown;
    const reads = decision
      ? t(decision.or === null ? 'reads' : 'guesses', {
          place,
          said: decisionText(decision),
          confidence: confidenceOf(decision.score),
        })
      : t('unread', { place });
    if (!label) return reads;
    const said = { label: labelText(label.value), name: labeller };
    const verdict = `${reads} ${t(shown.verdict === 'agrees' ? 'confirmed' : 'corrected', said)}`;
    return shown.disputed ? `${verdict} ${t('disputed')}` : verdict;
  };
}
