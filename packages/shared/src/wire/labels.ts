import { type Decoder, readUint8, readVarUint } from 'lib0/decoding';
import { type Encoder, writeUint8, writeVarUint } from 'lib0/encoding';
import type { CellLabel } from '../protocol/room.js';
import type { Digit, Label } from '../protocol/samples.js';
import { type Names, readId, writeId } from './names.js';

const NOT_A_DIGIT = 10;

export function writeLabel(encoder: Encoder, names: Names, { value, by, at, sampleId }: CellLabel): void {
  writeUint8(encoder, value === 'not-a-digit' ? NOT_A_DIGIT : value);
  names.write(encoder, by);
  writeVarUint(encoder, at);
  writeId(encoder, sampleId ?? '');
}

export function readLabel(decoder: Decoder, names: Names): CellLabel {
  const value = readUint8(decoder);
  const label: Label = value === NOT_A_DIGIT ? 'not-a-digit' : (value as Digit);
  return { value: label, by: names.read(decoder), at: readVarUint(decoder), sampleId: readId(decoder) || null };
}
