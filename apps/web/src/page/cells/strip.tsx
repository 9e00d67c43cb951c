import type { CellIndex } from '@inkroom/shared';
import { PenLine } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { mayWrite } from '../../core/room-roles';
import styles from './cells.module.css';
import { correctByKey } from './correct-by-key';
import { likelyDigits, type ShownPrediction } from './shown-prediction';
import { useConfidence, useLabelText } from './use-cell-text';
import { useFreeSide } from './use-free-side';

/** At the selected cell: what the cell shows, in words, and who corrected it. A tap opens the correction. */
export function Strip({ index, shown, labeller }: { index: CellIndex; shown: ShownPrediction; labeller: string }) {
  const t = useTranslations('page.strip');
  const confidenceOf = useConfidence();
  const labelText = useLabelText();
  const mayCorrect = useRoomView(mayWrite);
  const button = useRef<HTMLButtonElement>(null);
  const side = useFreeSide(button, index);
  const { prediction, label, certain } = shown;
  const text = () => {
    if (label) return t(shown.disputed ? 'disputed' : 'said', { label: labelText(label.value), name: labeller });
    if (!prediction) return t('reading');
    const confidence = confidenceOf(shown.confidence);
    if (certain) return t('certain', { digit: prediction.digit, confidence });
    const [first = prediction.digit, second] = likelyDigits(prediction);
    return second === undefined
      ? t('certain', { digit: first, confidence })
      : t('either', { first, second, confidence });
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
