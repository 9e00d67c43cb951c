import { personOf, type RoomView } from '@inkroom/client';

type People = Pick<RoomView, 'you' | 'people' | 'absent'>;

/** Whether somebody's ink has another colour than before, or has one only now; people who leave keep theirs. */
export function areRecoloured(before: People, after: People): boolean {
  if (after.people === before.people && after.absent === before.absent && after.you === before.you) return false;
  const known = [...Object.values(after.people), ...Object.values(after.absent), ...(after.you ? [after.you] : [])];
  return known.some(({ id, colour }) => personOf(before, id)?.colour !== colour);
}
