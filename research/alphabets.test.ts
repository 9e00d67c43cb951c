import { describe, expect, it } from 'vitest';
import {
  type Alphabet,
  choosingAlphabets,
  judgingAlphabets,
  judgingKana,
  learntAlphabets,
  learntDigits,
  learntKana,
} from './alphabets.ts';

const fontsOf = (alphabets: readonly Alphabet[]) =>
  new Set(alphabets.flatMap(({ glyphs }) => glyphs.map(({ font }) => font)));

describe('alphabets', () => {
  const learnt = [...learntAlphabets(), ...learntKana()];
  const judging = [...judgingAlphabets(), ...judgingKana()];

  it('never judge by what was learnt or chosen by', () => {
    const seen = fontsOf([...learnt, ...choosingAlphabets()]);
    expect([...fontsOf(judging)].filter((font) => seen.has(font))).toEqual([]);
    expect([...fontsOf(choosingAlphabets())].filter((font) => fontsOf(learnt).has(font))).toEqual([]);
  });

  it('keep Greek and Cyrillic wholly for judging', () => {
    const chars = learnt.flatMap(({ glyphs }) => glyphs.map(({ char }) => char));
    expect(chars.filter((char) => /[Ͱ-ӿ]/.test(char))).toEqual([]);
  });

  it('leave letters out that are digits in shape, and digits', () => {
    const latin = [...learnt, ...judging].filter(({ name }) => !/symbolic|kana|greek|cyrillic/.test(name));
    const chars = new Set(latin.flatMap(({ glyphs }) => glyphs.map(({ char }) => char)));
    for (const char of 'OoIlZzSs0123456789|/') expect(chars).not.toContain(char);
    for (const char of 'AWadk') expect(chars).toContain(char);
  });

  it('hold hundreds of glyphs, each with ink', () => {
    for (const { name, glyphs } of [...learnt, ...judging]) expect(glyphs.length, name).toBeGreaterThanOrEqual(30);
    const strokes = [...learnt, ...judging].flatMap(({ glyphs }) => glyphs.map((glyph) => glyph.strokes));
    expect(strokes.every((lines) => lines.length > 0 && lines.every((line) => line.length > 0))).toBe(true);
    expect(new Set(learntDigits().map(({ char }) => char)).size).toBe(10);
  });
});
