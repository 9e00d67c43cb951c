import { memoryStorage, RoomClient, whenView } from '@inkroom/client';
import { DEFAULT_LIMITS, LINK_RIGHTS, type Operation } from '@inkroom/shared';
import { createRoom, hashKey, newKey, newLinkKey, roomKeys } from '@inkroom/store';
import { nanoid } from 'nanoid';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { addStroke, ink } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { TestWriter } from '../support/test-writer.ts';

const room = useRoom();

const TITLE: Operation = { kind: 'room.title', title: 'Class 3b' };
const identityOf = ({ joined }: BarePerson) => ({ personId: joined!.you.id, personKey: joined!.personKey! });

/** What somebody is who asks to come in with no more than this. */
const comesInAs = async (more: Record<string, unknown>, roomId = room.roomId, url = room.gateway.url) => {
  const answer = await room.connect(url).ask('room.join', { roomId, name: 'Somebody', ...more });
  return answer.ok ? answer.value.you.role : answer.error.code;
};

describe('a room’s links', () => {
  it('give three rights, and the room’s id alone gives none', async () => {
    expect(await comesInAs({})).toBe('link_needed');
    expect(await comesInAs({ key: nanoid() })).toBe('wrong_key');
    for (const [key, right, role] of [
      [room.hostKey, 'host', 'host'],
      [room.writeKey, 'write', 'writer'],
      [room.watchKey, 'watch', 'viewer'],
    ] as const) {
      expect(key).toMatch(/^[a-hjkmnp-z2-9]{16}$/);
      expect((await room.join({ key })).joined).toMatchObject({ right, you: { role } });
    }
    expect(await comesInAs({}, 'nosuchroom')).toBe('room_not_found');
  });

  it('are not needed by who comes back as themselves', async () => {
    for (const key of [room.hostKey, room.writeKey, room.watchKey]) {
      const first = await room.join({ key });
      const back = await room.join(identityOf(first));
      expect(back.joined).toMatchObject({ right: null, you: first.joined!.you });
    }
  });

  describe('R9 for watching let nobody write', () => {
    const isRefused = async (viewer: BarePerson) => {
      expect(viewer.joined!.you.role).toBe('viewer');
      for (const op of [addStroke(0), { kind: 'page.grow' }, { kind: 'host.claim' }, TITLE] as Operation[])
        expect(await viewer.submit(op), op.kind).toMatchObject({ ok: false });
      expect(await viewer.codeOf('op.submit', { opId: nanoid(), op: addStroke(1) })).toBe('viewer_read_only');
      const stroke = { id: 'stroke-1', cell: 0, from: 0, ...ink() };
      expect(await viewer.codeOf('live', { page: 1, strokes: [stroke] })).toBe('viewer_read_only');
      expect(await viewer.codeOf('live', { page: 1, cursor: [1, 2] })).toBe('viewer_read_only');
      expect(await viewer.codeOf('links.read')).toBe('host_only');
      expect(await room.redis.exists(roomKeys(room.roomId).log)).toBe(0);
    };

    it('whatever a client leaves out or says', async () => {
      const viewer = await room.join({ key: room.watchKey, watch: false });
      await isRefused(viewer);
      const identity = identityOf(viewer);
      for (const more of [{}, { watch: false }, { key: room.watchKey }, { since: { seq: 0, opId: null } }])
        await isRefused(await room.join({ ...identity, ...more }));
      // On the connection that they have, and through another gateway.
      await viewer.join(room.roomId, identity);
      await isRefused(viewer);
      await isRefused(await room.join(identity, (await room.another()).url));
      expect(await comesInAs({ ...identity, viewer: false })).toBe('invalid_payload');
    });

    it('until they bring one for writing', async () => {
      const viewer = await room.join({ key: room.watchKey });
      const identity = identityOf(viewer);
      const writer = await room.join({ ...identity, key: room.writeKey });
      expect(await writer.submit(addStroke(0))).toMatchObject({ ok: true });
      expect(await viewer.submit(addStroke(1))).toMatchObject({ error: { code: 'viewer_read_only' } });
      expect(await comesInAs(identity)).toBe('writer');
    });
  });

  it('R9 are read and renewed by hosts alone', async () => {
    expect(await room.connect().codeOf('links.read')).toBe('not_joined');
    for (const key of [room.writeKey, room.watchKey]) {
      const person = await room.join({ key });
      expect(await person.codeOf('links.read')).toBe('host_only');
      for (const right of ['host', 'write', 'watch'])
        expect(await person.codeOf('link.renew', { right })).toBe('host_only');
    }
    const host = await room.join({ key: room.hostKey });
    const links = { write: room.writeKey, watch: room.watchKey };
    expect(await host.ask('links.read')).toEqual({ ok: true, value: links });
  });

  it.each(['write', 'watch', 'host'] as const)(
    'R9 to %s: a renewed one makes the former useless at once, everywhere',
    async (right) => {
      const other = await room.another();
      const host = await room.join({ key: room.hostKey }, other.url);
      const former = { write: room.writeKey, watch: room.watchKey, host: room.hostKey };
      const person = await room.join({ key: former[right] });
      const renewed = await host.ask('link.renew', { right });
      if (!renewed.ok) throw new Error(renewed.error.code);
      const { key } = renewed.value;
      expect(await comesInAs({ key: former[right] })).toBe('wrong_key');
      expect(await comesInAs({ key: former[right] }, room.roomId, other.url)).toBe('wrong_key');
      const { role } = person.joined!.you;
      for (const url of [room.gateway.url, other.url]) expect(await comesInAs({ key }, room.roomId, url)).toBe(role);
      for (const kept of (['write', 'watch', 'host'] as const).filter((one) => one !== right))
        expect(await comesInAs({ key: former[kept] })).not.toBe('wrong_key');
      // Who is in stays in, and comes back.
      expect(await person.codeOf('op.submit', { opId: nanoid(), op: addStroke(0) })).toBe(
        right === 'watch' ? 'viewer_read_only' : 'ok',
      );
      expect(await comesInAs(identityOf(person))).toBe(role);
    },
  );

  it('R1 R9 are renewed by an entry of the log, which everybody is told and which holds no key', async () => {
    const other = await room.another();
    const host = await room.join({ key: room.hostKey });
    const wanda = await room.join({ key: room.watchKey }, other.url);
    const keys: string[] = [];
    for (const right of LINK_RIGHTS) {
      const renewed = await host.ask('link.renew', { right });
      if (!renewed.ok) throw new Error(renewed.error.code);
      keys.push(renewed.value.key);
    }
    expect(await host.codeOf('code.renew')).toBe('ok');
    const by = host.joined!.you.id;
    const entry = await wanda.hears('log.entry', ({ effect }) => effect.kind === 'code.renew');
    expect(entry).toMatchObject({ by, effect: { renewal: { by, at: entry.at } } });
    const told = wanda
      .payloads('log.entry')
      .flatMap(({ effect }) => (effect.kind === 'link.renew' ? effect.right : []));
    expect(told).toEqual(LINK_RIGHTS);
    // Also by who comes later, through a gateway that was not there.
    const late = await room.join({ key: keys[1] }, (await room.another()).url);
    expect(Object.keys(late.state!.renewals).sort()).toEqual(['code', 'host', 'watch', 'write']);
    const { meta, log } = roomKeys(room.roomId);
    const [fields, entries] = [await room.redis.hgetall(meta), await room.redis.xrange(log, '-', '+')];
    const said = JSON.stringify([entries, fields.renewals, wanda.told, late.joined]);
    for (const key of [...keys, ...keys.map(hashKey)]) expect(said).not.toContain(key);
  });

  it('are known by their new keys to other hosts at once, but for the one for hosts', async () => {
    const options = { roomId: room.roomId, key: room.hostKey };
    const [ann, bob] = [room.gateway.url, (await room.another()).url].map(
      (gatewayUrl) => new RoomClient({ ...options, gatewayUrl, name: 'Host', storage: memoryStorage() }),
    ) as [RoomClient, RoomClient];
    try {
      for (const host of [ann, bob]) expect(await host.start()).toMatchObject({ ok: true });
      await bob.readLinks();
      const renewed = await ann.renewLink('write');
      if (!renewed.ok) throw new Error(renewed.error.code);
      await whenView(bob.view, ({ links }) => links.write === renewed.value);
      expect(bob.view.getState().decided).toMatchObject([{ effect: { kind: 'link.renew', right: 'write' } }]);
      expect(bob.view.getState().links.host).toBe(room.hostKey);
      const forHosts = await ann.renewLink('host');
      await whenView(bob.view, ({ links }) => links.host === undefined);
      expect(ann.view.getState().links.host).toBe(forHosts.ok && forHosts.value);
    } finally {
      await Promise.all([ann.stop(), bob.stop()]);
    }
  });

  it('R9 are what they were where the law refuses a renewal: entry and key come together', async () => {
    const writer = await TestWriter.open(room.redis, room.roomId);
    const { meta } = roomKeys(room.roomId);
    const keysNow = () => room.redis.hmget(meta, 'hostKeyHash', 'writeKey', 'watchKey', 'seq');
    const before = await keysNow();
    const who = { id: 'eve-0000', name: 'Eve', watches: false };
    for (const right of LINK_RIGHTS) {
      const op = { kind: 'link.renew', right } as const;
      const refused = await writer.writer.submit({ opId: nanoid(), op }, who, { newKey: newLinkKey() });
      expect(refused).toMatchObject({ ok: false, error: { code: 'host_only' } });
    }
    expect(await keysNow()).toEqual(before);
    const host = await room.join({ key: room.hostKey });
    const op = { kind: 'link.renew', right: 'host' };
    expect(await host.codeOf('op.submit', { opId: nanoid(), op })).toBe('invalid_payload');
    expect((await keysNow()).slice(0, 3)).toEqual(before.slice(0, 3));
  });

  it('for hosts are known by their hash alone', async () => {
    const host = await room.join({ key: room.hostKey });
    const renewed = await host.ask('link.renew', { right: 'host' });
    const stored = JSON.stringify(await room.redis.hgetall(roomKeys(room.roomId).meta));
    for (const key of [room.hostKey, renewed.ok && renewed.value.key]) expect(stored).not.toContain(key);
  });
});

