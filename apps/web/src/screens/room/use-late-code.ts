import { useEffect } from 'react';
import { pageUi } from '../../page/page-store';
import { fetchLateCode } from '../../ui/late';

/** Somebody who has written nothing for so long is about to do something else, ms. */
const LOOK_AROUND_MS = 20_000;

/** Has everything else fetched once somebody has written, and their pen rests: nothing of it is in the way of the first stroke. */
export function useLateCode(): void {
  useEffect(() => {
    const timer = setTimeout(() => void fetchLateCode(), LOOK_AROUND_MS);
    const end = pageUi.subscribe(({ isWriting }, before) => {
      if (isWriting || !before.isWriting) return;
      clearTimeout(timer);
      end();
      void fetchLateCode();
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, []);
}
