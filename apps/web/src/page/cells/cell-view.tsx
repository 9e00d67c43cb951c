import type { CellIndex } from '@inkroom/shared';
import { Ban, Check } from 'lucide-react';
import { type CSSProperties, memo, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { mayWrite } from '../../core/room-roles';
import { late, useLate } from '../../ui/late';
import { useCell, usePersonName } from '../page-context';
import { select, usePageUi } from '../page-store';
import { placeOf } from '../view/place-guide';
import { CellAuthors } from './cell-authors';
import styles from './cells.module.css';
import { correctByKey } from './correct-by-key';
import { chipPlace } from './free-place';
import { type ShownPrediction, shownPrediction } from './shown-prediction';
import { useCellText } from './use-cell-text';

const strip = late(() => import('./strip').then((module) => module.Strip));

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
  const isTold = !!shown && selected && !spoken;
  const { known: Strip } = useLate(strip, isTold);
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
      {shown ? <Chip index={index} shown={shown} strokes={cell?.strokes} /> : null}
      {Strip && isTold ? <Strip index={index} shown={shown} labeller={labeller} /> : null}
    </div>
  );
});

interface ChipProps {
  index: CellIndex;
  shown: ShownPrediction;
  strokes: readonly string[] | undefined;
}

/** The digit where it covers no ink, with a ring that closes as the model grows sure. */
function Chip({ index, shown, strokes }: ChipProps) {
  const t = useTranslations('page.chip');
  const client = useRoomClient();
  // Ink never changes: only which strokes there are.
  const place = useMemo(() => chipPlace(client.strokesOf(index)), [client, index, strokes]);
  const { prediction, label, certain, pending, verdict, confidence } = shown;
  const digit = label?.value === 'not-a-digit' ? '' : String(label?.value ?? prediction?.digit ?? '');
  const state = verdict ?? (certain ? 'certain' : 'uncertain');
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.chip}
      data-chip={index}
      style={place ? ({ '--across': place.across, '--down': place.down, '--size': place.size } as CSSProperties) : {}}
      data-crowded={!place || undefined}
      data-former={place?.former}
      data-state={prediction || label ? state : 'unread'}
      data-pending={pending || undefined}
      data-disputed={shown.disputed || undefined}
      data-testid={`prediction-${index}`}
      aria-label={digit ? t('correctDigit', { digit }) : t('correct')}
      onClick={correctByKey(index)}
    >
      {place?.former && verdict === 'corrected' && prediction ? (
        <s className={styles.former} data-digit={prediction.digit} />
      ) : null}
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
