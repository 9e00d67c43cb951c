import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from './protocol/limits.js';
import { nameSchema, titleSchema } from './protocol/names.js';
import { lineFault, visibleLine } from './visible-line.js';

describe('a visible line', () => {
  it.each([
    ['a name', 'Ann'],
    ['two names', 'Ann Lee'],
    ['a Japanese name', '山田　太郎'],
    ['a kanji in the form of a family', '葛\u{e0100}城'],
    ['katakana', 'ﾔﾏﾀﾞ・タロウ'],
    ['Arabic', 'مریم'],
    ['Persian with a joiner that keeps apart', 'می\u200cخواهم'],
    ['Hindi with a joiner', 'क्\u200dष'],
    ['Hebrew with points', 'שָׁלוֹם'],
    ['Thai', 'ที่รัก'],
    ['a family of emoji', 'Fam 👨‍👩‍👧‍👦'],
    ['a flag and a skin tone', '🇯🇵 👋🏽'],
    ['a rainbow flag', '🏳️‍🌈'],
    ['a woman with a profession and a skin tone', '👩🏽‍🔬'],
    ['signs', 'C-3PO!'],
    ['a single sign', '☺'],
    ['a heart that is a picture', '❤️'],
  ])('keeps %s', (_what, line) => {
    expect(visibleLine(line)).toBe(line);
  });

  it.each([
    ['spaces of all kinds around', '\u3000\u00a0 Ann\u2003\u2028', 'Ann'],
    ['line breaks', 'Ann\r\nLee\u2029Young\u0085!', 'Ann Lee Young !'],
    ['a tab and many spaces', 'Ann\t Lee    Young', 'Ann Lee Young'],
    ['spaces that something unseen kept apart', 'Ann \u200b \u200b Lee', 'Ann Lee'],
    ['control characters', 'A\0n\x1b\x7fn\x9b', 'Ann'],
    ['turns of direction', '\u202eAnn\u202c\u2066\u2069\u200e\u200f\u061c', 'Ann'],
    ['zero-width characters', 'A\u200bn\u2060\ufeffn\u00ad', 'Ann'],
    ['joiners between letters that none joins', 'A\u200dn\u200cn', 'Ann'],
    ['joiners of emoji that join nothing', '👩\u200d\u200d and \u200d👧\u200d', '👩 and 👧'],
    ['half surrogates', 'A\ud83dnn\udc00', 'Ann'],
    ['tags', 'Ann\u{e0041}\u{e007f}', 'Ann'],
    ['letters that are blank', 'A\u3164\uffa0nn\u2800', 'Ann'],
    ['a letter in two parts', 'e\u0301', 'é'],
    ['parts of a letter that something unseen kept apart', 'e\u200b\u0301', 'é'],
    ['marks with no letter before', '\u0301\u20ddAnn', 'Ann'],
    ['a tower of marks', `Z${'\u0335'.repeat(40)}`, `Z${'\u0335'.repeat(4)}`],
    [
      'a tower on each letter',
      [...'Zb'].map((letter) => letter + '\u0335'.repeat(9)).join(''),
      'Z\u0335\u0335\u0335\u0335b\u0335\u0335\u0335\u0335',
    ],
    ['signs that show nothing', 'A\u{1d159}nn\ufffc', 'Ann'],
    ['a form of no letter', '\ufe0fAnn \ufe0f', 'Ann'],
  ])('is made of %s', (_what, text, line) => {
    expect(visibleLine(text)).toBe(line);
  });

  it.each(['', ' ', '\u3000', '\u200b\u200d', '\u202e', '\0', '\ud800', '\u2800\u3164', '\u0301', '\u{e0061}', '\n'])(
    'is empty where nothing can be seen: %j',
    (text) => {
      expect(visibleLine(text)).toBe('');
    },
  );

  const hard = fc.constantFrom(
    ...'aé漢ｶ\u3099\u0301\u05b8שع\u200c\u200d\u200b\u202e\u2028\ufe0f\ufeff\0\n\t \u3000\ud83d\udc69\u094d\u0915👩👧🏽',
    '\u{e0100}',
    '\u{e0041}',
    '\ud800',
    '\u0958',
  );
  const text = fc
    .array(fc.oneof(hard, fc.string({ unit: 'binary' })), { maxLength: 24 })
    .map((parts) => parts.join(''));

  it('is the same when it is read again, and has nothing that cannot be seen or that turns the text around', () => {
    fc.assert(
      fc.property(text, (any) => {
        const line = visibleLine(any);
        expect(visibleLine(line)).toBe(line);
        expect(line).toBe(line.normalize('NFC'));
        expect(line).not.toMatch(/\p{Cs}/u);
        expect(line).not.toMatch(
          /[\p{Cc}\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u,
        );
        expect(line).not.toMatch(/^\s|\s$/);
        if (line !== '') expect(line).toMatch(/[\p{L}\p{N}\p{P}\p{S}\p{Co}]/u);
      }),
    );
  });

  it('says what is wrong with a name', () => {
    expect(lineFault(' \u3000', 40)).toBe('missing');
    expect(lineFault('\u200b\u202e', 40)).toBe('invisible');
    expect(lineFault('x'.repeat(41), 40)).toBe('too_long');
    expect(lineFault(`  ${'x'.repeat(40)}\u200b  `, 40)).toBeNull();
  });

  it('counts characters, not halves of them', () => {
    expect(lineFault('🦊'.repeat(40), 40)).toBeNull();
    expect(lineFault('🦊'.repeat(41), 40)).toBe('too_long');
  });
});

describe('names and titles on the wire', () => {
  it('become visible lines; a name must not be empty, a title may', () => {
    expect(nameSchema(DEFAULT_LIMITS).parse('\u202e Ann\n')).toBe('Ann');
    expect(nameSchema(DEFAULT_LIMITS).safeParse('\u200b').success).toBe(false);
    expect(nameSchema(DEFAULT_LIMITS).safeParse('x'.repeat(DEFAULT_LIMITS.nameLengthMax + 1)).success).toBe(false);
    expect(titleSchema(DEFAULT_LIMITS).parse('Class\r\n3b\0')).toBe('Class 3b');
    expect(titleSchema(DEFAULT_LIMITS).parse(' \u200b')).toBe('');
    expect(titleSchema(DEFAULT_LIMITS).safeParse('x'.repeat(DEFAULT_LIMITS.titleLengthMax + 1)).success).toBe(false);
    expect(nameSchema(DEFAULT_LIMITS).safeParse(7).success).toBe(false);
  });
});
