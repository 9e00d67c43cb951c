import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { late, useLate } from '../../ui/late';

const printing = late(() => import('./printed-page'));

/** What the browser prints by itself, as with Ctrl+P, is the page on A4 and not the app. */
export function PrintPage() {
  const [isPrinting, setPrinting] = useState(false);
  const { known } = useLate(printing, isPrinting);
  useEffect(() => {
    // The browser looks at the page as soon as these have been told.
    const onPrint = ({ type }: Event) => flushSync(() => setPrinting(type === 'beforeprint'));
    const onKey = (event: KeyboardEvent) => {
      if (printing.known || !(event.ctrlKey || event.metaKey) || event.key !== 'p') return;
      event.preventDefault();
      void printing.fetch().finally(() => window.print());
    };
    window.addEventListener('beforeprint', onPrint);
    window.addEventListener('afterprint', onPrint);
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('beforeprint', onPrint);
      window.removeEventListener('afterprint', onPrint);
      window.removeEventListener('keydown', onKey);
    };
  }, []);
  return known ? <known.PrintedPage /> : null;
}
