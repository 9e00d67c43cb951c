import { allowanceKey, joinCodeKey, roomKeys } from '@inkroom/store';
import { describe, expect, it } from 'vitest';
import { type BarePerson, openRoom } from '../support/bare-person.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';

const room = useRoom();

const host = (url = room.gateway.url) => room.join({ key: room.hostKey }, url);
async function shownBy(person: BarePerson, event: 'code.show' | 'code.renew' = 'code.show') {
  const answer = await person.ask(event);
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}
/** Where a code leads, for a stranger. */
async function find(code: string, stranger = room.connect()) {
  const answer = await stranger.ask('code.find', { code });
  return answer.ok ? answer.value : answer.error.code;
}
const wrong = (code: string) => `${(Number(code) + 1) % 1_000_000}`.padStart(6, '0');

describe('a room’s code', () => {
  it('leads to the link for writing, however it is typed', async () => {
    const { code, expiresAt } = await shownBy(await host());
    expect(code).toMatch(/^\d{6}$/);
    expect(Math.abs(expiresAt - Date.now() - 90_000)).toBeLessThan(5_000);
    const wide = code.replace(/\d/g, (digit) => String.fromCodePoint(digit.codePointAt(0)! + 0xfee0));
    for (const typed of [
      code,
      `${code.slice(0, 3)} ${code.slice(3)}`,
      wide,
      `「${wide.slice(0, 3)}　${wide.slice(3)}」`,
    ])
      expect(await find(typed)).toEqual({ roomId: room.roomId, key: room.writeKey });
    expect(await find(wrong(code))).toBe('code_unknown');
    expect(await find('48291')).toBe('invalid_payload');
  });

  it('R9 is shown and renewed by hosts alone', async () => {
    for (const event of ['code.show', 'code.renew']) {
      expect(await room.connect().codeOf(event)).toBe('not_joined');
      for (const key of [room.writeKey, room.watchKey])
        expect(await (await room.join({ key })).codeOf(event)).toBe('host_only');
    }
    expect(await room.redis.exists(roomKeys(room.roomId).joinCode)).toBe(0);
  });

  it('R9 works only while somebody shows it, at every gateway, and is the same when it is shown again', async () => {
    const [teacher, elsewhere] = [await host(), await room.another()];
    const { code } = await shownBy(teacher);
    expect(await find(code, room.connect(elsewhere.url))).toMatchObject({ roomId: room.roomId });
    // Another host's screen shows the same.
    const { url } = await room.another({ joinCodeShownMs: 400 });
    expect((await shownBy(await host(url))).code).toBe(code);
    await until('it has ended', async () => (await room.redis.exists(joinCodeKey(code))) === 0);
    expect(await find(code, room.connect(elsewhere.url))).toBe('code_unknown');
    expect((await shownBy(teacher)).code).toBe(code);
    expect(await find(code, room.connect(elsewhere.url))).toMatchObject({ roomId: room.roomId });
  });

  it('R9 is another one after a school day, however long it is shown', async () => {
    const { url } = await room.another({ joinCodeMaxMs: 400 });
    const teacher = await host(url);
    const { code } = await shownBy(teacher);
    await until('it is another one', async () => (await shownBy(teacher)).code !== code);
    expect(await find(code)).toBe('code_unknown');
  });

  it.each([
    ['asks for another', 'code.renew', {}],
    ['replaces the link for writing', 'link.renew', { right: 'write' }],
  ] as const)('R9 is useless at once when a host %s', async (_what, event, payload) => {
    const teacher = await host();
    const { code } = await shownBy(teacher);
    expect(await teacher.codeOf(event, payload)).toBe('ok');
    expect(await find(code)).toBe('code_unknown');
    const next = await shownBy(teacher);
    expect(next.code).not.toBe(code);
    const links = await teacher.ask('links.read');
    expect(await find(next.code)).toEqual({ roomId: room.roomId, key: links.ok && links.value.write });
  });

  it('is one for all hosts who show it at the same time', async () => {
    const { url } = await room.another();
    const screens = [await host(), await host(url), await host(), await host(url)];
    const codes = await Promise.all(screens.map((screen) => shownBy(screen)));
    expect(new Set(codes.map(({ code }) => code)).size).toBe(1);
    expect(await find(codes[0]!.code)).toMatchObject({ roomId: room.roomId });
  });

  it('is never that of another room', async () => {
    const { url } = await room.another({ joinCodeShownMs: 50 });
    const teacher = await host(url);
    const { code } = await shownBy(teacher);
    await until('it is free', async () => (await room.redis.exists(joinCodeKey(code))) === 0);
    const other = await openRoom(room.gateway.url);
    await room.redis.set(joinCodeKey(code), other.roomId);
    await room.redis.set(roomKeys(other.roomId).joinCode, JSON.stringify({ code, until: Date.now() + 60_000 }));
    expect((await shownBy(teacher)).code).not.toBe(code);
    expect(await find(code)).toEqual({ roomId: other.roomId, key: other.writeKey });
    await room.redis.del(joinCodeKey(code), roomKeys(other.roomId).joinCode);
  });

  it('leaves nothing behind that does not end by itself', async () => {
    const { code } = await shownBy(await host());
    for (const key of [joinCodeKey(code), roomKeys(room.roomId).joinCode])
      expect(await room.redis.pttl(key)).toBeGreaterThan(0);
  });
});

describe('R7 R9 wrong codes', () => {
  const forget = () => room.redis.del(allowanceKey('wrong-codes', '*'), allowanceKey('wrong-codes', '127.0.0.1'));
  const outcomes = async (code: string, strangers: readonly BarePerson[]) =>
    (await Promise.all(strangers.map((stranger) => find(code, stranger)))).map((found) =>
      typeof found === 'string' ? found : 'found',
    );

  it('of an address are so many in a time, over all gateways and however many come at once; right ones do not count', async () => {
    await forget();
    const limits = { wrongCodesPerAddress: 5 };
    const [a, b] = [await room.another(limits), await room.another(limits)];
    const { code } = await shownBy(await host());
    const strangers = Array.from({ length: 8 }, (_, i) => room.connect((i % 2 ? a : b).url));
    for (let i = 0; i < 4; i++)
      for (const one of strangers.slice(0, 3)) expect(await find(code, one)).toMatchObject({});
    const said = await outcomes(wrong(code), strangers);
    expect(said.filter((one) => one === 'code_unknown')).toHaveLength(5);
    expect(said.filter((one) => one === 'too_many_codes')).toHaveLength(3);
    const refused = await strangers[0]!.ask('code.find', { code });
    expect(refused).toMatchObject({ error: { code: 'too_many_codes', details: { retryAfterMs: expect.any(Number) } } });
    await forget();
    expect(await outcomes(code, strangers.slice(0, 3))).toEqual(['found', 'found', 'found']);
  });

  it('of all addresses are so many in a time', async () => {
    await forget();
    const { url } = await room.another({ wrongCodesMax: 3 }, [], '1');
    const { code } = await shownBy(await host());
    const from = (n: number) => room.connect(url, { 'x-forwarded-for': `198.51.100.${n}` });
    const said = [];
    for (let n = 0; n < 5; n++) said.push(await find(wrong(code), from(n)));
    expect(said).toEqual(['code_unknown', 'code_unknown', 'code_unknown', 'too_many_codes', 'too_many_codes']);
    await forget();
  });
});
