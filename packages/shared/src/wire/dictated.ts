import { type Decoder, readVarUint } from 'lib0/decoding';
import { type Encoder, writeVarUint } from 'lib0/encoding';
import type { Dictated } from '../protocol/challenge.js';

export function writeDictated(encoder: Encoder, { at, nth }: Dictated): void {
  writeVarUint(encoder, at);
  writeVarUint(encoder, nth);
}

export function readDictated(decoder: Decoder): Dictated {
  return { at: readVarUint(decoder), nth: readVarUint(decoder) };
}
