import { useRoomView } from '../core/room-provider';
import { late, useLate } from '../ui/late';
import { useSettled } from './use-settled';

const code = late(() => import('./page-events').then((module) => module.PageEvents));

/** What others did to one's ink is told to who has settled in, what was done before then as well; where one's digit is now, at once. */
export function PageNews() {
  const isMoved = useRoomView((view) => view.moved !== null);
  const isSettled = useSettled();
  const { known: PageEvents } = useLate(code, isMoved || isSettled);
  return PageEvents ? <PageEvents /> : null;
}
