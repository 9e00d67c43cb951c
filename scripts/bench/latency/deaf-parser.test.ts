import { Encoder, type Packet, PacketType } from 'socket.io-parser';
import { expect, it } from 'vitest';
import { DeafParser } from './deaf-parser.ts';

it('takes answers alone: an event is passed over, and every attachment of it', () => {
  const heard: Packet[] = [];
  const decoder = new DeafParser.Decoder();
  decoder.on('decoded', (packet: Packet) => heard.push(packet));
  const bytes = Buffer.from([1, 2]);
  const packets = [
    { type: PacketType.CONNECT, data: { sid: 'x' } },
    { type: PacketType.EVENT, data: ['activity', { entries: [] }] },
    { type: PacketType.EVENT, data: ['activity', bytes, { more: bytes }] },
    { type: PacketType.ACK, id: 7, data: [{ ok: true }] },
    { type: PacketType.ACK, id: 8, data: [bytes] },
  ];
  for (const packet of packets)
    for (const part of new Encoder().encode({ nsp: '/', ...packet } as Packet)) decoder.add(part);
  expect(heard.map(({ type, id }) => [type, id])).toEqual([
    [PacketType.CONNECT, undefined],
    [PacketType.ACK, 7],
    [PacketType.ACK, 8],
  ]);
});