describe('a look at a room', () => {
  const look = async (more: Record<string, unknown>, url = room.gateway.url) => {
    const answer = await room.connect(url).ask('room.look', { roomId: room.roomId, ...more });
    return answer.ok ? answer.value : answer.error.code;
  };

  it('tells its name, how many are there, and how far one may come in', async () => {
    expect(await look({})).toBe('link_needed');
    expect(await look({ key: nanoid() })).toBe('wrong_key');
    expect(await look({ roomId: 'nosuchroom' })).toBe('room_not_found');
    const viewer = await room.join({ key: room.watchKey });
    const host = await room.join({ key: room.hostKey });
    await host.submit(TITLE);
    await room.join({ personId: host.joined!.you.id, personKey: host.joined!.personKey! });
    for (const [more, right] of [
      [{ key: room.hostKey }, 'host'],
      [{ key: room.writeKey }, 'write'],
      [{ key: room.watchKey }, 'watch'],
      [identityOf(host), 'host'],
      [identityOf(viewer), 'watch'],
      [{ ...identityOf(viewer), key: room.writeKey }, 'write'],
    ] as const)
      expect(await look(more)).toEqual({ title: 'Class 3b', people: 2, isFull: false, right });
    expect(await look({ ...identityOf(viewer), personKey: nanoid() })).toBe('wrong_key');
  });

  it('says that it is full, but to a host', async () => {
    const small = await room.another({ roomPeopleMax: 1 });
    await room.join({}, small.url);
    expect(await look({ key: room.writeKey }, small.url)).toMatchObject({ people: 1, isFull: true });
    expect(await look({ key: room.hostKey }, small.url)).toMatchObject({ people: 1, isFull: false });
  });

  it('makes nobody somebody in the room', async () => {
    await look({ key: room.writeKey });
    expect(await room.redis.exists(roomKeys(room.roomId).people, roomKeys(room.roomId).present)).toBe(0);
  });
});

