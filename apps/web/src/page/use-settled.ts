import { useEffect, useState } from 'react';
import { useLasting } from '../ui/use-lasting';
import { pageUi } from './page-store';

/** ms that a browser has for what one writes with. */
const SETTLE_MS = 5_000;

/** Whether somebody who has just come has settled in: once they have written and their pen rests, or after a while. */
export function useSettled(): boolean {
  const isAWhile = useLasting(true, SETTLE_MS);
  const [hasWritten, setWritten] = useState(false);
  useEffect(
    () =>
      pageUi.subscribe((ui, before) => {
        if (before.isWriting && !ui.isWriting) setWritten(true);
      }),
    [],
  );
  return isAWhile || hasWritten;
}
