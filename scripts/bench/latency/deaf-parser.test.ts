import { RoomPacketEncoder } from '@inkroom/shared';
import { type Packet, PacketType } from 'socket.io-parser';
import { expect, it } from 'vitest';
import { DeafParser } from './deaf-parser.ts';

it('takes answers alone: events are passed over, in bytes or not', () => {
  const heard: Packet[] = [];
  const decoder = new DeafParser.Decoder();
  decoder.on('decoded', (packet: Packet) => heard.push(packet));
  const packets = [
    { type: PacketType.CONNECT, data: { sid: 'x' } },
    { type: PacketType.EVENT, data: ['room.score', { inked: 1 }] },
    { type: PacketType.EVENT, data: ['activity', new Uint8Array([1, 2])] },
    { type: PacketType.ACK, id: 7, data: [{ ok: true }] },
  ];
  for (const packet of packets)
    for (const part of new RoomPacketEncoder().encode({ nsp: '/', ...packet } as Packet)) decoder.add(part as string);
  expect(heard.map(({ type, id }) => [type, id])).toEqual([
    [PacketType.CONNECT, undefined],
    [PacketType.ACK, 7],
  ]);
});
