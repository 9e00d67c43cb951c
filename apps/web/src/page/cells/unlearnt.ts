import type { RoomState } from '@inkroom/shared';

type Cells = RoomState['cells'];

/**
 * Whether something that a person said of a cell is no longer a sample, or never became one: people of the training part and
 * of the holdout wrote there together, at once or later.
 */
export function becameUnlearnt(before: Cells, after: Cells, personId: string): boolean {
  return Object.entries(after).some(([index, cell]) => {
    const was = before[Number(index)];
    if (cell === was || cell.label?.sampleId !== null || cell.label.by !== personId) return false;
    return was?.label?.sampleId !== null;
  });
}
