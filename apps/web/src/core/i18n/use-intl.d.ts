import type { RegionalLocale } from './locales';
import type { Messages } from './messages';

declare module 'use-intl' {
  interface AppConfig {
    Locale: RegionalLocale;
    Messages: Messages;
  }
}
