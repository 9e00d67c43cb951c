import { type Decoder, readUint8, readVarUint } from 'lib0/decoding';
import { type Encoder, writeUint8, writeVarUint } from 'lib0/encoding';
import type { Clearing } from '../protocol/room.js';
import { readLabel, writeLabel } from './labels.js';
import { readMany } from './many.js';
import { type Names, readId, writeId } from './names.js';

const HAS_LABEL = 1;
const IS_WHOLE = 2;

/** What can be restored on a page, in the order of the log. */
export function writeClearings(encoder: Encoder, names: Names, clearings: readonly Clearing[]): void {
  writeVarUint(encoder, clearings.length);
  for (const { id, by, seq, at, cells } of clearings) {
    writeId(encoder, id);
    names.write(encoder, by);
    writeVarUint(encoder, seq);
    writeVarUint(encoder, at);
    writeClearedCells(encoder, names, cells);
  }
}

export function readClearings(decoder: Decoder, names: Names): Clearing[] {
  return readMany(decoder, () => {
    const [id, by] = [readId(decoder), names.read(decoder)];
    const [seq, at] = [readVarUint(decoder), readVarUint(decoder)];
    return { id, by, seq, at, cells: readClearedCells(decoder, names) };
  });
}

export function writeClearedCells(encoder: Encoder, names: Names, cells: Clearing['cells']): void {
  writeVarUint(encoder, cells.length);
  for (const { cell, strokes, label, isWhole } of cells) {
    writeVarUint(encoder, cell);
    writeUint8(encoder, (label ? HAS_LABEL : 0) | (isWhole ? IS_WHOLE : 0));
    if (label) writeLabel(encoder, names, label);
    names.writeStrokeIds(encoder, strokes);
  }
}

export function readClearedCells(decoder: Decoder, names: Names): Clearing['cells'][number][] {
  return readMany(decoder, () => {
    const cell = readVarUint(decoder);
    const has = readUint8(decoder);
    const label = has & HAS_LABEL ? readLabel(decoder, names) : null;
    return { cell, strokes: names.readStrokeIds(decoder), label, isWhole: (has & IS_WHOLE) > 0 };
  });
}
