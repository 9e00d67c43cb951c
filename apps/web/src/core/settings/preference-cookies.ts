/** `system` follows the device. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = 'inkroom-theme';
export const LOCALE_COOKIE = 'inkroom-locale';
const YEAR_SECONDS = 365 * 24 * 3600;

export function isTheme(text: unknown): text is Theme {
  return THEMES.includes(text as Theme);
}

/** The cookie that remembers a preference for a year, for this site alone. */
export function preferenceCookie(name: string, value: string): string {
  return `${name}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
