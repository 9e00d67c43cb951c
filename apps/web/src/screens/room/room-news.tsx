import { useRoomView } from '../../core/room-provider';
import { useSettled } from '../../page/use-settled';
import { late, useLate } from '../../ui/late';

const code = late(() => import('./room-events').then((module) => module.RoomEvents));

/** What happens in the room is told to who has settled in; why something was refused, at once. */
export function RoomNews() {
  const isRefused = useRoomView((view) => view.lastError !== null);
  const isSettled = useSettled();
  const { known: RoomEvents } = useLate(code, isRefused || isSettled);
  return RoomEvents ? <RoomEvents /> : null;
}
