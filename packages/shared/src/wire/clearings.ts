import { type Decoder, readUint8, readVarUint } from 'lib0/decoding';
import { type Encoder, writeUint8, writeVarUint } from 'lib0/encoding';
import type { Clearing } from '../protocol/room.js';
import type { Effect } from '../room/effects.js';
import { readLabel, writeLabel } from './labels.js';
import { readMany } from './many.js';
import { type Names, readId, writeId } from './names.js';

type RestoredCells = Extract<Effect, { kind: 'ink.restore' }>['cells'];

const HAS_LABEL = 1;
const IS_WHOLE = 2;
const IS_ELSEWHERE = 2;

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

/** What came back, and to where. */
export function writeRestoredCells(encoder: Encoder, names: Names, cells: RestoredCells): void {
  writeVarUint(encoder, cells.length);
  for (const { from, cell, strokes, revision, label } of cells) {
    writeVarUint(encoder, cell);
    writeUint8(encoder, (label ? HAS_LABEL : 0) | (from === cell ? 0 : IS_ELSEWHERE));
    if (label) writeLabel(encoder, names, label);
    if (from !== cell) writeVarUint(encoder, from);
    writeVarUint(encoder, revision);
    names.writeStrokeIds(encoder, strokes);
  }
}

export function readRestoredCells(decoder: Decoder, names: Names): RestoredCells {
  return readMany(decoder, () => {
    const cell = readVarUint(decoder);
    const has = readUint8(decoder);
    const label = has & HAS_LABEL ? readLabel(decoder, names) : null;
    const from = has & IS_ELSEWHERE ? readVarUint(decoder) : cell;
    return { from, cell, revision: readVarUint(decoder), label, strokes: names.readStrokeIds(decoder) };
  });
}
