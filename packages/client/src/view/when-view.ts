import type { StoreApi } from 'zustand/vanilla';
import type { RoomView } from './room-view.js';

/**
 * Waits until a room's view is as wanted.
 * @param timeoutMs waits for ever when left out
 * @returns the view that was, or null when it did not come in time
 */
export function whenView(
  view: StoreApi<RoomView>,
  isWanted: (view: RoomView) => boolean,
  timeoutMs?: number,
): Promise<RoomView | null> {
  return new Promise((resolve) => {
    const settle = (result: RoomView | null) => {
      clearTimeout(timer);
      leave();
      resolve(result);
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => settle(null), timeoutMs);
    const leave = view.subscribe((now) => {
      if (isWanted(now)) settle(now);
    });
    if (isWanted(view.getState())) settle(view.getState());
  });
}
