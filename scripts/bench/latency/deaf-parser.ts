import { Decoder, Encoder, PacketType } from 'socket.io-parser';

/** Socket.IO's parser for somebody who takes answers and nothing else: events are passed over unread, in bytes or not. */
class DeafDecoder extends Decoder {
  override add(packet: string | Buffer): void {
    if (typeof packet === 'string' && !packet.startsWith(`${PacketType.EVENT}`)) super.add(packet);
  }
}

export const DeafParser = { Encoder, Decoder: DeafDecoder };
