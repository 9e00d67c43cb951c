import { type Decoder, readUint8, readVarUint } from 'lib0/decoding';
import { type Encoder, writeUint8, writeVarUint } from 'lib0/encoding';
import type { CellLabel, Opinion } from '../protocol/room.js';
import type { Digit, Label } from '../protocol/samples.js';
import { readMany } from './many.js';
import { type Names, readId, writeId } from './names.js';

const NOT_A_DIGIT = 10;
/** Set in the first byte where others say something as well. */
const HAS_OTHERS = 128;

export function writeLabel(encoder: Encoder, names: Names, label: CellLabel): void {
  const { sampleId, others = [] } = label;
  writeOpinion(encoder, names, label, others.length > 0 ? HAS_OTHERS : 0);
  writeId(encoder, sampleId ?? '');
  if (others.length === 0) return;
  writeVarUint(encoder, others.length);
  for (const other of others) writeOpinion(encoder, names, other);
}

export function readLabel(decoder: Decoder, names: Names): CellLabel {
  const first = readUint8(decoder);
  const label = { ...readOpinion(first & ~HAS_OTHERS, decoder, names), sampleId: readId(decoder) || null };
  if (!(first & HAS_OTHERS)) return label;
  return { ...label, others: readMany(decoder, () => readOpinion(readUint8(decoder), decoder, names)) };
}

function writeOpinion(encoder: Encoder, names: Names, { value, by, at }: Opinion, bits = 0): void {
  writeUint8(encoder, (value === 'not-a-digit' ? NOT_A_DIGIT : value) | bits);
  names.write(encoder, by);
  writeVarUint(encoder, at);
}

function readOpinion(value: number, decoder: Decoder, names: Names): Opinion {
  const label: Label = value === NOT_A_DIGIT ? 'not-a-digit' : (value as Digit);
  return { value: label, by: names.read(decoder), at: readVarUint(decoder) };
}
