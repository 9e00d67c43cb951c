import { type Decoder, readUint8, readVarString, readVarUint } from 'lib0/decoding';
import { type Encoder, writeUint8, writeUint8Array, writeVarString, writeVarUint } from 'lib0/encoding';
import type { StrokeId } from '../protocol/ids.js';
import type { InkById } from '../protocol/ink.js';
import type { CellLabel } from '../protocol/room.js';
import type { SampleCounts } from '../protocol/samples.js';
import type { Effect, GaveWay, LogEntry } from '../room/effects.js';
import { givenIdOf, strokeIdOf } from '../room/stroke-id.js';
import { readClearedCells, readRestoredCells, writeClearedCells, writeRestoredCells } from './clearings.js';
import { readDictated, writeDictated } from './dictated.js';
import type { FrameDecoder, FrameEncoder } from './frame.js';
import { readLabel, writeLabel } from './labels.js';
import { readMany } from './many.js';
import { type Names, readId, writeId } from './names.js';
import { readInk } from './points.js';

/** What an entry's first byte says: the kinds that come often have bytes of their own, all others are JSON. */
const KINDS = { 'stroke.add': 1, 'stroke.remove': 2, 'cell.label': 3, 'ink.clear': 4, 'ink.restore': 5 } as const;
const OTHER = 0;
/** What its reader may not see: its number alone. */
const HIDDEN = 255;

/** Bits that say what follows. */
const HAS_INK = 1;
const HAS_LABEL = 2;
const HAS_SAMPLES = 4;
const HAS_ROWS = 8;
const HAS_FORGOTTEN = 16;
/** Ink that goes on from what was told of the stroke in the making. */
const HAS_REST = 32;
const GAVE_WAY = 64;
const HAS_DICTATED = 128;

export interface TellableInk {
  /** The ink of a stroke as `encodeInk` has written it; nothing for one that is gone. */
  of(id: StrokeId): Uint8Array | undefined;
  /** What its readers have seen of strokes in the making; none where they have not seen all of them. */
  seen?: FrameEncoder;
}

export function writeEntries(encoder: Encoder, names: Names, entries: readonly LogEntry[], ink: TellableInk): void {
  writeVarUint(encoder, entries.length);
  let [seq, at] = [0, 0];
  for (const entry of entries) {
    const { effect } = entry;
    writeVarUint(encoder, entry.seq - seq);
    seq = entry.seq;
    writeUint8(encoder, effect.kind === 'hidden' ? HIDDEN : kindOf(effect));
    if (effect.kind === 'hidden') continue;
    writeVarUint(encoder, Math.max(0, entry.at - at));
    at = Math.max(at, entry.at);
    names.write(encoder, entry.by);
    writeId(encoder, entry.opId);
    writeEffect(encoder, names, effect, ink);
  }
}

/** @param ink is given that of the strokes that the entries add @param frames what was read of strokes in the making */
export function readEntries(decoder: Decoder, names: Names, ink: InkById, frames: FrameDecoder): LogEntry[] {
  let [seq, at] = [0, 0];
  return readMany(decoder, () => {
    seq += readVarUint(decoder);
    const kind = readUint8(decoder);
    if (kind === HIDDEN) return { seq, at, by: '', opId: '', effect: { kind: 'hidden' } };
    at += readVarUint(decoder);
    const by = names.read(decoder);
    const head = { seq, at, by, opId: readId(decoder) };
    return { ...head, effect: readEffect(kind, decoder, names, head, ink, frames) };
  });
}

function kindOf({ kind }: Effect): number {
  return kind in KINDS ? KINDS[kind as keyof typeof KINDS] : OTHER;
}

