import { useSyncExternalStore } from 'react';

const DARK = '(prefers-color-scheme: dark)';

/** The value of a design token where `element` stands, such as `token(canvas, '--color-ink')`. */
export function token(element: Element, name: `--${string}`): string {
  const value = getComputedStyle(element).getPropertyValue(name).trim();
  // Of a colour as tokens.css writes it: the build leaves that to browsers which know it, and tells others what is in force.
  const [, light, dark] = /^light-dark\((.+),\s*(.+)\)$/.exec(value) ?? [];
  return (effectiveTheme() === 'dark' ? dark : light) ?? value;
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

export function effectiveTheme(): 'light' | 'dark' {
  const { theme } = document.documentElement.dataset;
  return (theme ?? (matchMedia(DARK).matches ? 'dark' : 'light')) === 'dark' ? 'dark' : 'light';
}
