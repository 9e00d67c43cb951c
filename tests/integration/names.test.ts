import { memoryStorage, personOf, RoomClient, whenView } from '@inkroom/client';
import type { Operation } from '@inkroom/shared';
import { roomKeys } from '@inkroom/store';
import { nanoid } from 'nanoid';
import { afterEach, describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';

/** By which names people are known who call themselves alike. */

const room = useRoom();
const clients: RoomClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

const idOf = (person: BarePerson) => person.joined!.you.id;
const nameOf = (person: BarePerson) => person.joined!.you.name;
const keysOf = (person: BarePerson) => ({ personId: idOf(person), personKey: person.joined!.personKey! });
const naming = (person: BarePerson, name: string): Operation => ({ kind: 'person.name', personId: idOf(person), name });
const slots = () => room.redis.hgetall(roomKeys(room.roomId).names);

/** Renames somebody, and answers by what name they are known then. */
async function rename(by: BarePerson, whom: BarePerson, name: string, opId = nanoid()): Promise<string> {
  const answer = await by.submit(naming(whom, name), opId);
  if (!answer.ok) throw new Error(answer.error.code);
  const { effect } = await by.hears('log.entry', (entry) => entry.opId === opId);
  return effect.kind === 'person.name' ? effect.name : '';
}

describe('R3 two of one name', () => {
  it('are known by two names, the same to everybody, through whichever gateways they come', async () => {
    const other = await room.another();
    const urls = [room.gateway.url, other.url, room.gateway.url, other.url];
    const names = ['Aki', 'aki', 'Ａｋｉ', 'Mia'];
    const people = await Promise.all(names.map((name, i) => room.join({ name }, urls[i])));
    expect(people.map((one) => nameOf(one).replace(/ \(\d\)$/, ''))).toEqual(names);
    expect(people.map((one) => nameOf(one).replace(/^\p{L}+ ?/u, '')).sort()).toEqual(['', '', '(2)', '(3)']);
    const late = await room.join({ name: 'Late' }, other.url);
    const known = Object.fromEntries(late.joined!.people.map(({ id, name }) => [id, name]));
    for (const person of people) expect(known[idOf(person)]).toBe(nameOf(person));
  });

  it('are so in apps that know others of that name, and in apps that do not', async () => {
    const storage = memoryStorage();
    const come = async (name: string, url = room.gateway.url, kept = memoryStorage()) => {
      const options = { gatewayUrl: url, roomId: room.roomId, key: room.writeKey };
      const client = new RoomClient({ ...options, name, storage: kept });
      clients.push(client);
      if (!(await client.start()).ok) throw new Error('not let in');
      return client;
    };
    const early = await come('Mia');
    const first = await come('Aki', undefined, storage);
    const second = await come('Aki', (await room.another()).url);
    const { id } = second.view.getState().you!;
    await first.stop();
    await whenView(early.view, ({ people }) => Object.keys(people).length === 2);
    const late = await come('Late');
    for (const client of [early, second, late]) expect(personOf(client.view.getState(), id)?.name).toBe('Aki (2)');
    const back = await come('Aki', undefined, storage);
    expect(back.view.getState().you?.name).toBe('Aki');
    // Who is renamed is known by a name of their own too, and what they typed is what their device keeps.
    early.rename(early.view.getState().you!.id, 'aki');
    for (const client of [early, late])
      await whenView(client.view, (view) => personOf(view, early.view.getState().you!.id)?.name === 'aki (3)');
  });

  it('keep theirs when they come back, and a name that was given up is free', async () => {
    const host = await room.join({ name: 'Host', key: room.hostKey });
    const [first, second] = [await room.join({ name: 'Aki' }), await room.join({ name: 'Aki' })];
    expect([nameOf(first), nameOf(second)]).toEqual(['Aki', 'Aki (2)']);
    expect(nameOf(await room.join({ ...keysOf(second), name: 'Aki' }))).toBe('Aki (2)');
    expect(await rename(host, first, 'Aki S.')).toBe('Aki S.');
    // Nobody takes another's by typing it.
    const third = await room.join({ name: 'Aki (2)' });
    expect(nameOf(third)).toBe('Aki (2) (2)');
    expect(await rename(third, third, 'Aki')).toBe('Aki');
    expect(await rename(second, second, 'AKI')).toBe('AKI (2)');
    // Whom a host has renamed is known by that, whatever their device says.
    const back = await room.join({ ...keysOf(first), name: 'Aki' });
    expect(back.state!.names[idOf(first)]).toBe('Aki S.');
    expect(nameOf(await room.join({ name: 'aki s.' }))).toBe('aki s. (2)');
  });

  it('R9 claim no name that the law refuses them, nor one again that they had before', async () => {
    const host = await room.join({ name: 'Host', key: room.hostKey });
    const [ann, bob] = [await room.join({ name: 'Ann' }), await room.join({ name: 'Bob' })];
    const before = await slots();
    expect(await ann.codeOf('op.submit', { opId: nanoid(), op: naming(bob, 'Silly') })).toBe('host_only');
    expect(await slots()).toEqual(before);
    const opId = nanoid();
    expect(await rename(ann, ann, 'Annie', opId)).toBe('Annie');
    expect(await rename(host, ann, 'Anna')).toBe('Anna');
    expect(await ann.submit(naming(ann, 'Annie'), opId)).toMatchObject({ ok: true });
    expect(nameOf(await room.join({ name: 'Annie' }))).toBe('Annie');
    expect(nameOf(await room.join({ name: 'Anna' }))).toBe('Anna (2)');
  });

  it('R7 are not looked for without end: beyond a hall of one name the next number is taken', async () => {
    const held = ['is:aki', ...Array.from({ length: 249 }, (_, i) => `is:aki (${i + 2})`)];
    await room.redis.hset(roomKeys(room.roomId).names, Object.fromEntries(held.map((field) => [field, 'somebody'])));
    expect(nameOf(await room.join({ name: 'Aki' }))).toBe('Aki (251)');
    expect(nameOf(await room.join({ name: 'Aki' }))).toBe('Aki (252)');
    expect((await slots())['last:aki']).toBe('2');
  });

  it('R7 leave nothing behind once the room has forgotten them', async () => {
    const small = await room.another({ roomPeopleKnownMax: 2 });
    const host = await room.join({ name: 'Host', key: room.hostKey }, small.url);
    const guest = await room.join({ name: 'Guest' }, small.url);
    guest.leave();
    await host.hears('person.left', ({ id }) => id === idOf(guest));
    const next = await until('there is room', () => room.join({ name: 'Guest' }, small.url).catch(() => null));
    expect(nameOf(next)).toBe('Guest');
    const ids = [idOf(host), idOf(next)];
    expect(Object.keys(await slots()).sort()).toEqual(['is:guest', 'is:host', ...ids.map((id) => `of:${id}`)].sort());
  });
});
