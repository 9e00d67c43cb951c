import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINK_KEY_LENGTH, ROOM_ID_ALPHABET, ROOM_ID_LENGTH, readJoinCode, readRoomLink } from './room-link.js';

const roomId = 'abcd234567';
const key = 'mnpq2345rstu6789';
const hostKey = 'Kq3-_x7yKq3-_x7yKq3-_x7y';
const link = `https://ink.example/r/${roomId}`;

describe('a room’s code', () => {
  it.each([
    '482913',
    ' 482 913 ',
    '482-913',
    '４８２　９１３',
    '４８２ー９１３',
    '「482913」',
    'Code: 482 913.',
    'The room code is 482913!',
    'コードは482913です。',
    '4\u200b82913',
  ])('is read from %j', (text) => {
    expect(readJoinCode(text)).toBe('482913');
    expect(readRoomLink(text)).toBeNull();
  });

  it.each(['', '48291', '4829133', '482 913 7', '482913a', 'seat 482913', 'abcd234567', `${link}#${key}`, '١٢٣٤٥٦'])(
    'is not read from %j',
    (text) => {
      expect(readJoinCode(text)).toBeNull();
    },
  );
});

describe('a room’s link', () => {
  it.each([
    ['a link', link],
    ['a link of another port and without https', `http://192.168.1.20:3000/r/${roomId}`],
    ['a path', `/r/${roomId}`],
    ['a link under a path', `https://school.example/tools/r/ink/r/${roomId}/`],
    ['a query and a hash of others', `${link}?utm_source=mail#top`],
    ['the code', roomId],
    ['the code in groups', 'abcd 234 567'],
    ['the code with dashes', 'ABCD-234–567'],
    ['the code with dashes of a Japanese keyboard', 'abcdー234－567'],
    ['capitals', link.toUpperCase()],
    ['full-width letters, digits and signs', 'ｈｔｔｐｓ：／／ｉｎｋ．ｅｘａｍｐｌｅ／ｒ／ＡＢＣＤ２３４５６７'],
    ['a full-width code', '　ＡＢＣＤ　２３４　５６７　'],
    ['escapes', '/r/%EF%BC%A1bcd234567%E3%80%82'],
    ['Japanese quotes', `「${link}」`],
    ['other brackets', `『（<${roomId}>）』`],
    ['a full stop behind', `${link}。`],
    ['a comma behind', `${roomId}、`],
    ['signs behind', `${link}?!,.`],
    ['a sentence around a link', `Join us at ${link}. See you!`],
    ['a Japanese sentence around a link', `部屋は${link}です。`],
    ['its name before a code', 'Room code: abcd234567'],
    ['its Japanese name before a code', '部屋コード：abcd234567'],
    ['a Japanese sentence around a code', '部屋のコードはabcd234567です。入ってください！'],
    ['an English one before a code', 'The room code is “ABCD-234-567”.'],
    ['the code in groups with Japanese dots or waves', 'abcd・234～567'],
    ['the form that messengers keep', `<${link}|ink.example/r/…>`],
    ['Markdown', `[our room](${link})`],
    ['HTML of mail', `<a href=3D"${link}">room</a>`],
    ['a mail guard (SafeLinks)', `https://eur01.safelinks.example/?url=${encodeURIComponent(link)}&data=05%7C01`],
    ['a mail guard (URL Defense 2)', `https://guard.example/v2/url?u=https-3A__ink.example_r_${roomId}&d=DwM`],
    ['a mail guard (URL Defense 3)', `https://guard.example/v3/__${link}__;!!abc$`],
    ['a search engine’s or messenger’s redirect', `https://l.line.example/?q=${link}&sa=D`],
    [
      'a link within a link within a link',
      `https://a.example/?u=${encodeURIComponent(`https://b.example/?u=${encodeURIComponent(link)}`)}`,
    ],
    ['backslashes', link.replaceAll('/', '\\')],
    ['characters that cannot be seen', `\ufeff\u200b${link.replace('d2', 'd\u200b\u00ad2')}\u2060\u200e`],
    ['a line break within', `${link.slice(0, -5)}\r\n${link.slice(-5)}`],
    ['a soft break of mail within', `${link.slice(0, -5)}=\r\n${link.slice(-5)}`],
    ['a soft break that a field of one line has taken', `${link.slice(0, -5)}= ${link.slice(-5)}`],
    ['a soft break before the code', `https://ink.example/r/=\n${roomId}`],
  ])('is read from %s', (_what, text) => {
    expect(readRoomLink(text)).toEqual({ roomId, watch: false });
  });

  it.each([
    ['', null],
    ['   ', null],
    ['abc', null],
    ['https://ink.example/', null],
    ['not a room!', null],
    ['あいうえおかきくけこ', null],
    ['one letter more', `${roomId}a`],
    ['one letter more, after a dash', `${roomId}-a`],
    ['one letter less', roomId.slice(1)],
    ['a letter that no code has', 'abcd23456o'],
    ['words around a code that is no link', `please ${roomId}`],
    ['other words that look like a name', `isle ${roomId}`],
    ['a number before a code', `3 ${roomId}`],
    ['words behind a code that is no link', `${roomId} please`],
    ['a longer name in a link', `${link}x`],
    ['a longer name of other letters', `${link}é`],
    ['a broken link with other words behind', `${link.slice(0, -1)} is where we meet`],
    ['another path', `https://ink.example/x/${roomId}`],
    ['a file', 'favicon.ico'],
    ['another site’s', 'https://ink.example/r/javascript'],
  ])('is not read from %j', (what, text) => {
    expect(readRoomLink(text ?? what)).toBeNull();
  });

  it.each([
    ['with a key', `${link}#${key}`],
    ['with a key in capitals', `${link}#${key}`.toUpperCase()],
    ['with a key in full-width signs', `${link}＃${key.replace('m', 'ｍ').replace('2', '２')}`],
    ['with a key behind a slash or a query of others', `${link}/?utm_source=mail#${key}`],
    ['with a key in a sentence', `Join us at ${link}#${key}. See you!`],
    ['with a key in a Japanese sentence', `部屋は「${link}#${key}」です。`],
    ['with a key in one without marks', `部屋は${link}#${key}です`],
    ['with a key in the form that messengers keep', `<${link}#${key}|ink.example/r/…>`],
    ['with a key in Markdown', `**[our room](${link}#${key})**`],
    ['with a key in HTML of mail', `<a href=3D"${link}#${key}">room</a>`],
    ['with a key broken by mail', `${link}#${key.slice(0, 5)}=\r\n${key.slice(5)}`],
    ['with a key on two lines', `${link}#${key.slice(0, 9)}\r\n${key.slice(9)}`],
    ['with a key on the next line', `${link}#\n${key}`],
    ['with a key whose sign is escaped', `${link}%23${key}`],
    [
      'with a key in a link of a mail guard',
      `https://g.example/?url=${encodeURIComponent(`${link}#${key}`)}&data=05%7C01`,
    ],
    ['with a key (URL Defense 2)', `https://guard.example/v2/url?u=https-3A__ink.example_r_${roomId}-23${key}&d=DwM`],
    ['with a key (URL Defense 3)', `https://guard.example/v3/__${link}*${key}__;Iw!!abc$`],
    ['with a key in a messenger’s redirect', `https://l.line.example/?q=${link}#${key}&sa=D`],
    ['with a key and characters that cannot be seen', `${link}#\u200b${key.slice(0, 4)}\u00ad${key.slice(4)}\u2060`],
  ])('says that it is %s', (_what, text) => {
    expect(readRoomLink(text)).toEqual({ roomId, watch: false, key });
  });

  it.each([
    ['that lost a letter', `${link}#${key.slice(1)}`],
    ['that has one too many', `${link}#${key}a`],
    ['that is another’s word', `${link} #${key}`],
    ['that is another link’s', `${link} and https://ink.example/x#${key}`],
    ['that is the text behind a star', `*${link}* see the page next day`],
    ['with a letter that no key has', `${link}#${key.replace('m', 'o')}`],
  ])('has no key %s', (_what, text) => {
    expect(readRoomLink(text)).toEqual({ roomId, watch: false });
  });

  it.each([
    ['for watching', `${link}?watch`, { watch: true }],
    ['for watching, in a sentence', `${link}?watch。`, { watch: true }],
    ['for watching, among others', `${link}?a=1&watch=1#b`, { watch: true }],
    ['not for watching where a word behind says so', `${link} or ${link}?watch`, { watch: false }],
    ['with a host’s key', `${link}#host=${hostKey}`, { key: hostKey }],
    ['with a host’s key in brackets', `（${link}#host=${hostKey}）。`, { key: hostKey }],
    ['with a host’s key through mail', `${link}#host=3D${hostKey}`, { key: hostKey }],
    ['with a host’s key broken by mail', `${link}#host=3D${hostKey.replace('K', 'K=\n')}`, { key: hostKey }],
    ['with a host’s key on the next line', `${link}#host=\n${hostKey}`, { key: hostKey }],
    ['with a key on two lines', `${link}#host=${hostKey.slice(0, 9)}\r\n${hostKey.slice(9)}`, { key: hostKey }],
    [
      'with a key in a link of a mail guard',
      `https://g.example/?url=${encodeURIComponent(`${link}?watch#host=${hostKey}`)}`,
      { watch: true, key: hostKey },
    ],
    ['with a host’s key in full-width signs', `${link}＃host＝${hostKey}`, { key: hostKey }],
    ['with a key that begins like mail’s sign', `${link}#host=3D${hostKey.slice(2)}`, { key: `3D${hostKey.slice(2)}` }],
    ['without a host’s key that lost a letter', `${link}#host=${hostKey.slice(1)}`, { watch: false }],
    ['without a host’s key that is another’s word', `${link} #host=${hostKey}`, { watch: false }],
  ])('says that it is %s', (_what, text, more) => {
    expect(readRoomLink(text)).toEqual({ roomId, watch: false, ...more });
  });

  const code = fc
    .array(fc.constantFrom(...ROOM_ID_ALPHABET), { minLength: ROOM_ID_LENGTH, maxLength: ROOM_ID_LENGTH })
    .map((letters) => letters.join(''));
  const linkKey = fc
    .array(fc.constantFrom(...ROOM_ID_ALPHABET), { minLength: LINK_KEY_LENGTH, maxLength: LINK_KEY_LENGTH })
    .map((letters) => letters.join(''));
  const wide = (text: string) => text.replace(/[!-~]/g, (sign) => String.fromCodePoint(sign.codePointAt(0)! + 0xfee0));
  const marks = fc.string({
    unit: fc.constantFrom(...' \t\n\u3000\u200b\ufeff「」『』（）<>[]"“”。、.,!?…*'),
    maxLength: 4,
  });

  it('is read whatever the code, its letters and the marks around', () => {
    const dressed = fc.tuple(
      marks,
      fc.constantFrom('', 'https://ink.example/r/', '/r/'),
      code,
      marks,
      fc.boolean(),
      fc.boolean(),
    );
    fc.assert(
      fc.property(dressed, ([before, address, id, behind, capitals, fullWidth]) => {
        const asTyped = capitals ? (address + id).toUpperCase() : address + id;
        const text = before + (fullWidth ? wide(asTyped) : asTyped) + behind;
        expect(readRoomLink(text)).toEqual({ roomId: id, watch: false });
      }),
    );
  });

  it('is read with its key whatever its letters and the marks around', () => {
    fc.assert(
      fc.property(
        marks,
        code,
        linkKey,
        marks,
        fc.boolean(),
        fc.boolean(),
        (before, id, key, behind, capitals, fullWidth) => {
          const plain = `https://ink.example/r/${id}#${key}`;
          const asTyped = capitals ? plain.toUpperCase() : plain;
          const text = before + (fullWidth ? wide(asTyped) : asTyped) + behind;
          expect(readRoomLink(text)).toEqual({ roomId: id, watch: false, key });
        },
      ),
    );
  });

  // Out here, for making it takes seconds on a busy machine.
  const pieces = fc.oneof(
    code,
    fc.constantFrom('/r/', 'r/', '-', ' ', 'o', '。', '%', '=', '#host='),
    fc.string({ unit: 'binary' }),
  );

  it('is read from nothing that has not its letters in this order', () => {
    const isCode = new RegExp(`^[${ROOM_ID_ALPHABET}]{${ROOM_ID_LENGTH}}$`);
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
        const text = parts.join('');
        const read = readRoomLink(text);
        const letters = text
          .normalize('NFKC')
          .toLowerCase()
          .replace(/[^a-z0-9]/g, '');
        return read === null || (isCode.test(read.roomId) && letters.includes(read.roomId));
      }),
    );
  });
});
