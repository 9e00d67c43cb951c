import { type CellIndex, type Label, type Page, type RoomState, scoreOf, takenFor } from '@inkroom/shared';

/** A cell that champion and challenger read differently. */
export interface Disagreement {
  cell: CellIndex;
  champion: Label;
  challenger: Label;
  /** Probability that each gave its answer, 0..1. */
  championConfidence: number;
  challengerConfidence: number;
  /** Who is right by what people said; null where nobody has. */
  right: 'champion' | 'challenger' | 'neither' | null;
}

export interface DisagreementTally {
  /** Cells that both have read. */
  compared: number;
  /** Those of them of which somebody has said what digit they hold, and in how many of these each is right. */
  checked: number;
  championRight: number;
  challengerRight: number;
  /** Those in which they differ, in the order of the page. */
  disagreements: Disagreement[];
}

/** Where the room's challenger reads something else than its champion, on a page as it is. */
export function tallyDisagreements(
  { cells }: Pick<Page, 'cells'>,
  { challenger, generation }: Pick<RoomState, 'challenger' | 'generation'>,
): DisagreementTally {
  const tally: DisagreementTally = { compared: 0, checked: 0, championRight: 0, challengerRight: 0, disagreements: [] };
  for (const [index, { prediction, label, strokes }] of Object.entries(cells)) {
    const byChallenger = prediction?.byChallenger;
    if (!prediction || !byChallenger || strokes.length === 0) continue;
    // What was read before the last change of models says nothing about these two.
    if (byChallenger.modelVersion !== challenger || prediction.generation < generation || prediction.insteadOf)
      continue;
    tally.compared++;
    const [champion, other] = [takenFor(prediction), takenFor(byChallenger)];
    if (typeof label?.value === 'number') {
      tally.checked++;
      if (label.value === champion) tally.championRight++;
      if (label.value === other) tally.challengerRight++;
    }
    if (champion === other) continue;
    tally.disagreements.push({
      cell: Number(index),
      champion,
      challenger: other,
      championConfidence: scoreOf(prediction.scores, champion),
      challengerConfidence: scoreOf(byChallenger.scores, other),
      right: label ? rightOf(label.value, champion, other) : null,
    });
  }
  tally.disagreements.sort((a, b) => a.cell - b.cell);
  return tally;
}

function rightOf(label: Label, champion: Label, challenger: Label): Disagreement['right'] {
  return label === champion ? 'champion' : label === challenger ? 'challenger' : 'neither';
}