describe('a room of an earlier version', () => {
  let roomId = '';
  const hostKey = newKey();
  beforeEach(async () => {
    roomId = newLinkKey();
    await createRoom(room.redis, { roomId, title: 'Old', hostKeyHash: hashKey(hostKey) }, DEFAULT_LIMITS);
  });

  it('is opened by its id, its host’s link goes on to work, and so do links for watching', async () => {
    expect(await comesInAs({}, roomId)).toBe('writer');
    expect(await comesInAs({ watch: true }, roomId)).toBe('viewer');
    expect(await comesInAs({ key: hostKey }, roomId)).toBe('host');
    expect(await comesInAs({ key: newKey() }, roomId)).toBe('wrong_key');
    const [one, other] = [room.connect(), room.connect()];
    for (const host of [one, other]) await host.join(roomId, { key: hostKey });
    const read = await Promise.all([one, other].map((host) => host.ask('links.read')));
    expect(read[0]).toEqual({ ok: true, value: { write: null, watch: expect.stringMatching(/^\w{16}$/) } });
    expect(read[1]).toEqual(read[0]);
    const watch = read[0]!.ok ? read[0]!.value.watch : '';
    expect(await comesInAs({ key: watch }, roomId)).toBe('viewer');
    expect(await comesInAs({}, roomId)).toBe('writer');
  });

  it('R9 is no longer opened by its id once a host has renewed the link for writing', async () => {
    const writer = room.connect();
    await writer.join(roomId);
    const host = room.connect();
    await host.join(roomId, { key: hostKey });
    const renewed = await host.ask('link.renew', { right: 'write' });
    expect(await comesInAs({}, roomId)).toBe('link_needed');
    expect(await comesInAs({ key: renewed.ok && renewed.value.key }, roomId)).toBe('writer');
    expect(await comesInAs(identityOf(writer), roomId)).toBe('writer');
    expect(await comesInAs({ key: hostKey }, roomId)).toBe('host');
  });
});
