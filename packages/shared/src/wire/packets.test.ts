import { type Packet, PacketType } from 'socket.io-parser';
import { describe, expect, it } from 'vitest';
import { RoomPacketEncoder, roomParser } from './packets.js';

function told(packet: Pick<Packet, 'type' | 'data'>): { written: (string | Uint8Array)[]; heard: Packet[] } {
  const written = new RoomPacketEncoder().encode({ nsp: '/', ...packet });
  const heard: Packet[] = [];
  const decoder = new roomParser.Decoder();
  decoder.on('decoded', (one: Packet) => heard.push(one));
  for (const part of written) decoder.add(part);
  return { written, heard };
}

describe('an event in bytes', () => {
  it.each([
    [0, 'activity'],
    [1, 'snapshot'],
  ])('is one packet: the byte %i, then those of %s', (number, event) => {
    const { written, heard } = told({ type: PacketType.EVENT, data: [event, new Uint8Array([7, 8])] });
    expect(written).toEqual([new Uint8Array([number, 7, 8])]);
    expect(heard).toEqual([{ type: PacketType.EVENT, nsp: '/', data: [event, new Uint8Array([7, 8])] }]);
  });

  it('is heard from a buffer as well, as browsers get it', () => {
    const heard: Packet[] = [];
    const decoder = new roomParser.Decoder();
    decoder.on('decoded', (one: Packet) => heard.push(one));
    decoder.add(new Uint8Array([1, 9]).buffer);
    expect(heard.map(({ data }) => data)).toEqual([['snapshot', new Uint8Array([9])]]);
  });

  it('of an unknown number ends the connection: it is of another version', () => {
    const decoder = new roomParser.Decoder();
    expect(() => decoder.add(new Uint8Array([2]))).toThrow();
    expect(() => decoder.add(new Uint8Array())).toThrow();
  });
});

it('all else is told as Socket.IO tells it', () => {
  const data = ['room.score', { inked: 1 }];
  const { written, heard } = told({ type: PacketType.EVENT, data });
  expect(written).toEqual(['2["room.score",{"inked":1}]']);
  expect(heard).toMatchObject([{ type: PacketType.EVENT, data }]);
});
