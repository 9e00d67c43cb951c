import type { Locale } from './locales';
import type { Messages } from './messages';

const loaded = new Map<Locale, Promise<Messages>>();

/**
 * The texts of a language, compiled; each language is a file of its own, so that a page carries one. The compiler and the texts come with
 * the page only where the server cannot know the language; else it sends what it has compiled.
 */
export function loadMessages(locale: Locale): Promise<Messages> {
  const known = loaded.get(locale);
  if (known) return known;
  const loading = Promise.all([read(locale), import('./compile-messages')]).then(([messages, { compileMessages }]) =>
    compileMessages(messages),
  );
  loaded.set(locale, loading);
  // What the network did not bring is asked for again the next time.
  loading.catch(() => loaded.delete(locale));
  return loading;
}

async function read(locale: Locale): Promise<Messages> {
  switch (locale) {
    case 'en':
      return (await import('./messages-en')).default;
    case 'ja':
      return (await import('./messages-ja')).default;
  }
}
