import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { loadMessages } from '../src/core/i18n/load-messages';
import { readPreferences } from '../src/core/settings/preferences';
import { PreferencesProvider } from '../src/core/settings/preferences-provider';
import '../src/ui/globals.css';

export async function generateMetadata(): Promise<Metadata> {
  const { locale } = await readPreferences();
  const { shell } = await loadMessages(locale);
  return { title: { default: shell.title, template: `%s · ${shell.title}` }, description: shell.description };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#efeae0' },
    { media: '(prefers-color-scheme: dark)', color: '#101217' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const { locale, theme } = await readPreferences();
  // A room carries no texts that only an operator reads.
  const { operator: _operator, ...messages } = await loadMessages(locale);
  return (
    <html lang={locale} data-theme={theme === 'system' ? undefined : theme}>
      <body>
        <PreferencesProvider locale={locale} theme={theme} messages={messages}>
          {children}
        </PreferencesProvider>
      </body>
    </html>
  );
}
