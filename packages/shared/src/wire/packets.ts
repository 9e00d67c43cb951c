import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';
import type { ServerEvent } from '../protocol/messages.js';

/** What a gateway tells in bytes: a byte with the place in this list stands ahead of them. */
const IN_BYTES: readonly ServerEvent[] = ['activity', 'snapshot'];

/**
 * A gateway's Socket.IO packets: an event in bytes is one binary packet. By Socket.IO's own parser it is two, a text that names it and then
 * its bytes, so that each takes two WebSocket frames and some fifty bytes more.
 */
export class RoomPacketEncoder extends Encoder {
  override encode(packet: Packet): (string | Uint8Array)[] {
    const [event, payload] = packet.type === PacketType.EVENT ? packet.data : [];
    const number = IN_BYTES.indexOf(event);
    if (number < 0 || !(payload instanceof Uint8Array)) return super.encode(packet);
    const bytes = new Uint8Array(1 + payload.length);
    bytes[0] = number;
    bytes.set(payload, 1);
    return [bytes];
  }
}

/** Reads what a {@link RoomPacketEncoder} has written. */
class RoomPacketDecoder extends Decoder {
  /** @throws Error on what no gateway of this version has written */
  override add(packet: string | Uint8Array | ArrayBuffer): void {
    if (typeof packet === 'string') {
      super.add(packet);
      return;
    }
    const bytes = packet instanceof Uint8Array ? packet : new Uint8Array(packet);
    const event = IN_BYTES[bytes[0] ?? -1];
    if (!event) throw new Error('bytes of no known event');
    this.emitReserved('decoded', { type: PacketType.EVENT, nsp: '/', data: [event, bytes.subarray(1)] });
  }
}

/** A client's `parser` option. It writes as Socket.IO's own does, for clients send nothing in bytes. */
export const roomParser = { Encoder, Decoder: RoomPacketDecoder };
