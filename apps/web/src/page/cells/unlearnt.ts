import type { Page } from '@inkroom/shared';

type Cells = Page['cells'];

/**
 * Whether a label of this person is no longer a sample, or never became one. That is so where authors of the training part and of
 * the holdout part have written in one cell.
 */
export function becameUnlearnt(before: Cells, after: Cells, personId: string): boolean {
  return Object.entries(after).some(([index, cell]) => {
    const was = before[Number(index)];
    if (cell === was || cell.label?.sampleId !== null || cell.label.by !== personId) return false;
    return was?.label?.sampleId !== null;
  });
}