function writeEffect(encoder: Encoder, names: Names, effect: Effect, tellable: TellableInk): void {
  switch (effect.kind) {
    case 'stroke.add': {
      const ink = tellable.of(effect.id);
      const writeRest = ink && tellable.seen?.restOf(effect.id, ink);
      const { rows, forgotten, gaveWay, dictated } = effect;
      const inkBit = writeRest ? HAS_REST : ink ? HAS_INK : 0;
      const others = (rows ? HAS_ROWS : 0) | (forgotten ? HAS_FORGOTTEN : 0) | (gaveWay ? GAVE_WAY : 0);
      writeHead(encoder, effect, inkBit | others | (dictated ? HAS_DICTATED : 0));
      writeVarUint(encoder, effect.revision);
      if (rows) writeVarUint(encoder, rows);
      if (forgotten) writeForgotten(encoder, forgotten);
      if (gaveWay) writeVarString(encoder, JSON.stringify(gaveWay));
      if (dictated) writeDictated(encoder, dictated);
      writeId(encoder, givenIdOf(effect.id));
      if (writeRest) writeRest(encoder);
      else if (ink) writeUint8Array(encoder, ink);
      writeLabelled(encoder, names, effect);
      break;
    }
    case 'stroke.remove':
      writeHead(encoder, effect, 0);
      writeVarUint(encoder, effect.revision);
      names.writeStrokeIds(encoder, effect.ids);
      writeLabelled(encoder, names, effect);
      break;
    case 'cell.label': {
      const { label, ...rest } = effect;
      const labelled = { ...rest, ...(label && { label }) };
      writeHead(encoder, labelled, 0);
      writeLabelled(encoder, names, labelled);
      break;
    }
    case 'ink.clear':
      writeClear(encoder, names, effect);
      break;
    case 'ink.restore':
      writeRestore(encoder, names, effect);
      break;
    default:
      writeVarString(encoder, JSON.stringify(effect));
  }
}

type CellEffect = Extract<Effect, { kind: 'stroke.add' | 'stroke.remove' | 'cell.label' }>;
type ClearEffect = Extract<Effect, { kind: 'ink.clear' }>;
type RestoreEffect = Extract<Effect, { kind: 'ink.restore' }>;
interface Labelled {
  label?: CellLabel;
  samples?: SampleCounts;
}

function writeHead(
  encoder: Encoder,
  { page, cell, ...rest }: Pick<CellEffect, 'page' | 'cell'> & Labelled,
  bits: number,
) {
  const { label, samples } = rest;
  writeVarUint(encoder, page);
  writeVarUint(encoder, cell);
  writeUint8(encoder, bits | (label ? HAS_LABEL : 0) | (samples ? HAS_SAMPLES : 0));
}

function writeLabelled(encoder: Encoder, names: Names, { label, samples }: Labelled): void {
  if (label) writeLabel(encoder, names, label);
  if (samples) writeSamples(encoder, samples);
}

/** Who has cleared, when and by which operation its entry says. */
function writeClear(encoder: Encoder, names: Names, effect: ClearEffect): void {
  const { page, clearing, revisions, labels, forgotten, samples } = effect;
  writeVarUint(encoder, page);
  writeUint8(encoder, (labels ? HAS_LABEL : 0) | (samples ? HAS_SAMPLES : 0) | (forgotten ? HAS_FORGOTTEN : 0));
  writeClearedCells(encoder, names, clearing.cells);
  for (const revision of revisions) writeVarUint(encoder, revision);
  if (labels) {
    writeVarUint(encoder, Object.keys(labels).length);
    for (const [cell, label] of Object.entries(labels)) {
      writeVarUint(encoder, Number(cell));
      writeLabel(encoder, names, label);
    }
  }
  if (samples) writeSamples(encoder, samples);
  if (forgotten) writeForgotten(encoder, forgotten);
}

function readClear(decoder: Decoder, names: Names, { seq, at, by, opId }: EntryHead): ClearEffect {
  const page = readVarUint(decoder);
  const bits = readUint8(decoder);
  const cells = readClearedCells(decoder, names);
  const revisions = cells.map(() => readVarUint(decoder));
  const labels = () => Object.fromEntries(readMany(decoder, () => [readVarUint(decoder), readLabel(decoder, names)]));
  return {
    ...{ kind: 'ink.clear', page, clearing: { id: opId, by, seq, at, cells }, revisions },
    ...(bits & HAS_LABEL ? { labels: labels() } : {}),
    ...(bits & HAS_SAMPLES ? { samples: readSamples(decoder) } : {}),
    ...(bits & HAS_FORGOTTEN ? { forgotten: readForgotten(decoder) } : {}),
  };
}

