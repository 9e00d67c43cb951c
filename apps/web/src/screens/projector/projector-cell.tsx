import type { CellIndex, Challenge } from '@inkroom/shared';
import { Check, X } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import { useStrokesOf } from '../../core/room-provider';
import { LabelMark } from '../../page/cells/label-mark';
import rereadStyles from '../../page/cells/reread.module.css';
import { shownPrediction } from '../../page/cells/shown-prediction';
import { useReread } from '../../page/cells/use-reread';
import { useCell } from '../../page/page-context';
import { classNames } from '../../ui/class-names';
import { freestCorner } from './freest-corner';
import styles from './projector-cell.module.css';

/** What a reading takes of a cell, with a mark beside it and without. */
const WIDTH = 0.26;
const MARKED_WIDTH = 0.36;
const HEIGHT = 0.27;
/** With the mark below it, where there is no room beside. */
const MARKED_HEIGHT = 0.46;

/** What is read in a cell, as large as its corner allows, and whether it is right where that is known. */
export const ProjectorCell = memo(function ProjectorCell({
  index,
  column,
  row,
  over,
}: {
  index: CellIndex;
  column: number;
  row: number;
  /** The challenge that is over, for which it may have been written. */
  over: Challenge | null;
}) {
  const { cell, live, generation } = useCell(index);
  const asked = cell?.dictated && over?.at === cell.dictated.at ? Number(over.number[cell.dictated.nth]) : null;
  const strokes = useStrokesOf(index);
  const shown = shownPrediction(cell, live, generation);
  const reread = useReread(shown?.prediction ?? null);
  if (!shown) return null;
  const { prediction, decision, label, certain, pending } = shown;
  const shows = label?.value ?? decision?.is;
  if (shows === undefined) return null;
  const known = label?.value ?? asked;
  const state = known === null ? (certain ? 'certain' : 'uncertain') : known === decision?.is ? 'right' : 'wrong';
  const isMarked = state === 'right' || state === 'wrong';
  const at = { '--column': column, '--row': row } as CSSProperties;
  const beside = freestCorner(strokes, isMarked ? MARKED_WIDTH : WIDTH, HEIGHT);
  const below = isMarked && !beside.isFree ? freestCorner(strokes, WIDTH, MARKED_HEIGHT) : beside;
  const isStacked = below.isFree && !beside.isFree;
  const { corner, isFree } = isStacked ? below : beside;
  return (
    <div className={styles.cell} style={at}>
      <span
        key={prediction?.generation}
        className={classNames(styles.read, rereadStyles.reread)}
        data-reread={reread}
        data-state={state}
        data-corner={corner}
        data-free={isFree || undefined}
        data-stacked={isStacked || undefined}
        data-pending={pending || undefined}
        data-testid={`projected-${index}`}
      >
        {label && state === 'wrong' && decision ? (
          <s>
            <LabelMark label={decision.is} />
          </s>
        ) : null}
        <span>
          <LabelMark label={shows} />
        </span>
        {state === 'right' ? <Check /> : state === 'wrong' && !label ? <X /> : null}
      </span>
    </div>
  );
});
