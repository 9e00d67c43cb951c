import type { Mistake, PartEvaluation } from '@inkroom/shared';
import { clamp } from '../../ui/clamp';

/** A place in the confusion matrix: what was written, and what the model read. */
export interface ConfusionCell {
  truth: number;
  read: number;
}

/**
 * How strongly a cell of the matrix is tinted, 0..1. Right answers by their share of the row; errors by their share of the
 * largest error, as a root: one mistake beside forty must still be seen.
 */
export function tint(confusion: readonly (readonly number[])[], { truth, read }: ConfusionCell): number {
  const row = confusion[truth] ?? [];
  const count = row[read] ?? 0;
  if (count === 0) return 0;
  if (truth === read) return count / row.reduce((sum, value) => sum + value, 0);
  return Math.sqrt(count / mostErrors(confusion));
}

function mostErrors(confusion: readonly (readonly number[])[]): number {
  return Math.max(1, ...confusion.flatMap((row, truth) => row.filter((_, read) => read !== truth)));
}

/** The most frequent confusion of all, or null where the model made no mistake. */
export function worstConfusion(part: PartEvaluation): (ConfusionCell & { count: number }) | null {
  let worst: (ConfusionCell & { count: number }) | null = null;
  for (const [truth, row] of part.confusion.entries()) {
    for (const [read, count] of row.entries()) {
      if (truth !== read && count > (worst?.count ?? 0)) worst = { truth, read, count };
    }
  }
  return worst;
}

/** The mistakes behind a cell; behind one of the diagonal, all mistakes with that digit. The surest come first. */
export function mistakesBehind(
  mistakes: readonly Mistake[],
  part: Mistake['part'],
  { truth, read }: ConfusionCell,
): Mistake[] {
  return mistakes
    .filter((mistake) => mistake.part === part && mistake.truth === truth)
    .filter((mistake) => truth === read || mistake.read === read)
    .sort((a, b) => b.confidence - a.confidence);
}

const KEYS: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Where a key leads within the matrix, or null for a key that does not move. */
export function moved({ truth, read }: ConfusionCell, key: string, size: number): ConfusionCell | null {
  if (key === 'Home') return { truth, read: 0 };
  if (key === 'End') return { truth, read: size - 1 };
  const step = KEYS[key];
  if (!step) return null;
  const within = (value: number) => clamp(value, 0, size - 1);
  return { truth: within(truth + step[0]), read: within(read + step[1]) };
}

/** The 784 pixels (0..1) of a mistake's image. */
export function pixelsOf(image: string): Float32Array {
  const bytes = atob(image);
  return Float32Array.from(bytes, (byte) => byte.charCodeAt(0) / 255);
}
