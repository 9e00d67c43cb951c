import format from 'icu-minify/format';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { compileMessages } from './compile-messages';
import { LOCALES } from './locales';
import en from './messages-en';
import ja from './messages-ja';

const TEXTS = { en, ja };
type Message = Parameters<typeof format>[0];

function leavesOf(node: unknown, isLeaf: (node: unknown) => boolean, key = ''): [string, unknown][] {
  if (isLeaf(node)) return [[key, node]];
  return Object.entries(node as object).flatMap(([name, child]) => leavesOf(child, isLeaf, `${key}.${name}`));
}

/** Something for each argument of a text: a number, or what it chooses by. */
function valuesFor(text: string, number: number, choice: string): Record<string, never> {
  const kinds = [...text.matchAll(/\{(\w+)(?:, (\w+))?/g)].map(([, name, kind]) => [
    name,
    kind === 'select' ? choice : number,
  ]);
  return { ...Object.fromEntries(kinds), b: (shown: string[]) => `<b>${shown.join('')}</b>` };
}

const formatters = {
  getDateTimeFormat: (...args: ConstructorParameters<typeof Intl.DateTimeFormat>) => new Intl.DateTimeFormat(...args),
  getNumberFormat: (...args: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...args),
  getPluralRules: (...args: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...args),
};

describe.each(LOCALES)('compiled messages in %s', (locale) => {
  const texts = leavesOf(TEXTS[locale], (node) => typeof node === 'string') as [string, string][];
  const compiled = new Map(
    leavesOf(compileMessages(TEXTS[locale]), (node) => typeof node === 'string' || Array.isArray(node)),
  );

  it.each([
    [0, 'other'],
    [1, 'mnist'],
    [0.25, 'corrections'],
    [1234, 'none'],
  ])('read as their texts do, with %d and %s', (number, choice) => {
    for (const [key, text] of texts) {
      const values = valuesFor(text, number, choice);
      const read = format(compiled.get(key) as Message, locale, values, { formatters, timeZone: 'UTC' });
      expect(read, key).toEqual(new IntlMessageFormat(text, locale).format(values));
    }
  });

  it('go to a browser as they are', () => {
    for (const [key, message] of compiled) expect(structuredClone(message), key).toEqual(message);
    for (const [, message] of compiled)
      JSON.stringify(message, (_name, node) => {
        if (typeof node === 'object')
          expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(node));
        return node;
      });
  });
});
