import type { CellIndex } from '@inkroom/shared';
import { Ban, Check, PenLine } from 'lucide-react';
import { type MouseEvent, memo } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { mayWrite } from '../../core/room-roles';
import { useCell, usePersonName } from '../page-context';
import { pageUi, select, usePageUi } from '../page-store';
import { placeOf } from '../view/place-guide';
import { CellAuthors } from './cell-authors';
import styles from './cells.module.css';
import { likelyDigits, type ShownPrediction, shownPrediction } from './shown-prediction';
import { useCellText, useConfidence, useLabelText } from './use-cell-text';

/** One cell of the grid: its name for screen readers, what the model reads in it, what people said. */
export const CellView = memo(function CellView({ index, column }: { index: CellIndex; column: number }) {
  const { cell, live, generation } = useCell(index);
  const shown = shownPrediction(cell, live, generation);
  const selected = usePageUi((ui) => ui.selected === index);
  // What the strip says is said beside the cell already.
  const spoken = usePageUi((ui) => ui.correcting === index || ui.tray);
  const reachable = usePageUi((ui) => ui.selected === index || (ui.selected === null && index === 0));
  const labeller = usePersonName(shown?.label?.by);
  const cellText = useCellText();
  const yours = useTranslations('page.place')('cell');
  const isPlace = useRoomView((view) => mayWrite(view) && placeOf(view, view.you!.id) === index);
  const prediction = shown?.prediction;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot lie over a canvas; this is the grid pattern of WAI-ARIA.
    <div
      role="gridcell"
      id={`page-cell-${index}`}
      className={styles.cell}
      tabIndex={reachable ? 0 : -1}
      aria-colindex={column + 1}
      aria-selected={selected}
      aria-label={isPlace ? `${cellText(index, shown, labeller)} ${yours}` : cellText(index, shown, labeller)}
      onFocus={(event) => {
        if (event.target === event.currentTarget) select(index);
      }}
      data-testid={`cell-${index}`}
      data-strokes={cell?.strokes.length ?? 0}
      data-revision={cell?.revision ?? 0}
      data-live={live || undefined}
      data-pending={shown?.pending || undefined}
      data-prediction={prediction?.digit}
      data-confidence={prediction ? shown.confidence.toFixed(4) : undefined}
      data-model={prediction?.modelVersion}
      data-read-revision={prediction?.revision}
      data-label={shown?.label?.value}
      data-disputed={shown?.disputed || undefined}
    >
      {cell?.strokes.length ? <CellAuthors index={index} cell={cell} /> : null}
      {shown ? <Chip index={index} shown={shown} /> : null}
      {shown && selected && !spoken ? <Strip index={index} shown={shown} labeller={labeller} /> : null}
    </div>
  );
});

/** A click from a keyboard or a screen reader. Taps of a pointer are handled by `PageGestures`. */
function correctByKey(index: CellIndex) {
  return (event: MouseEvent) => {
    if (event.detail === 0) pageUi.setState({ selected: index, correcting: index });
  };
}

/** The digit in the corner, with a ring that closes as the model grows sure. */
function Chip({ index, shown }: { index: CellIndex; shown: ShownPrediction }) {
  const t = useTranslations('page.chip');
  const { prediction, label, certain, pending, verdict, confidence } = shown;
  const digit = label?.value === 'not-a-digit' ? '' : String(label?.value ?? prediction?.digit ?? '');
  const state = verdict ?? (certain ? 'certain' : 'uncertain');
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.chip}
      data-chip={index}
      data-state={prediction || label ? state : 'unread'}
      data-pending={pending || undefined}
      data-disputed={shown.disputed || undefined}
      data-testid={`prediction-${index}`}
      aria-label={digit ? t('correctDigit', { digit }) : t('correct')}
      onClick={correctByKey(index)}
    >
      {verdict === 'corrected' && prediction ? <s className={styles.former} data-digit={prediction.digit} /> : null}
      <span className={styles.dial}>
        {verdict === null ? (
          <svg className={styles.ring} viewBox="0 0 36 36" aria-hidden="true">
            <circle className={styles.track} cx="18" cy="18" r="16" />
            <circle
              className={styles.arc}
              cx="18"
              cy="18"
              r="16"
              pathLength={100}
              strokeDasharray={`${prediction ? Math.round(confidence * 100) : 0} 100`}
            />
          </svg>
        ) : null}
        <span className={styles.digit}>{label?.value === 'not-a-digit' ? <Ban /> : digit}</span>
        {verdict === 'agrees' ? <Check className={styles.badge} /> : null}
      </span>
    </button>
  );
}

/** Under the selected cell: what the cell shows, in words, and who corrected it. A tap opens the correction. */
function Strip({ index, shown, labeller }: { index: CellIndex; shown: ShownPrediction; labeller: string }) {
  const t = useTranslations('page.strip');
  const confidenceOf = useConfidence();
  const labelText = useLabelText();
  const mayCorrect = useRoomView(mayWrite);
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
      type="button"
      tabIndex={-1}
      className={styles.strip}
      data-chip={index}
      data-testid={`strip-${index}`}
      onClick={correctByKey(index)}
    >
      <span>{text()}</span>
      {mayCorrect ? <PenLine /> : null}
    </button>
  );
}
