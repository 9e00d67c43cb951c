/**
 * Letters and signs that are no digits, by alphabet: those that a model learns from, those that settle what it becomes, and those that it is
 * judged by, which no training sees. What is a digit in shape is left out of all of them.
 */
import { emsGlyphs, type Glyph, handwritingGlyphs, hersheyGlyphs } from './fonts.ts';

const LATIN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const SIGNS = '#$%&*+-=<>?@[]{}^~":;';
/** Without what is a digit in shape: З, О, Ф, Ч, Э, б, and Ь, which is a b. */
const CYRILLIC = 'АБВГДЕЖИЙКЛМНПРСТУХЦШЩЪЫЮЯавгдежийклмнпрстухцшщъыюя';
/** Left out: O, I, Z, S, l, i, and what of q, g, b is a 9 or a 6. */
const DIGIT_SHAPED = new Set('OoIilZzSsqgb');
/** Fonts whose Q is written like a 2. */
const Q_IS_TWO = new Set(['hershey cursive', 'hershey scripts', 'EMSAllure', 'homemade-apple']);
const KANA =
  'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれわをんがぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽアイウエオカキクケコサシスセソタチツテトナニヌネハヒヘホマミムメモヤユヨラリルレロワヲンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポ';
/** ろ is a three, フ a seven, ノ a one: of KANA they are left out, too. By their places in Hershey's table. */
const HERSHEY_KANA = { from: 32, digitShaped: new Set([76, 136, 139]) };
/** Of Hershey's signs: lines, arcs, rounds, and what is like 2, 5 and 8. */
const DIGIT_SHAPED_SIGNS = new Set([1, 2, 3, 6, 7, 8, 11, 12, 13, 19, 20, 39, 59, 82, 83, 85, 86, 92]);
/** Of Hershey's Greek, by the letter of ASCII: Φ, Ι, Ο, Θ, Ζ, β, δ, φ, ι, ο, ϑ, σ, and what is no letter. */
const GREEK_LEFT_OUT = new Set('FIJOQVZbdfijoqsv[\\]^_`');
/** Of Hershey's Cyrillic: Э, Ф, Ч, О, З, and б; and what is no letter. */
const CYRILLIC_LEFT_OUT = new Set('CcFfJjOoZzb');

const hand = (font: string, subset = 'latin', weight = 400) =>
  `@fontsource/${font}/files/${font}-${subset}-${weight}-normal.woff`;
const LEARNT_HANDS = [
  'caveat',
  'kalam',
  'indie-flower',
  'patrick-hand',
  'reenie-beanie',
  'gloria-hallelujah',
  'architects-daughter',
  'rock-salt',
  'bad-script',
  'schoolbell',
  'sue-ellen-francisco',
  'swanky-and-moo-moo',
  'covered-by-your-grace',
  'marck-script',
  'gochi-hand',
  'the-girl-next-door',
  'delius',
];
const LEARNT_KANA = ['yomogi', 'klee-one'];
const LEARNT_EMS = [
  'EMSAllure',
  'EMSElfin',
  'EMSFelix',
  'EMSNixish',
  'EMSNixishItalic',
  'EMSOsmotron',
  'EMSReadability',
  'EMSTech',
];
/** Those of one line: a font of two or three lines would teach that bold ink is no digit. */
const LEARNT_HERSHEY = ['futural', 'cursive', 'scripts'];

/** Whose letters a model learns, with the licences, for its card. */
export const LEARNT_FONTS = [
  'Hershey (public domain)',
  `EMS ${LEARNT_EMS.map((font) => font.slice('EMS'.length)).join(', ')} (SIL OFL 1.1)`,
  `${[...LEARNT_HANDS, ...LEARNT_KANA].join(', ')} of Fontsource (SIL OFL 1.1)`,
] as const;

export interface Alphabet {
  name: string;
  glyphs: Glyph[];
}

