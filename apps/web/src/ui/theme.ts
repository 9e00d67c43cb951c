import { useSyncExternalStore } from 'react';

const DARK = '(prefers-color-scheme: dark)';

/** The value of a design token where `element` stands, such as `token(canvas, '--color-ink')`. */
export function token(element: Element, name: `--${string}`): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

/** Calls back whenever the page's colours may have changed. @returns ends it */
export function watchTheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  const queries = [DARK, '(prefers-contrast: more)'].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', listener);
  };
}

/** Light or dark as it is on the screen now: canvases and charts draw anew when it changes. */
export function useEffectiveTheme(): 'light' | 'dark' {
  return useSyncExternalStore(watchTheme, effectiveTheme, () => 'light');
}

function effectiveTheme(): 'light' | 'dark' {
  const { theme } = document.documentElement.dataset;
  return (theme ?? (matchMedia(DARK).matches ? 'dark' : 'light')) === 'dark' ? 'dark' : 'light';
}
