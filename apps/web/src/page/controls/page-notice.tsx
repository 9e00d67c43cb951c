import type { RoomView } from '@inkroom/client';
import { useRoomView } from '../../core/room-provider';
import { late, useLate } from '../../ui/late';
import { usePageUi } from '../page-store';
import { isPageFull, isRestKept } from './page-room';

const told = late(() => import('./page-told').then((module) => module.PageTold));

/** One line about pages: where one looks, who turned, who proposes to, and whether there is room. */
export function PageNotice() {
  const maySay = useRoomView(maySayOf);
  const isLit = usePageUi((ui) => ui.litPerson !== null);
  const { known: Told } = useLate(told, maySay || isLit);
  // What is said is heard, too: the element that says it is there before the words.
  return <div role="status">{Told ? <Told /> : null}</div>;
}

/** On a page that all look at, with room and never turned, there is nothing to say. */
function maySayOf(view: RoomView): boolean {
  const { page, turned, suggested } = view.state;
  return view.page !== page || turned !== null || suggested !== null || isPageFull(view) || isRestKept(view);
}
