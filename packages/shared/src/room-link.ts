/** Letters of a room's id and of its links' keys: none that are read for one another aloud or on a projector. */
export const ROOM_ID_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
/** 31^10 rooms: a stranger does not guess one. */
export const ROOM_ID_LENGTH = 10;
/** 31^16 keys of a link, 79 bits: a stranger does not guess one either. */
export const LINK_KEY_LENGTH = 16;
/** Characters of a person's key, and of the host keys of old, in base64url: a link with fewer has lost some. */
export const KEY_LENGTH = 24;

/** Digits of a code that a host shows: it can be read from the blackboard. */
export const JOIN_CODE_LENGTH = 6;

/** What a link to a room, or its id alone, says. */
export interface RoomLink {
  roomId: string;
  /** Of old: for watching only, in a room that its id alone opens. */
  watch: boolean;
  /** What opens the room, and says how far. */
  key?: string;
}

/** A link with the text around it is shorter; a whole book need not be searched. */
const TEXT_LENGTH_MAX = 10_000;

/** A mail guard's link to a messenger's link to the room: nobody wraps more. */
const WRAPPINGS_MAX = 3;

/** Dashes, and what a Japanese keyboard and mathematics write for one. */
const DASH = '\\p{Pd}\\u2212\\u30fc';
/** What may stand within a code: it is written in groups, and mail breaks lines. */
const GAP = `[\\s${DASH}~・]*`;
const CODE = `([${ROOM_ID_ALPHABET}](?:${GAP}[${ROOM_ID_ALPHABET}]){${ROOM_ID_LENGTH - 1}})`;
/** One letter more, with a dash before it or not, and it is no code. Kana and kanji may follow without a space. */
const END = `(?![${DASH}_]?[a-z0-9\\p{Script=Latin}\\p{Nd}])`;
/** What stands around a code that is no link: signs, and the words of a language that no code could be a part of. */
const AROUND = '[^a-z\\p{N}]*';
/** What people write before a code in English. */
const NAMED = `(?:(?:the|room|code|is)\\b${AROUND}){0,4}`;

/** Mail guards write other signs for a slash, and Windows does. */
const SLASH = '[/\\\\_]';
/** Mail breaks a key as it breaks any word. One of another length is broken, or none. */
const LINK_KEY = `([${ROOM_ID_ALPHABET}](?:\\s*[${ROOM_ID_ALPHABET}]){${LINK_KEY_LENGTH - 1}})${END}`;
/** The sign before a key, and what mail guards write for it. */
const HASH = `(?:#\\s*|-23|\\*(?=[a-z0-9]{${LINK_KEY_LENGTH}}__;))`;
const LINK = new RegExp(`(?:^|${SLASH})r${SLASH}${GAP}${CODE}(?:${END}|(?=-23${LINK_KEY}))`, 'iu');
const CODE_ALONE = new RegExp(`^${AROUND}${NAMED}${CODE}${END}${AROUND}$`, 'iu');
const JOIN_CODE = new RegExp(`^${AROUND}${NAMED}(\\d(?:${GAP}\\d){${JOIN_CODE_LENGTH - 1}})${AROUND}$`, 'iu');
const WATCH = /^[^#\s]*[?&]watch(?![a-z0-9])/i;
const KEY_BEHIND = new RegExp(`^[^\\s#*]*?${HASH}${LINK_KEY}`, 'iu');
const OLD_KEY = `[\\w-](?:\\s*[\\w-]){${KEY_LENGTH - 1}}(?![\\w-])`;
/** As links of old named a host's key. Mail writes `=3D` for the sign. */
const OLD_HOST_KEY = new RegExp(`^\\S*[#&]host=\\s*(?:3d(?=${OLD_KEY}))?(${OLD_KEY})`, 'i');

/**
 * Reads a room's link or code as people give it: pasted, typed or mailed, with marks, quotes, brackets or spaces around, in
 * capitals or full-width letters, broken into groups or lines, or wrapped into a link of a mail guard or messenger. Of any site, for a class
 * may have reached the same rooms by another address: the room is looked for here.
 *
 * @returns null for anything else
 */
export function readRoomLink(text: string): RoomLink | null {
  const plain = plainText(text);
  const link = LINK.exec(plain);
  const code = link?.[1] ?? CODE_ALONE.exec(plain)?.[1];
  if (code === undefined) return null;
  const rest = link ? plain.slice(link.index + link[0].length) : '';
  const key = keyBehind(rest);
  return {
    roomId: code.replace(/[^a-z0-9]/gi, '').toLowerCase(),
    watch: WATCH.test(rest),
    ...(key ? { key } : {}),
  };
}

/** Reads the code that a host shows, as people type or paste it: in groups, in full-width digits, with its name before it. @returns null for anything else */
export function readJoinCode(text: string): string | null {
  const digits = JOIN_CODE.exec(plainText(text))?.[1];
  return digits?.replace(/\D/g, '') ?? null;
}

/** The key in what stands behind a room's id. */
function keyBehind(rest: string): string | undefined {
  const key = KEY_BEHIND.exec(rest)?.[1]?.replace(/\s/g, '').toLowerCase();
  return key ?? OLD_HOST_KEY.exec(rest)?.[1]?.replace(/\s/g, '');
}

/** The text in plain letters and signs, without what cannot be seen and without percent signs for other letters. */
export function plainText(text: string): string {
  return (
    decoded(text.slice(0, TEXT_LENGTH_MAX))
      .normalize('NFKC')
      .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}\0]/gu, '')
      // Mail breaks a line within a word like this; a field of one line makes a space of the break.
      .replace(/(?<!host)=\s+/gi, '')
  );
}

/** Without percent signs for other letters: a link within a link within a link has them three times. */
function decoded(text: string): string {
  let plain = text;
  for (let layer = 0; layer < WRAPPINGS_MAX; layer++) plain = plain.replace(/(?:%[0-9a-f]{2})+/gi, decodedRun);
  return plain;
}

function decodedRun(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}