/** What a model learns from. */
export function learntAlphabets(): Alphabet[] {
  return [
    ...LEARNT_HERSHEY.map((font) => alphabet(`hershey ${font}`, hersheyGlyphs(font), LATIN + SIGNS)),
    ...LEARNT_EMS.map((font) => alphabet(font, emsGlyphs(font), LATIN + SIGNS)),
    ...LEARNT_HANDS.map((font) => alphabet(font, handwritingGlyphs(hand(font), LATIN + SIGNS), LATIN + SIGNS)),
    {
      name: 'hershey symbolic',
      glyphs: hersheyGlyphs('symbolic').filter(({ char }) => !DIGIT_SHAPED_SIGNS.has(char.charCodeAt(0) - 33)),
    },
  ];
}

export function learntKana(): Alphabet[] {
  return LEARNT_KANA.map((font) => ({ name: `kana ${font}`, glyphs: kanaOf(font) }));
}

/** The digits of the same fonts: what tells them from their letters. */
export function learntDigits(): Glyph[] {
  const digits = (glyphs: Glyph[]) => glyphs.filter(({ char }) => DIGITS.includes(char));
  return [
    ...digits(hersheyGlyphs('futural')),
    ...LEARNT_EMS.flatMap((font) => digits(emsGlyphs(font))),
    ...LEARNT_HANDS.flatMap((font) => handwritingGlyphs(hand(font), DIGITS)),
  ];
}

/** What settles which of several models is kept; no training sees it, and nothing is judged by it. */
export function choosingAlphabets(): Alphabet[] {
  const hands = ['annie-use-your-telescope', 'cedarville-cursive'];
  return hands.map((font) => alphabet(font, handwritingGlyphs(hand(font), LATIN), LATIN));
}

/** What a model is judged by: hands, and but for kana and Latin also letters, that neither training nor choosing saw. */
export function judgingAlphabets(): Alphabet[] {
  const hands = ['shadows-into-light', 'handlee', 'homemade-apple'];
  return [
    ...hands.map((font) => alphabet(`latin ${font}`, handwritingGlyphs(hand(font), LATIN), LATIN)),
    { name: 'cyrillic neucha', glyphs: handwritingGlyphs(hand('neucha', 'cyrillic'), CYRILLIC) },
    { name: 'cyrillic hershey', glyphs: lettersOf('cyrillic', CYRILLIC_LEFT_OUT) },
    { name: 'greek hershey', glyphs: lettersOf('greek', GREEK_LEFT_OUT) },
  ];
}

export function judgingKana(): Alphabet[] {
  const { from, digitShaped } = HERSHEY_KANA;
  return [
    { name: 'kana zen-kurenaido', glyphs: kanaOf('zen-kurenaido') },
    {
      name: 'kana hershey',
      glyphs: hersheyGlyphs('japanese').filter(
        ({ char }) => Number(char) >= from && !digitShaped.has(Number(char)) && !isPlaceholder(Number(char)),
      ),
    },
  ];
}

/** Lozenges stand where Hershey's table of kana is empty. */
function isPlaceholder(index: number): boolean {
  return (index >= 83 && index <= 86) || (index >= 163 && index <= 166);
}

function alphabet(name: string, glyphs: readonly Glyph[], chars: string): Alphabet {
  return {
    name,
    glyphs: glyphs.filter(
      ({ font, char }) => chars.includes(char) && !DIGIT_SHAPED.has(char) && !(char === 'Q' && Q_IS_TWO.has(font)),
    ),
  };
}

function lettersOf(font: string, leftOut: ReadonlySet<string>): Glyph[] {
  return hersheyGlyphs(font).filter(({ char }) => /[A-Za-z]/.test(char) && !leftOut.has(char));
}

/** Fontsource cuts Japanese fonts into many pieces: this one holds the kana. */
function kanaOf(font: string): Glyph[] {
  return handwritingGlyphs(hand(font, '119'), KANA);
}
