import type { CellIndex, Digit, RoomState } from '@inkroom/shared';

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

export interface ShadowTally {
  /** Cells that both have read. */
  compared: number;
  /** Those in which they differ, in the order of the page. */
  disagreements: Disagreement[];
}

/** Where the room's challenger reads something else than its champion, on the page as it is. */
export function tallyShadow({ cells, challenger, generation }: RoomState): ShadowTally {
  const tally: ShadowTally = { compared: 0, disagreements: [] };
  for (const [index, { prediction, label, strokes }] of Object.entries(cells)) {
    const shadow = prediction?.shadow;
    if (!prediction || !shadow || strokes.length === 0) continue;
    // What was read before the last change of models says nothing about these two.
    if (shadow.modelVersion !== challenger || prediction.generation < generation || prediction.insteadOf) continue;
    tally.compared++;
    if (shadow.digit === prediction.digit) continue;
    const { digit } = prediction;
    tally.disagreements.push({
      cell: Number(index),
      champion: digit,
      challenger: shadow.digit,
      championConfidence: prediction.scores[digit] ?? 0,
      challengerConfidence: shadow.scores[shadow.digit] ?? 0,
      right: label ? rightOf(label.value, digit, shadow.digit) : null,
    });
  }
  tally.disagreements.sort((a, b) => a.cell - b.cell);
  return tally;
}

function rightOf(label: unknown, champion: Digit, challenger: Digit): Disagreement['right'] {
  return label === champion ? 'champion' : label === challenger ? 'challenger' : 'neither';
}
