/**
 * Names and titles: one line of text that everybody can see and that leaves the text around it alone. What cannot be seen is
 * taken out without a word, for whoever pasted it cannot see it either.
 */

/** What is wrong with a line of text, so that the app can say it before it sends anything. */
export type LineFault = 'missing' | 'invisible' | 'too_long';

/** Far beyond any limit: a message full of text is not worth the work. */
const RAW_LENGTH_MAX = 4_096;

/** Letters that are joined or kept apart by signs between them. */
const JOINING = ['Arab', 'Syrc', 'Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh'];
const JOINED = `[${JOINING.map((script) => `\\p{Script_Extensions=${script}}`).join('')}]`;
/** Joins a family of emoji into one; what is joined may have a skin tone or be marked as a picture. */
const EMOJI_JOINER = '(?<=\\p{Extended_Pictographic}\\p{Emoji_Modifier}?\\ufe0f?)\\u200d(?=\\p{Extended_Pictographic})';
const LETTER_JOINER = `(?<=${JOINED})[\\u200c\\u200d](?=${JOINED})`;
/** Chooses a form of the letter before it: pictures, and the kanji of many a family name. */
const VARIANT = '(?<=[\\p{L}\\p{N}\\p{P}\\p{S}])[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]';
/** Controls, half surrogates, turns of direction, tags, fillers, a note without a head, the place of an object: nothing that is seen. */
const UNSEEN = '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}\\u{1d159}\\ufffc]';
const UNSEEN_OR_KEPT = new RegExp(`(${EMOJI_JOINER}|${LETTER_JOINER}|${VARIANT})|${UNSEEN}`, 'gu');

/** Braille's empty cell is a space that is not called one. */
const SPACE = '\\p{White_Space}\\u2800';
const SPACES = new RegExp(`[${SPACE}]+`, 'gu');
/** A mark with no letter before it would sit on the text around the line. */
const AT_THE_ENDS = new RegExp(`^[${SPACE}\\p{M}]+|[${SPACE}]+$`, 'gu');
/** More marks than any script puts on one letter leave the line. */
const TOWER = /(\p{M}{4})\p{M}+/gu;
const SEEN = /[\p{L}\p{N}\p{P}\p{S}\p{Co}]/u;

/** The text as one visible line; empty where nothing can be seen of it. The same for what it has made itself. */
export function visibleLine(text: string): string {
  let line = text.slice(0, RAW_LENGTH_MAX);
  // What is taken out can bring together what then belongs together: again, until all is well.
  for (let before = ''; before !== line; ) {
    before = line;
    line = line
      // A space of its own kind stays, as between the two names of a Japanese person; more of them are one.
      .replace(SPACES, (spaces) => (/^\p{Zs}$/u.test(spaces) ? spaces : ' '))
      .replace(UNSEEN_OR_KEPT, (_unseen, kept: string | undefined) => kept ?? '')
      .normalize('NFC')
      .replace(TOWER, '$1')
      .replace(AT_THE_ENDS, '');
  }
  return SEEN.test(line) ? line : '';
}

/**
 * What is wrong with a text as a name or title, or null.
 * @param max characters, as code points: the same everywhere, which what looks like one letter is not; four bytes each at most
 */
export function lineFault(text: string, max: number): LineFault | null {
  const line = visibleLine(text);
  if (line === '') return text.trim() === '' ? 'missing' : 'invisible';
  return [...line].length > max ? 'too_long' : null;
}
