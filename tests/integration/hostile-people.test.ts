import { strokeIdOf } from '@inkroom/shared';
import { roomKeys } from '@inkroom/store';
import { describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { addStroke } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';

/** What one person does to close a room for others, or to leave them no place in it. */

const room = useRoom();

const known = () => room.redis.hlen(roomKeys(room.roomId).people);
const asSomebodyNew = (by: BarePerson, name = 'Eve') =>
  by.codeOf('room.join', { roomId: room.roomId, key: room.writeKey, name });
const come = (by: BarePerson) => ({ personId: by.joined!.you.id, personKey: by.joined!.personKey! });

describe('R10 who is somebody new again and again', () => {
  it('closes the room for nobody: people of whom nothing is left are forgotten first', async () => {
    const { url } = await room.another({ roomPeopleKnownMax: 20, messagesPerSecond: 5_000, messagesBurst: 5_000 });
    const ann = await room.join({ name: 'Ann' }, url);
    await ann.submit(addStroke(0));
    const bob = await room.join({ name: 'Bob' }, url);
    await bob.submit({ kind: 'cell.label', page: 1, cell: 0, label: 7 });
    const watching = await room.join({ name: 'Wanda' }, url);
    for (const one of [ann, bob]) one.leave();

    const eve = room.connect(url);
    for (let i = 0; i < 100; i++) expect(await asSomebodyNew(eve), `${i}`).toBe('ok');
    expect(await known()).toBeLessThanOrEqual(20);

    await room.join({ name: 'Newcomer' }, url);
    // Who left ink or a label, and who is there, come in as who they were.
    for (const one of [ann, bob, watching]) {
      const again = await room.join({ name: 'Again', ...come(one) }, url);
      expect(again.joined!.you.id).toBe(one.joined!.you.id);
    }
  });

  it('finds the room full once everybody has left something, and the teacher gets in all the same', async () => {
    const { url } = await room.another({ roomPeopleKnownMax: 3 });
    const drawn = (one: BarePerson) => [strokeIdOf(one.joined!.you.id, 'stroke-1')];
    const people: BarePerson[] = [];
    for (let cell = 0; cell < 3; cell++) {
      const one = await room.join({}, url);
      await one.submit(addStroke(cell, { id: 'stroke-1' }));
      people.push(one);
    }
    const late = room.connect(url);
    expect(await asSomebodyNew(late)).toBe('room_full');
    const teacher = await room.join({ key: room.hostKey }, url);
    // R10 What a host clears can be brought back by who wrote it: they are still known.
    await teacher.submit({ kind: 'ink.clear', page: 1, cell: 0 });
    people[0]!.leave();
    const present = () => room.redis.zcard(roomKeys(room.roomId).present);
    await until('it is noticed', async () => (await present()) === 3);
    expect(await asSomebodyNew(late)).toBe('room_full');
    for (const [i, one] of people.slice(1).entries()) {
      const removal = { kind: 'stroke.remove', page: 1, cell: i + 1, ids: drawn(one) } as const;
      expect(await one.submit(removal)).toMatchObject({ ok: true });
      one.leave();
    }
    await until('the others are gone', async () => (await present()) === 1);
    expect(await asSomebodyNew(late)).toBe('ok');
  });

  it('is let in at a pace, by address and room; others and the teacher are not kept waiting', async () => {
    const { url } = await room.another({ newPeoplePerAddressPerMinute: 3 }, [], 'loopback');
    const eve = room.connect(url, { 'x-forwarded-for': '198.51.100.1' });
    const codes = [];
    for (let i = 0; i < 4; i++) codes.push(await asSomebodyNew(eve));
    expect(codes).toEqual(['ok', 'ok', 'ok', 'too_many_newcomers']);
    const refused = await eve.say('room.join', { roomId: room.roomId, key: room.writeKey, name: 'Eve' });
    const waits = expect.toSatisfy((ms: number) => ms > 0 && ms <= 20_000);
    expect(refused).toMatchObject({ error: { details: { retryAfterMs: waits } } });
    expect(await eve.codeOf('room.join', { roomId: room.roomId, name: 'Teacher', key: room.hostKey })).toBe('ok');
    const other = room.connect(url, { 'x-forwarded-for': '198.51.100.2' });
    expect(await asSomebodyNew(other)).toBe('ok');
  });
});

it('R10 a host gets into a room with as many people as it may hold', async () => {
  const { url } = await room.another({ roomPeopleMax: 2 });
  await room.join({}, url);
  await room.join({}, url);
  const late = room.connect(url);
  expect(await asSomebodyNew(late)).toBe('room_full');
  const teacher = await room.join({ key: room.hostKey }, url);
  teacher.leave();
  const again = await room.join(come(teacher), url);
  expect(again.joined!.you.role).toBe('host');
});

it('R10 one writer who fills the page leaves its last cells to others, and writes on where there is room', async () => {
  const { url } = await room.another({ messagesPerSecond: 5_000, messagesBurst: 5_000 });
  const [eve, ann] = [await room.join({}, url), await room.join({}, url)];
  const codes = [];
  for (let cell = 0; cell < 40; cell++)
    codes.push(await eve.codeOf('op.submit', { opId: `fill-the-page-${cell}`, op: addStroke(cell) }));
  expect(codes).toEqual([...Array(30).fill('ok'), ...Array(10).fill('too_many_cells')]);
  expect(await ann.submit(addStroke(39))).toMatchObject({ ok: true });
  for (let i = 0; i < 2; i++) await eve.submit({ kind: 'page.grow', page: 1 });
  expect(await eve.submit(addStroke(40))).toMatchObject({ ok: true });
});
