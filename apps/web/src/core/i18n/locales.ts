/** The languages of the app, each by its own name. */
export const LOCALES = ['en', 'ja'] as const;
export type Locale = (typeof LOCALES)[number];
/** With the region of whoever reads, where it is known. */
export type RegionalLocale = Locale | `${Locale}-${string}`;
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', ja: '日本語' };

const DEFAULT_LOCALE: Locale = 'en';

export function isLocale(text: unknown): text is Locale {
  return LOCALES.includes(text as Locale);
}

/** A language as the browser's region writes it, such as `en-GB`: dates of other regions would be read wrongly. */
export function regional(locale: Locale): RegionalLocale {
  const isRegion = (language: string): language is RegionalLocale => language.startsWith(`${locale}-`);
  return navigator.languages.find(isRegion) ?? locale;
}

/**
 * The language to speak: what was chosen here before, else the best of the browser's Accept-Language header
 * (RFC 9110 §12.5.4), else English.
 */
export function negotiateLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(chosen)) return chosen;
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters.map((text) => /^\s*q=([\d.]+)/.exec(text)?.[1]).find((text) => text !== undefined);
      return { language: tag.trim().toLowerCase().split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return wanted.map(({ language }) => language).find(isLocale) ?? DEFAULT_LOCALE;
}
