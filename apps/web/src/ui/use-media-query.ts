import { useCallback, useSyncExternalStore } from 'react';

/** Whether a CSS media query holds now. False on the server. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  );
}

/** The system asks for as little motion as can be. */
export const REDUCED_MOTION = '(prefers-reduced-motion: reduce)';

/** Where the bar has room for signs alone; the same width stands in the style sheets. */
export const NARROW = '(max-width: 52rem)';

/** Where the side panel is a drawer at the bottom: held upright, in one hand. The same stands in the style sheets. */
export const DRAWER = '(max-width: 52rem) and (orientation: portrait)';
