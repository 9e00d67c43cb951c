import type { CellIndex } from '@inkroom/shared';
import { PenLine } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { mayWrite } from '../../core/room-roles';
import styles from './cells.module.css';
import { correctByKey } from './correct-by-key';
import type { ShownPrediction } from './shown-prediction';
import { useConfidence, useDecisionText, useLabelText } from './use-cell-text';
import { useFreeSide } from './use-free-side';

/** At the selected cell: what the cell shows, in words, and who corrected it. A tap opens the correction. */
export function Strip({ index, shown, labeller }: { index: CellIndex; shown: ShownPrediction; labeller: string }) {
  const t = useTranslations('page.strip');
  const confidenceOf = useConfidence();
  const labelText = useLabelText();
  const decisionText = useDecisionText();
  const mayCorrect = useRoomView(mayWrite);
  const button = useRef<HTMLButtonElement>(null);
  const side = useFreeSide(button, index);
  const { decision, label } = shown;
  const text = () => {
    if (label) return t(shown.disputed ? 'disputed' : 'said', { label: labelText(label.value), name: labeller });
    if (!decision) return t('reading');
    return t('certain', { digit: decisionText(decision), confidence: confidenceOf(decision.score) });
  };
  return (
    <button
      ref={button}
      type="button"
      tabIndex={-1}
      className={styles.strip}
      data-side={side}
      data-chip={index}
      data-testid={`strip-${index}`}
      onClick={correctByKey(index)}
    >
      <span>{text()}</span>
      {mayCorrect ? <PenLine /> : null}
    </button>
  );
}
