import { scoreOf, takenFor } from './decision.js';
import type { Prediction } from './protocol/predictions.js';
import type { Label } from './protocol/samples.js';

/** A written cell, as far as it matters to what its label would teach. */
export interface TeachingCell {
  writer: string;
  prediction: Pick<Prediction, 'scores' | 'digit'> | null;
  /** What somebody has said that it holds. */
  label: Label | null;
}

/** Right readings with which a model is trusted beforehand: one that was wrong takes a fifth of the trust, not all of it. */
const TRUSTED = 4;
/** How far like ones share what they teach; at 0 they would not at all, and one odd seven after another would come first. */
const SHARED = 0.25;

/**
 * What labelling each of some cells is likely to teach the model that has read them: the chance that it is wrong, which is more than its own
 * uncertainty where it was wrong before of the same writer, or when it said the same; shared with those that are like it, which are
 * of the same writer and read alike: what is labelled of them, and those that come first (active learning by uncertainty and
 * diversity; B. Settles, "Active Learning Literature Survey", 2009).
 * @returns for each cell 0 to 1; 0 for what is labelled, or not read
 */
export function teachingValues(cells: readonly TeachingCell[]): number[] {
  const [ofWriter, ofReading] = [new Map<string, Record>(), new Map<Label, Record>()];
  const labelledAlike = new Map<string, number>();
  for (const { writer, prediction, label } of cells) {
    if (!prediction || label === null) continue;
    const read = takenFor(prediction);
    count(ofWriter, writer, read === label);
    count(ofReading, read, read === label);
    const kind = kindOf(writer, read);
    labelledAlike.set(kind, (labelledAlike.get(kind) ?? 0) + 1);
  }
  const values = cells.map(({ writer, prediction, label }) => {
    if (!prediction || label !== null) return 0;
    const read = takenFor(prediction);
    return 1 - scoreOf(prediction.scores, read) * trust(ofWriter.get(writer)) * trust(ofReading.get(read));
  });
  const doubtfulFirst = [...cells.keys()].sort((a, b) => values[b]! - values[a]!);
  for (const i of doubtfulFirst) {
    const { writer, prediction, label } = cells[i]!;
    if (!prediction || label !== null) continue;
    const kind = kindOf(writer, takenFor(prediction));
    const before = labelledAlike.get(kind) ?? 0;
    values[i]! /= (1 + before) ** SHARED;
    labelledAlike.set(kind, before + 1);
  }
  return values;
}

/** How often the model was right. */
interface Record {
  right: number;
  of: number;
}

function count<K>(records: Map<K, Record>, key: K, isRight: boolean): void {
  const { right, of } = records.get(key) ?? { right: 0, of: 0 };
  records.set(key, { right: right + Number(isRight), of: of + 1 });
}

function trust({ right, of }: Record = { right: 0, of: 0 }): number {
  return (right + TRUSTED) / (of + TRUSTED);
}

function kindOf(writer: string, read: Label): string {
  return `${read} ${writer}`;
}
