import { RoomPacketEncoder } from '@inkroom/shared';
import { Decoder, type Encoder, type Packet, PacketType } from 'socket.io-parser';

/** Stands in for the payload of a message that was larger than it may be. */
export const OVERSIZED = Symbol('oversized');

/**
 * A gateway's parser. It writes a room's packets, and reads with Socket.IO's own parser that notices large messages. The transport's own limit can only close the connection, which tells
 * nobody why; so that limit is set higher, and a message above `maxBytes` reaches the dispatcher without its payload, to
 * be answered.
 */
export function sizedParser(maxBytes: number): { Encoder: typeof Encoder; Decoder: typeof Decoder } {
  class SizedDecoder extends Decoder {
    #bytes = 0;

    constructor(...args: ConstructorParameters<typeof Decoder>) {
      super(...args);
      // The first listener: it sees each packet before Socket.IO does.
      this.on('decoded', (packet: Packet) => {
        const isLarge = this.#bytes > maxBytes;
        this.#bytes = 0;
        if (!isLarge || packet.type !== PacketType.EVENT) return;
        packet.data = [packet.data[0], OVERSIZED];
      });
    }

    override add(part: string | Buffer): void {
      // Binary attachments come as parts of their own and count towards their message.
      this.#bytes += Buffer.byteLength(part);
      super.add(part);
    }
  }
  return { Encoder: RoomPacketEncoder, Decoder: SizedDecoder };
}
