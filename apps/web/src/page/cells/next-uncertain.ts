import type { CellIndex, Page } from '@inkroom/shared';
import { shownPrediction } from './shown-prediction';

/** The next cell after one of which the model is not sure and nobody has said what it holds, from the end on to the beginning; null without any. */
export function nextUncertain(
  { cells, rows, columns }: Page,
  generation: number,
  after: CellIndex | null,
): CellIndex | null {
  const count = rows * columns;
  const first = after === null ? 0 : after + 1;
  for (let i = 0; i < count; i++) {
    const cell = (first + i) % count;
    const shown = shownPrediction(cells[cell], false, generation);
    if (shown?.prediction && !shown.label && !shown.certain) return cell;
  }
  return null;
}
