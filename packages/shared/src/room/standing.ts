import type { StrokeId } from '../protocol/ids.js';
import type { Limits } from '../protocol/limits.js';
import type { CellLabel, Opinion, RoomState } from '../protocol/room.js';
import { cellAuthor, opinionsOf } from './opinions.js';
import { roleOf } from './state.js';

/** Which of the opinions of a cell is its label, and which are kept beside it, oldest first. */
export interface Standing {
  stands: Opinion;
  others: Opinion[];
}

/**
 * What stands of all that people say of a cell: the word of who weighs most, and among equals the newer. Nobody pushes out what another
 * says (R10): where there are too many opinions, the newest goes of those that say what somebody else says as well.
 * @param opinions at least one, each person's once; later ones are newer where their times are equal
 */
export function standingOf(
  opinions: readonly Opinion[],
  strokes: readonly StrokeId[],
  { roles }: Pick<RoomState, 'roles'>,
  { cellOpinionsMax }: Pick<Limits, 'cellOpinionsMax'>,
): Standing {
  const author = cellAuthor(strokes);
  const weightOf = ({ by }: Opinion) => {
    const role = roleOf({ roles }, by);
    return role === 'host' ? 2 : role !== 'removed' && by === author ? 1 : 0;
  };
  const byAge = [...opinions].sort((a, b) => a.at - b.at);
  const stands = byAge.reduce((best, one) => (weightOf(one) >= weightOf(best) ? one : best));
  const others = byAge.filter((one) => one !== stands);
  while (others.length >= cellOpinionsMax) {
    const saysTheSame = others.filter((one) =>
      [stands, ...others].some((other) => other !== one && other.value === one.value),
    );
    const mayGo = saysTheSame.length > 0 ? saysTheSame : others;
    const goes = mayGo.reduce((least, one) => (weightOf(one) <= weightOf(least) ? one : least));
    others.splice(others.indexOf(goes), 1);
  }
  return { stands, others };
}

/** Whether a label would be the one that stands in a cell of these strokes, as things are now. */
export function stillStands(
  label: CellLabel | null,
  strokes: readonly StrokeId[],
  state: Pick<RoomState, 'roles'>,
  limits: Pick<Limits, 'cellOpinionsMax'>,
): boolean {
  return !label?.others || standingOf(opinionsOf(label), strokes, state, limits).stands.by === label.by;
}
