import type { CellIndex, Digit, Page, RoomState } from '@inkroom/shared';

/** A cell that champion and challenger read differently. */
export interface Disagreement {
  cell: CellIndex;
  champion: Digit;
  challenger: Digit;
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
    if (typeof label?.value === 'number') {
      tally.checked++;
      if (label.value === prediction.digit) tally.championRight++;
      if (label.value === byChallenger.digit) tally.challengerRight++;
    }
    if (byChallenger.digit === prediction.digit) continue;
    const { digit } = prediction;
    tally.disagreements.push({
      cell: Number(index),
      champion: digit,
      challenger: byChallenger.digit,
      championConfidence: prediction.scores[digit] ?? 0,
      challengerConfidence: byChallenger.scores[byChallenger.digit] ?? 0,
      right: label ? rightOf(label.value, digit, byChallenger.digit) : null,
    });
  }
  tally.disagreements.sort((a, b) => a.cell - b.cell);
  return tally;
}

function rightOf(label: unknown, champion: Digit, challenger: Digit): Disagreement['right'] {
  return label === champion ? 'champion' : label === challenger ? 'challenger' : 'neither';
}
