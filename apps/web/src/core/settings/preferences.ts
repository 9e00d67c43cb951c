import { cookies, headers } from 'next/headers';
import { type Locale, negotiateLocale } from '../i18n/locales';
import { isTheme, LOCALE_COOKIE, THEME_COOKIE, type Theme } from './preference-cookies';

export interface Preferences {
  locale: Locale;
  theme: Theme;
}

/** What this visitor prefers, read on the server, so that the first paint is already right. */
export async function readPreferences(): Promise<Preferences> {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const theme = jar.get(THEME_COOKIE)?.value;
  return {
    locale: negotiateLocale(jar.get(LOCALE_COOKIE)?.value, head.get('accept-language')),
    theme: isTheme(theme) ? theme : 'system',
  };
}