function writeRestore(encoder: Encoder, names: Names, { page, clearing, cells, rows, samples }: RestoreEffect): void {
  writeVarUint(encoder, page);
  writeUint8(encoder, (samples ? HAS_SAMPLES : 0) | (rows ? HAS_ROWS : 0));
  writeId(encoder, clearing);
  writeRestoredCells(encoder, names, cells);
  if (rows) writeVarUint(encoder, rows);
  if (samples) writeSamples(encoder, samples);
}

function readRestore(decoder: Decoder, names: Names): RestoreEffect {
  const page = readVarUint(decoder);
  const bits = readUint8(decoder);
  return {
    ...{ kind: 'ink.restore', page, clearing: readId(decoder), cells: readRestoredCells(decoder, names) },
    ...(bits & HAS_ROWS ? { rows: readVarUint(decoder) } : {}),
    ...(bits & HAS_SAMPLES ? { samples: readSamples(decoder) } : {}),
  };
}

type EntryHead = Omit<LogEntry, 'effect'>;

function readEffect(
  kind: number,
  decoder: Decoder,
  names: Names,
  head: EntryHead,
  ink: InkById,
  frames: FrameDecoder,
): Effect {
  if (kind === OTHER) return JSON.parse(readVarString(decoder)) as Effect;
  if (kind === KINDS['ink.clear']) return readClear(decoder, names, head);
  if (kind === KINDS['ink.restore']) return readRestore(decoder, names);
  const at = { page: readVarUint(decoder), cell: readVarUint(decoder) };
  const bits = readUint8(decoder);
  const labelled = (): Labelled => ({
    ...(bits & HAS_LABEL ? { label: readLabel(decoder, names) } : {}),
    ...(bits & HAS_SAMPLES ? { samples: readSamples(decoder) } : {}),
  });
  if (kind === KINDS['cell.label']) return { kind: 'cell.label', ...at, label: null, ...labelled() };
  const revision = readVarUint(decoder);
  if (kind === KINDS['stroke.add']) {
    const grown = bits & HAS_ROWS ? { rows: readVarUint(decoder) } : {};
    const dropped = bits & HAS_FORGOTTEN ? { forgotten: readForgotten(decoder) } : {};
    const gone = bits & GAVE_WAY ? { gaveWay: JSON.parse(readVarString(decoder)) as GaveWay[] } : {};
    const asked = bits & HAS_DICTATED ? { dictated: readDictated(decoder) } : {};
    const id = strokeIdOf(head.by, readId(decoder));
    if (bits & HAS_INK) ink[id] = readInk(decoder);
    if (bits & HAS_REST) ink[id] = frames.readRest(decoder);
    return { kind: 'stroke.add', id, ...at, revision, ...grown, ...dropped, ...gone, ...asked, ...labelled() };
  }
  return { kind: 'stroke.remove', ...at, ids: names.readStrokeIds(decoder), revision, ...labelled() };
}

/** Clearings, each by the operation that has made it. */
function writeForgotten(encoder: Encoder, ids: readonly string[]): void {
  writeVarUint(encoder, ids.length);
  for (const id of ids) writeId(encoder, id);
}

function readForgotten(decoder: Decoder): string[] {
  return readMany(decoder, () => readId(decoder));
}

function writeSamples(encoder: Encoder, { training, holdout, perDigit, notDigits }: SampleCounts): void {
  for (const count of [training, holdout, ...perDigit, notDigits]) writeVarUint(encoder, count);
}

function readSamples(decoder: Decoder): SampleCounts {
  const [training, holdout] = [readVarUint(decoder), readVarUint(decoder)];
  const perDigit = Array.from({ length: 10 }, () => readVarUint(decoder));
  return { training, holdout, perDigit, notDigits: readVarUint(decoder) };
}
