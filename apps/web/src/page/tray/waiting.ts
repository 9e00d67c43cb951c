import {
  type Cell,
  type CellLabel,
  decisionOf,
  isDisputed,
  opinionOf,
  type Person,
  type RoomState,
  roleOf,
} from '@inkroom/shared';

/** Why a cell waits for somebody's word: people disagree, the model is unsure, or nobody has said anything. */
export type Why = 'disputed' | 'uncertain' | 'unlabelled';

/** Why a cell waits for somebody, or null. */
export function whyItWaits(
  { strokes, label, prediction }: Cell,
  you: Person,
  state: Pick<RoomState, 'roles'>,
): Why | null {
  if (strokes.length === 0) return null;
  if (label) return isDisputed(label) && !isAnswered(label, you, state) ? 'disputed' : null;
  return prediction && decisionOf(prediction.scores).or !== null ? 'uncertain' : 'unlabelled';
}

/**
 * Whether somebody has nothing to add to what others say of a cell: they have spoken since others said something else, or a host has, whose
 * word stands; a host is asked again where somebody says something else after that.
 */
function isAnswered(label: CellLabel, you: Person, state: Pick<RoomState, 'roles'>): boolean {
  const { others = [] } = label;
  const own = opinionOf(label, you.id);
  if (own && [label, ...others].every(({ value, at }) => value === own.value || at <= own.at)) return true;
  if (roleOf(state, label.by) !== 'host') return false;
  return you.role !== 'host' || others.every(({ value, at }) => value === label.value || at <= label.at);
}
