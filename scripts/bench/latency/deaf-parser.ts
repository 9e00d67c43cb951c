import { Decoder, Encoder, PacketType } from 'socket.io-parser';

/** Parts of a message that come after its text, as `52-[...` announces two. */
const ATTACHMENTS = /^\d(\d+)-/;

/** Socket.IO's parser for somebody who takes answers and nothing else: events are passed over unread, in whatever form they come. */
class DeafDecoder extends Decoder {
  #unread = 0;

  override add(part: string | Buffer): void {
    if (typeof part !== 'string' && this.#unread > 0) this.#unread--;
    else if (isEvent(part, PacketType.BINARY_EVENT)) this.#unread = Number(ATTACHMENTS.exec(part)?.[1] ?? 0);
    else if (!isEvent(part, PacketType.EVENT)) super.add(part);
  }
}

function isEvent(part: string | Buffer, type: PacketType): part is string {
  return typeof part === 'string' && part.startsWith(`${type}`);
}

export const DeafParser = { Encoder, Decoder: DeafDecoder };
