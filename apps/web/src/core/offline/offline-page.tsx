'use client';

import { usePathname } from 'next/navigation';
import { useEffect } from 'react';
import { usePreferences } from '../settings/preferences-provider';
import { useKeptPage } from './kept-page';

/** Keeps the page that is shown for a reload while no server answers, where the browser can: on localhost and by https. */
export function OfflinePage() {
  const path = usePathname();
  const { locale, theme } = usePreferences();
  // A page is kept as it is: with its language and theme.
  useEffect(() => {
    // Plain http has no service worker.
    if (!('serviceWorker' in navigator)) return;
    let current = true;
    let end = () => {};
    void import('./page-keeper').then(({ keepPage, forgetPages }) => {
      if (process.env.NODE_ENV === 'development') void forgetPages();
      else if (current) end = keepPage();
    });
    return () => {
      current = false;
      end();
      useKeptPage.setState({ kept: false });
    };
  }, [path, locale, theme]);
  return null;
}
