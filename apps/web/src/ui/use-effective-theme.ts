'use client';

import { useSyncExternalStore } from 'react';
import { usePreferences } from '../settings/preferences-provider';

const DARK = '(prefers-color-scheme: dark)';

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(DARK);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** Light or dark as it is on the screen now: canvases and charts draw anew when it changes. */
export function useEffectiveTheme(): 'light' | 'dark' {
  const { theme } = usePreferences();
  const systemIsDark = useSyncExternalStore(
    subscribe,
    () => window.matchMedia(DARK).matches,
    () => false,
  );
  return theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme;
}
