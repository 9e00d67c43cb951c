import { memoryStorage, RoomClient } from '@inkroom/client';
import { afterEach, describe, expect, it } from 'vitest';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';

/** Whether people are at it is told over all gateways, and kept nowhere. */

const room = useRoom();
const clients: RoomClient[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.stop())));

async function comeIn(
  name: string,
  url = room.gateway.url,
  more: { idleMs?: number; storage?: ReturnType<typeof memoryStorage> } = {},
) {
  const { storage = memoryStorage(), ...options } = more;
  const client = new RoomClient({
    gatewayUrl: url,
    roomId: room.roomId,
    storage,
    name,
    key: room.writeKey,
    ...options,
  });
  clients.push(client);
  await client.start();
  return client;
}
const idOf = (client: RoomClient) => client.view.getState().you!.id;
const sees = (client: RoomClient, id: string, attention: string | undefined) =>
  until(`somebody is ${attention}`, () => client.view.getState().attention[id] === attention);

describe('attention', () => {
  it('is told over all gateways, to who comes later too: away while hidden, idle when nothing is done', async () => {
    const second = await room.another();
    const ann = await comeIn('Ann', room.gateway.url, { idleMs: 30 });
    const bob = await comeIn('Bob', second.url);
    await sees(bob, idOf(ann), 'idle');
    ann.setHidden(true);
    await sees(bob, idOf(ann), 'away');
    const cleo = await comeIn('Cleo', second.url);
    await sees(cleo, idOf(ann), 'away');
    bob.setHidden(true);
    await sees(ann, idOf(bob), 'away');
    bob.setHidden(false);
    await sees(ann, idOf(bob), 'here');
    await sees(cleo, idOf(bob), 'here');
  });

  it('is that of the most present of somebody’s connections, and goes with the connection', async () => {
    const second = await room.another();
    const watching = await comeIn('Cleo');
    const storage = memoryStorage();
    const laptop = await comeIn('Ann', room.gateway.url, { storage });
    const id = idOf(laptop);
    laptop.setHidden(true);
    await sees(watching, id, 'away');
    const phone = await comeIn('Ann', second.url, { storage });
    expect(idOf(phone)).toBe(id);
    await sees(watching, id, 'here');
    await phone.stop();
    await sees(watching, id, 'away');
    await laptop.stop();
    await sees(watching, id, undefined);
    const back = await comeIn('Ann', second.url, { storage });
    await until('they are back', () => watching.view.getState().people[id] !== undefined);
    expect(watching.view.getState().attention[id]).toBeUndefined();
    expect(idOf(back)).toBe(id);
  });

  it('R8 is refused in another form, and R9 to who is in no room', async () => {
    const ann = await room.join();
    expect(await ann.codeOf('attention', { attention: 'asleep' })).toBe('invalid_payload');
    expect(await ann.codeOf('attention', { attention: 'idle', of: 'bob' })).toBe('invalid_payload');
    expect(await room.connect().codeOf('attention', { attention: 'idle' })).toBe('not_joined');
    expect(await ann.codeOf('attention', { attention: 'idle' })).toBe('ok');
  });
});
