import { connect, type Socket } from 'node:net';
import { addressSlotsKey, takeSlot } from '@inkroom/store';
import { afterEach, describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import type { TestGateway } from '../support/gateway.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';

/** What one address does to leave others no connection, over whatever gateways. */

const room = useRoom();

let addresses = 0;
/** An address that no other test has. */
const newAddress = () => `198.51.100.${++addresses}`;
const behindProxy = (limits: Parameters<typeof room.another>[0]) => room.another(limits, [], 'loopback');
const from = (gateway: TestGateway, address: string) => room.connect(gateway.url, { 'x-forwarded-for': address });
const getsIn = (person: BarePerson) =>
  new Promise<boolean>((resolve) => {
    if (person.socket.connected) resolve(true);
    person.socket.once('connect', () => resolve(true));
    person.socket.once('connect_error', () => resolve(false));
  });

describe('R7 an address with as many connections as it may have', () => {
  const heldUntil = async (address: string) => {
    const [, ms] = await room.redis.zrange(addressSlotsKey('connections', address), '0', '0', 'WITHSCORES');
    return Number(ms);
  };
  const held = (address: string) => room.redis.zcard(addressSlotsKey('connections', address));

  it('gets no further one at another gateway, until one of them ends', async () => {
    const limits = { connectionsPerAddress: 2 };
    const [a, b] = [await behindProxy(limits), await behindProxy(limits)];
    const address = newAddress();
    const [first, second] = [from(a, address), from(b, address)];
    expect(await Promise.all([first, second].map(getsIn))).toEqual([true, true]);
    expect(await Promise.all([a, b].map((gateway) => getsIn(from(gateway, address))))).toEqual([false, false]);
    expect(await getsIn(from(b, newAddress()))).toBe(true);
    first.leave();
    await until('there is room at the other gateway', () => getsIn(from(b, address)));
  });

  it('counts for as long as they are open, and leaves nothing behind', async () => {
    const gateway = await behindProxy({ connectionsPerAddress: 1, addressSlotMs: 90 });
    const address = newAddress();
    const only = from(gateway, address);
    expect(await getsIn(only)).toBe(true);
    const first = await heldUntil(address);
    await until('it has been renewed beyond its first time', async () => (await heldUntil(address)) > first + 90);
    expect(await getsIn(from(gateway, address))).toBe(false);
    only.leave();
    await until('nothing is counted', async () => (await held(address)) === 0);
  });

  it('is let in soon after a gateway that was killed', async () => {
    const gateway = await behindProxy({ connectionsPerAddress: 1 });
    const address = newAddress();
    await takeSlot(room.redis, { of: 'connections', address, id: 'of-the-dead' }, 1, 300);
    expect(await getsIn(from(gateway, address))).toBe(false);
    await until('the slot has expired', () => getsIn(from(gateway, address)));
  });
});

it('R7 rooms, new people and files of an address count over all gateways', async () => {
  const limits = { roomsPerAddressPerHour: 1, newPeoplePerAddressPerMinute: 1, transfersPerAddressPerMinute: 1 };
  const [a, b] = [await behindProxy(limits), await behindProxy(limits)];
  const address = newAddress();
  const [first, second] = [from(a, address), from(b, address)];
  const somebody = { roomId: room.roomId, key: room.writeKey, name: 'Eve' };
  expect(await first.codeOf('room.create', {})).toBe('ok');
  expect(await second.codeOf('room.create', {})).toBe('too_many_rooms');
  expect(await first.codeOf('room.join', somebody)).toBe('ok');
  expect(await second.codeOf('room.join', somebody)).toBe('too_many_newcomers');
  const fetched = async ({ url }: TestGateway) => {
    const file = `${url}/rooms/${room.roomId}/versions/shipped-none/tfjs.zip`;
    return (await fetch(file, { headers: { 'x-forwarded-for': address } })).status;
  };
  expect([await fetched(a), await fetched(b)]).toEqual([404, 429]);
});

describe('R7 a connection that nobody needs', () => {
  it('is ended when it has not come into a room in time, whatever it says; those in a room stay', async () => {
    const { url } = await room.another({ joinWithinMs: 300 });
    const [silent, busy, opener] = [room.connect(url), room.connect(url), room.connect(url)];
    const person = await room.join({}, url);
    expect(await opener.codeOf('room.create', {})).toBe('ok');
    await until('they are ended', async () => {
      if (busy.socket.connected) busy.socket.emit('ping', {});
      return [silent, busy, opener].every(({ socket }) => !socket.connected);
    });
    expect(await person.codeOf('ping')).toBe('ok');
    await person.ask('room.leave');
    await until('who has left is ended as well', () => !person.socket.connected);
  });

  describe('over plain HTTP', () => {
    const sockets: Socket[] = [];
    afterEach(() => {
      for (const socket of sockets.splice(0)) socket.destroy();
    });

    it.each([
      ['says nothing', ''],
      ['sends half a head', 'GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
    ])('ends when it %s', async (_, text) => {
      const { url } = await room.another({ httpHeadersMs: 200 });
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      sockets.push(socket);
      let isOver = false;
      socket.on('close', () => {
        isOver = true;
      });
      socket.on('error', () => {});
      socket.resume();
      if (text) socket.write(text);
      await until('it is ended', () => isOver);
    });
  });
});
