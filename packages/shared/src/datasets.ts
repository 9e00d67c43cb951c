import type { CellIndex } from './page.js';
import type { StrokeId } from './protocol/ids.js';
import type { Ink } from './protocol/ink.js';
import type { Label } from './protocol/samples.js';

/** A sample's part, drawn once for each author and kept for good, so that nobody is trained and measured on at once. */
export type SamplePart = 'training' | 'holdout';

/** A sample as the room keeps it: it names its strokes, whose ink never changes. */
export interface SampleFacts {
  label: Label;
  part: SamplePart;
  /** Who said what the strokes are. */
  labelledBy: string;
  at: number;
  /** The page and the cell that it was made of. */
  page: number;
  cell: CellIndex;
  /** At least one. */
  strokes: readonly StrokeId[];
  /** What their ink takes in the store. */
  bytes: number;
}

/** A sample with its ink: what corrections leave for training. */
export interface Sample extends Pick<SampleFacts, 'label' | 'part' | 'labelledBy' | 'at'> {
  id: string;
  /** Who wrote the strokes (the author of the first one). */
  authorId: string;
  /** As models read them, see `thinStroke`. */
  strokes: Ink[];
}
