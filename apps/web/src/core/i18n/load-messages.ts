import type { Locale } from './locales';
import type { Messages } from './messages';

/** The texts of a language; each language is a file of its own, so that a page carries one. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  switch (locale) {
    case 'en':
      return (await import('./messages-en')).default;
    case 'ja':
      return (await import('./messages-ja')).default;
  }
}
