'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { IntlProvider } from 'use-intl';
import type { Locale } from '../i18n/locales';
import type { Messages } from '../i18n/messages';
import { ToastProvider } from '../ui/toast';
import { TooltipProvider } from '../ui/tooltip';
import { LOCALE_COOKIE, preferenceCookie, THEME_COOKIE, type Theme } from './preference-cookies';

interface PreferencesContext {
  locale: Locale;
  theme: Theme;
  setLocale(locale: Locale): void;
  setTheme(theme: Theme): void;
}

const Context = createContext<PreferencesContext | null>(null);

interface Props {
  locale: Locale;
  theme: Theme;
  messages: Messages;
  children: ReactNode;
}

/** Language and theme of the page. Changing the language fetches its texts without losing what is on the page. */
export function PreferencesProvider({ locale, theme: initialTheme, messages, children }: Props) {
  const router = useRouter();
  const [theme, setThemeState] = useState(initialTheme);
  // The server cannot know the visitor's time zone; until the page is alive, none of its texts has a clock time.
  const [timeZone, setTimeZone] = useState('UTC');
  useEffect(() => setTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone), []);

  const value = useMemo<PreferencesContext>(
    () => ({
      locale,
      theme,
      setLocale(next) {
        // biome-ignore lint/suspicious/noDocumentCookie: the server reads it on the next request; CookieStore is not in every browser.
        document.cookie = preferenceCookie(LOCALE_COOKIE, next);
        router.refresh();
      },
      setTheme(next) {
        // biome-ignore lint/suspicious/noDocumentCookie: as above.
        document.cookie = preferenceCookie(THEME_COOKIE, next);
        if (next === 'system') delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = next;
        setThemeState(next);
      },
    }),
    [locale, theme, router],
  );

  return (
    <Context value={value}>
      <IntlProvider locale={locale} messages={messages} timeZone={timeZone}>
        <TooltipProvider>
          <ToastProvider>{children}</ToastProvider>
        </TooltipProvider>
      </IntlProvider>
    </Context>
  );
}

export function usePreferences(): PreferencesContext {
  const context = useContext(Context);
  if (!context) throw new Error('usePreferences needs a PreferencesProvider above it');
  return context;
}
