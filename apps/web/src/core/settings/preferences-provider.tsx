'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { type IntlError, IntlErrorCode, IntlProvider } from 'use-intl';
import { ToastProvider } from '../../ui/toast';
import { Tooltips } from '../../ui/tooltip';
import { loadMessages } from '../i18n/load-messages';
import { type Locale, regional } from '../i18n/locales';
import type { Messages } from '../i18n/messages';
import { keepCookie } from '../storage/cookie';
import { LOCALE_COOKIE, preferenceCookie, THEME_COOKIE, type Theme } from './preference-cookies';

interface PreferencesContext {
  locale: Locale;
  theme: Theme;
  setLocale(locale: Locale): void;
  setTheme(theme: Theme): void;
}

const Context = createContext<PreferencesContext | null>(null);

/**
 * The server cannot know the visitor's time zone and region; none of its texts has a date or a clock time. A browser's zone is the one that it takes by itself: to ask for its
 * name takes a phone 60 ms, and to hand it down afterwards has all texts drawn once more.
 */
const TIME_ZONE = typeof window === 'undefined' ? 'UTC' : undefined;
const regionOf = (locale: Locale) => (typeof window === 'undefined' ? locale : regional(locale));

function report(error: IntlError): void {
  if (error.code !== IntlErrorCode.ENVIRONMENT_FALLBACK) console.error(error);
}

interface Props {
  locale: Locale;
  theme: Theme;
  messages: Omit<Messages, 'operator'>;
  children: ReactNode;
}

/** Language and theme of the page. Changing the language fetches its texts without losing what is on the page. */
export function PreferencesProvider({ theme: initialTheme, children, ...given }: Props) {
  const router = useRouter();
  // A language that the browser does not keep, so that the server does not know it.
  const [unkept, setUnkept] = useState<Pick<Props, 'locale' | 'messages'> | null>(null);
  const { locale, messages } = unkept ?? given;
  const [theme, setThemeState] = useState(initialTheme);
  const value = useMemo<PreferencesContext>(
    () => ({
      locale,
      theme,
      setLocale(next) {
        if (keepCookie(preferenceCookie(LOCALE_COOKIE, next))) {
          setUnkept(null);
          router.refresh();
          return;
        }
        void loadMessages(next).then((texts) => {
          setUnkept({ locale: next, messages: texts });
          document.documentElement.lang = next;
        });
      },
      setTheme(next) {
        keepCookie(preferenceCookie(THEME_COOKIE, next));
        if (next === 'system') delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = next;
        setThemeState(next);
      },
    }),
    [locale, theme, router],
  );

  return (
    <Context value={value}>
      <IntlProvider locale={regionOf(locale)} messages={messages} timeZone={TIME_ZONE} onError={report}>
        <ToastProvider>{children}</ToastProvider>
        <Tooltips />
      </IntlProvider>
    </Context>
  );
}

export function usePreferences(): PreferencesContext {
  const context = useContext(Context);
  if (!context) throw new Error('usePreferences needs a PreferencesProvider above it');
  return context;
}
