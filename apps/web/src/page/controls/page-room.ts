import { type RoomView, shownPage } from '@inkroom/client';
import { cellCount, freeCells, mayBegin } from '@inkroom/shared';

/** Nothing more fits on the shown page. */
export function isPageFull(view: RoomView): boolean {
  const page = shownPage(view);
  return cellCount(page) > 0 && freeCells(page) === 0 && page.rows >= view.limits.pageRowsMax;
}

/** What is free on the shown page is left for others. */
export function isRestKept(view: RoomView): boolean {
  return view.you !== null && !mayBegin(shownPage(view), view.you, view.limits);
}
