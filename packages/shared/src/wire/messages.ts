import { createDecoder, type Decoder, readUint8, readVarString, readVarUint } from 'lib0/decoding';
import {
  createEncoder,
  type Encoder,
  toUint8Array,
  writeUint8,
  writeUint8Array,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding';
import type { CellIndex } from '../page.js';
import { ATTENTION } from '../protocol/constants.js';
import type { StrokeId } from '../protocol/ids.js';
import type { InkById } from '../protocol/ink.js';
import type { Activity, AttentionOf, Place, SnapshotPiece } from '../protocol/messages.js';
import type { Cell, Clearing } from '../protocol/room.js';
import { readClearings, writeClearings } from './clearings.js';
import { readDictated, writeDictated } from './dictated.js';
import { readEntries, type TellableInk, writeEntries } from './entries.js';
import { FrameDecoder, FrameEncoder } from './frame.js';
import { readLabel, writeLabel } from './labels.js';
import { readMany } from './many.js';
import { Names } from './names.js';
import { readInk } from './points.js';
import { readPredictions, writePredictions } from './predictions.js';

const NAMES = 1;
const PEOPLE = 2;
const ENTRIES = 4;
const FRAME = 8;
const PREDICTIONS = 16;
const PLACES = 32;
const ATTENTIONS = 64;

const HAS_LABEL = 1;
const HAS_DICTATED = 2;
const IS_LAST = 1;
/** A width and a number of points. */
const NO_INK = new Uint8Array([0, 0]);

/** A part of a page, its cells as {@link RoomEncoder.cell} has written them. */
export interface EncodedPiece extends Pick<SnapshotPiece, 'page' | 'seq' | 'range'> {
  cells: readonly Uint8Array[];
  /** In the last piece, and only there. */
  cleared?: readonly Clearing[];
}

export type InkOf = (id: StrokeId) => Uint8Array | undefined;

/** Writes what the people of a room are told; `RoomDecoder` reads it. */
export class RoomEncoder {
  readonly frames = new FrameEncoder();
  readonly #names = new Names();
  #namesTold = 0;

  /** @param inkOf ink as `encodeInk` has written it */
  constructor(readonly inkOf: InkOf) {}

  /** How many names there are: whoever gets a message of their own has been told so many by it. */
  get nameCount(): number {
    return this.#names.count;
  }

  /** How many of them all have been told. */
  get namesTold(): number {
    return this.#namesTold;
  }

  /** For all who have got every message so far. */
  activity(activity: Omit<Activity, 'ink'>): Uint8Array {
    const { frame } = activity;
    const writeFrame = frame && ((encoder: Encoder) => this.frames.write(encoder, this.#names, frame));
    const body = this.#body(activity, writeFrame, { of: this.inkOf, seen: this.frames });
    this.frames.release();
    const message = this.#message(body, this.#namesTold);
    this.#namesTold = this.#names.count;
    return message;
  }

  /**
   * For one who missed some: with all strokes in the making from their first point.
   * @param namesKnown how many names they were told
   * @param isApart whether they see nobody else write
   */
  catchUp(activity: Omit<Activity, 'ink' | 'frame'>, namesKnown: number, isApart = false): Uint8Array {
    const body = this.#body(
      activity,
      this.frames.isEmpty || isApart ? undefined : (encoder) => this.frames.writeAll(encoder, this.#names),
      { of: this.inkOf },
    );
    return this.#message(body, namesKnown);
  }

  /** Who came and went, on its own: for some of those who get every message. */
  people(people: NonNullable<Activity['people']>): Uint8Array {
    const encoder = createEncoder();
    writeUint8(encoder, PEOPLE);
    writeVarString(encoder, JSON.stringify(people));
    return toUint8Array(encoder);
  }

  /** A cell that holds something, for {@link piece}. It can be kept: the same cell is written the same way. */
  cell(index: CellIndex, { revision, strokes, label, dictated }: Cell): Uint8Array {
    const encoder = createEncoder();
    writeVarUint(encoder, index);
    writeVarUint(encoder, revision);
    writeUint8(encoder, (label ? HAS_LABEL : 0) | (dictated ? HAS_DICTATED : 0));
    if (label) writeLabel(encoder, this.#names, label);
    if (dictated) writeDictated(encoder, dictated);
    writeVarUint(encoder, strokes.length);
    for (const id of strokes) {
      this.#names.writeStrokeId(encoder, id);
      writeUint8Array(encoder, this.inkOf(id) ?? NO_INK);
    }
    return toUint8Array(encoder);
  }

  /** @param namesKnown how many names its reader was told */
  piece({ page, seq, range, cells, cleared }: EncodedPiece, namesKnown: number): Uint8Array {
    const rest = createEncoder();
    writeUint8(rest, cleared ? IS_LAST : 0);
    if (cleared) writeClearings(rest, this.#names, cleared);
    const encoder = createEncoder();
    this.#names.writeList(encoder, namesKnown);
    for (const number of [page, seq, ...range, cells.length]) writeVarUint(encoder, number);
    for (const cell of cells) writeUint8Array(encoder, cell);
    writeUint8Array(encoder, toUint8Array(rest));
    return toUint8Array(encoder);
  }

  #body(
    { people, entries, predictions, places, attention }: Omit<Activity, 'ink' | 'frame'>,
    writeFrame: ((encoder: Encoder) => void) | undefined,
    ink: TellableInk,
  ): { bits: number; bytes: Uint8Array } {
    const encoder = createEncoder();
    let bits = 0;
    if (people) {
      bits |= PEOPLE;
      writeVarString(encoder, JSON.stringify(people));
    }
    if (entries && entries.length > 0) {
      bits |= ENTRIES;
      writeEntries(encoder, this.#names, entries, ink);
    }
    if (writeFrame) {
      bits |= FRAME;
      writeFrame(encoder);
    }
    if (predictions && predictions.length > 0) {
      bits |= PREDICTIONS;
      writePredictions(encoder, this.#names, predictions);
    }
    if (places && places.length > 0) {
      bits |= PLACES;
      writeVarUint(encoder, places.length);
      for (const [person, page, cell] of places) {
        this.#names.write(encoder, person);
        writeVarUint(encoder, page);
        writeVarUint(encoder, cell);
      }
    }
    if (attention && attention.length > 0) {
      bits |= ATTENTIONS;
      writeVarUint(encoder, attention.length);
      for (const [person, theirs] of attention) {
        this.#names.write(encoder, person);
        writeUint8(encoder, ATTENTION.indexOf(theirs));
      }
    }
    return { bits, bytes: toUint8Array(encoder) };
  }

  #message({ bits, bytes }: { bits: number; bytes: Uint8Array }, namesKnown: number): Uint8Array {
    const encoder = createEncoder();
    const hasNames = this.#names.count > namesKnown;
    writeUint8(encoder, hasNames ? bits | NAMES : bits);
    if (hasNames) this.#names.writeList(encoder, namesKnown);
    writeUint8Array(encoder, bytes);
    return toUint8Array(encoder);
  }
}

/** Reads what a room's gateway tells, all messages of one visit in their order. */
export class RoomDecoder {
  readonly #names = new Names();
  readonly #frames = new FrameDecoder();

  /** @throws Error on what no gateway of this version has written */
  activity(bytes: Uint8Array | ArrayBuffer): Activity {
    const decoder = decoderOf(bytes);
    const bits = readUint8(decoder);
    const activity: Activity = {};
    if (bits & NAMES) this.#names.readList(decoder);
    if (bits & PEOPLE) activity.people = JSON.parse(readVarString(decoder)) as NonNullable<Activity['people']>;
    if (bits & ENTRIES) {
      activity.ink = {};
      activity.entries = readEntries(decoder, this.#names, activity.ink, this.#frames);
    }
    if (bits & FRAME) activity.frame = this.#frames.read(decoder, this.#names);
    if (bits & PREDICTIONS) activity.predictions = readPredictions(decoder, this.#names);
    if (bits & PLACES)
      activity.places = readMany(decoder, (): Place => {
        return [this.#names.read(decoder), readVarUint(decoder), readVarUint(decoder)];
      });
    if (bits & ATTENTIONS)
      activity.attention = readMany(decoder, (): AttentionOf => {
        return [this.#names.read(decoder), ATTENTION[readUint8(decoder)] ?? 'here'];
      });
    return activity;
  }

  /** @throws Error on what no gateway of this version has written */
  piece(bytes: Uint8Array | ArrayBuffer): SnapshotPiece {
    const decoder = decoderOf(bytes);
    this.#names.readList(decoder);
    const [page, seq] = [readVarUint(decoder), readVarUint(decoder)];
    const range: SnapshotPiece['range'] = [readVarUint(decoder), readVarUint(decoder)];
    const ink: InkById = {};
    const cells = Object.fromEntries(readMany(decoder, () => this.#cell(decoder, ink)));
    const isLast = readUint8(decoder) === IS_LAST;
    const piece = { page, seq, range, cells, ink, isLast };
    return isLast ? { ...piece, cleared: readClearings(decoder, this.#names) } : piece;
  }

  #cell(decoder: Decoder, ink: InkById): [CellIndex, Cell] {
    const index = readVarUint(decoder);
    const revision = readVarUint(decoder);
    const bits = readUint8(decoder);
    const label = bits & HAS_LABEL ? readLabel(decoder, this.#names) : null;
    const asked = bits & HAS_DICTATED ? { dictated: readDictated(decoder) } : {};
    const strokes = readMany(decoder, () => {
      const id = this.#names.readStrokeId(decoder);
      const read = readInk(decoder);
      if (read.points.length > 0) ink[id] = read;
      return id;
    });
    return [index, { revision, strokes, label, prediction: null, ...asked }];
  }
}

/** In Node a Buffer, in a browser an ArrayBuffer. */
function decoderOf(bytes: Uint8Array | ArrayBuffer): Decoder {
  return createDecoder(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes);
}
