import { type Decoder, readUint8, readVarString, readVarUint } from 'lib0/decoding';
import { type Encoder, writeUint8, writeVarString, writeVarUint } from 'lib0/encoding';
import type { StrokeId } from '../protocol/ids.js';
import { authorOf, givenIdOf, strokeIdOf } from '../room/stroke-id.js';
import { readMany } from './many.js';

/**
 * Short numbers for what is named again and again: people and model versions. A number is given once, and stays for as long as a gateway
 * has the room; whoever is told one has been told its name before, in the same message at the latest.
 */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  get count(): number {
    return this.#names.length;
  }

  write(encoder: Encoder, name: string): void {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#names.push(name) - 1;
      this.#numbers.set(name, number);
    }
    writeVarUint(encoder, number);
  }

  /** Tells the names from number `from` on. */
  writeList(encoder: Encoder, from: number): void {
    const names = this.#names.slice(from);
    writeVarUint(encoder, from);
    writeVarUint(encoder, names.length);
    for (const name of names) writeVarString(encoder, name);
  }

  /** @throws Error where the number has not been told */
  read(decoder: Decoder): string {
    const name = this.#names[readVarUint(decoder)];
    if (name === undefined) throw new Error('a number came before its name');
    return name;
  }

  readList(decoder: Decoder): void {
    const from = readVarUint(decoder);
    const count = readVarUint(decoder);
    for (let i = 0; i < count; i++) this.#names[from + i] = readVarString(decoder);
  }

  writeStrokeId(encoder: Encoder, id: StrokeId): void {
    this.write(encoder, authorOf(id));
    writeId(encoder, givenIdOf(id));
  }

  readStrokeId(decoder: Decoder): StrokeId {
    return strokeIdOf(this.read(decoder), readId(decoder));
  }

  writeStrokeIds(encoder: Encoder, ids: readonly StrokeId[]): void {
    writeVarUint(encoder, ids.length);
    for (const id of ids) this.writeStrokeId(encoder, id);
  }

  readStrokeIds(decoder: Decoder): StrokeId[] {
    return readMany(decoder, () => this.readStrokeId(decoder));
  }
}

/** The alphabet of `idSchema`: six bits a letter. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BITS = 6;
const VALUE_OF = new Uint8Array(128);
for (let value = 0; value < ALPHABET.length; value++) VALUE_OF[ALPHABET.charCodeAt(value)] = value;

/** An id that is named once: its length, then its letters of six bits, the first one in the highest bits. */
export function writeId(encoder: Encoder, id: string): void {
  writeUint8(encoder, id.length);
  let bits = 0;
  let held = 0;
  for (let i = 0; i < id.length; i++) {
    held = (held << BITS) | VALUE_OF[id.charCodeAt(i) & 127]!;
    bits += BITS;
    if (bits < 8) continue;
    bits -= 8;
    writeUint8(encoder, (held >> bits) & 255);
  }
  if (bits > 0) writeUint8(encoder, (held << (8 - bits)) & 255);
}

export function readId(decoder: Decoder): string {
  const length = readUint8(decoder);
  let id = '';
  let bits = 0;
  let held = 0;
  for (let i = 0; i < length; i++) {
    if (bits < BITS) {
      held = (held << 8) | readUint8(decoder);
      bits += 8;
    }
    bits -= BITS;
    id += ALPHABET[(held >> bits) & 63];
  }
  return id;
}
