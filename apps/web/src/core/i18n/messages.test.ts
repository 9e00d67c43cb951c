import { ENGINE_LACKS, ERROR_CODES, FILE_FAULT_CODES, RUN_NOTE_CODES } from '@inkroom/shared';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from './locales';
import en from './messages-en';
import ja from './messages-ja';

/** All messages of a language by their full key. */
function messagesOf(locale: Locale): Map<string, string> {
  const messages = new Map<string, string>();
  const collect = (node: unknown, key: string): void => {
    if (typeof node === 'string') messages.set(key, node);
    else for (const [name, child] of Object.entries(node as object)) collect(child, key ? `${key}.${name}` : name);
  };
  collect({ en, ja }[locale], '');
  return messages;
}

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** Names of the arguments and tags that an ICU message takes, with the kind of each. */
function argumentsOf(message: string, locale: Locale): string[] {
  const names = new Set<string>();
  const visit = (elements: readonly Element[]): void => {
    for (const element of elements) {
      if (element.type === 0 || element.type === 7) continue;
      // A plural may be a plain number in a language without plural forms: both take a number.
      const kind = element.type === 6 ? 2 : element.type;
      names.add(`${element.value}:${kind}`);
      if (element.type === 5 || element.type === 6)
        for (const option of Object.values(element.options)) visit(option.value);
      if (element.type === 8) visit(element.children);
    }
  };
  visit(new IntlMessageFormat(message, locale).getAst());
  return [...names].sort();
}

const english = messagesOf('en');

describe.each(LOCALES.filter((locale) => locale !== 'en'))('messages in %s', (locale) => {
  const translated = messagesOf(locale);

  it('have the same keys as the English ones', () => {
    expect([...translated.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('take the same arguments', () => {
    for (const [key, message] of english) {
      expect(argumentsOf(translated.get(key) ?? '', locale), key).toEqual(argumentsOf(message, 'en'));
    }
  });

  it('leave no text empty', () => {
    expect([...translated].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
  });
});

describe.each(LOCALES)('names and titles in messages in %s', (locale) => {
  it('are kept apart from the text around, which a name from right to left would turn about', () => {
    const apart = /\u2068\{(name|title)\}\u2069/g;
    const mixed = [...messagesOf(locale)].filter(([, text]) => /\{(name|title)\}/.test(text.replace(apart, '')));
    expect(mixed.map(([key]) => key)).toEqual([]);
  });
});

describe.each([
  ['errors', ERROR_CODES],
  ['notes', RUN_NOTE_CODES],
  ['fileFaults', FILE_FAULT_CODES],
  ['training.lack', ENGINE_LACKS],
])('messages of %s', (file, codes) => {
  it.each(LOCALES)('exist for every code in %s, and for no other', (locale) => {
    const keys = [...messagesOf(locale).keys()].filter((key) => key.startsWith(`${file}.`));
    expect(keys.sort()).toEqual(codes.map((code) => `${file}.${code}`).sort());
  });
});
