import type { CellIndex } from '@inkroom/shared';
import { memo } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { mayWrite } from '../../core/room-roles';
import { late, useLate } from '../../ui/late';
import { useCell, usePersonName } from '../page-context';
import { select, usePageUi } from '../page-store';
import { placeOf } from '../view/place-guide';
import { CellAuthors } from './cell-authors';
import styles from './cells.module.css';
import { shownPrediction } from './shown-prediction';
import { useCellText } from './use-cell-text';

/** What lies over the paper: nobody who comes to an empty page waits for it. */
const notes = late(() => import('./cell-notes'));

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
  const { known } = useLate(notes, !!shown);
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
      data-prediction={shown?.decision?.is}
      data-or={shown?.decision?.or ?? undefined}
      data-confidence={prediction ? shown.confidence.toFixed(4) : undefined}
      data-model={prediction?.modelVersion}
      data-read-revision={prediction?.revision}
      data-label={shown?.label?.value}
      data-disputed={shown?.disputed || undefined}
    >
      {cell?.strokes.length ? <CellAuthors index={index} cell={cell} /> : null}
      {known && shown ? (
        <known.Chip key={cell?.strokes[0]} index={index} shown={shown} strokes={cell?.strokes} />
      ) : null}
      {known && isTold ? <known.Strip index={index} shown={shown} labeller={labeller} /> : null}
    </div>
  );
});
