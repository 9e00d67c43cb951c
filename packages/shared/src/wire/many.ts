import { type Decoder, readVarUint } from 'lib0/decoding';

export function readMany<T>(decoder: Decoder, readOne: () => T): T[] {
  return Array.from({ length: readVarUint(decoder) }, readOne);
}
