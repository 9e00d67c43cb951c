import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import {
  authorOf,
  counted,
  emptyRoom,
  emptySampleCounts,
  fail,
  Ledger,
  type Limits,
  labellersIn,
  ok,
  opinionsOf,
  type Page,
  type Result,
  type RoomState,
  type SampleFacts,
  type StrokeId,
  storedInk,
} from '@inkroom/shared';
import { z } from 'zod';
import {
  lineLengthMax,
  ROOM_FILE_VERSION,
  type RoomAuthor,
  type RoomContents,
  type RoomLine,
  roomLineSchema,
  unpackedBytesMax,
} from './room-file.js';

/** What any version of the file begins with. */
const beginning = z.object({ inkroom: z.literal('room'), version: z.number(), schema: z.number() });

/**
 * Reads a room's file from outside and believes nothing of it: a file that this room could not have become is refused, whole. It unpacks no
 * further than a room may be large.
 * @param schema the form of the state that is understood here
 * @returns `room_file_newer`, or `room_file_invalid` with `details.reason`, an English sentence's end
 */
export async function readRoomFile(file: Uint8Array, schema: number, limits: Limits): Promise<Result<RoomContents>> {
  const reader = new Reader(schema, limits);
  try {
    for await (const text of lines(file, limits)) reader.take(text);
    return ok(reader.finish());
  } catch (thrown) {
    if (thrown instanceof Newer) return fail('room_file_newer');
    if (thrown instanceof Unsound) return fail('room_file_invalid', { reason: thrown.message });
    throw thrown;
  }
}

/** Carries what is wrong with a file out of the steps of reading it. */
class Unsound extends Error {}
class Newer extends Error {}

async function* lines(file: Uint8Array, limits: Limits): AsyncGenerator<string> {
  const [max, longest] = [unpackedBytesMax(limits), lineLengthMax(limits)];
  const unpacked = Readable.from([Buffer.from(file.buffer, file.byteOffset, file.byteLength)], {
    objectMode: false,
  }).pipe(createGunzip());
  let total = 0;
  let begun: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > max) throw new Unsound('it unpacks to more than a room may have');
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        yield textOf([...begun, chunk.subarray(from, end)]);
        [begun, length, from] = [[], 0, end + 1];
      }
      if (from === chunk.length) continue;
      begun.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length > longest) throw new Unsound('it has a line that is too long');
    }
  } catch (thrown) {
    // zlib numbers what it finds wrong.
    if (typeof (thrown as { errno?: unknown }).errno === 'number') throw new Unsound('it is not gzipped, or damaged');
    throw thrown;
  } finally {
    unpacked.destroy();
  }
  if (length > 0) throw new Unsound('it ends within a line');
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(parts: readonly Buffer[]): string {
  try {
    return utf8.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts));
  } catch {
    throw new Unsound('it is no text');
  }
}

/** What lines have told so far. */
class Reader {
  readonly #lineForm;
  #head: Extract<RoomLine, { kind: 'room' }> | null = null;
  readonly #authors = new Map<string, RoomAuthor>();
  readonly #ink = new Map<StrokeId, string>();
  readonly #pages = new Map<number, Page>();
  readonly #samples = new Map<string, Omit<SampleFacts, 'bytes'>>();
  #model: Uint8Array | null = null;
  #count = 0;

  constructor(
    private readonly schema: number,
    private readonly limits: Limits,
  ) {
    this.#lineForm = roomLineSchema(limits);
  }

  take(text: string): void {
    const number = ++this.#count;
    const value = parse(text, number);
    if (number === 1) this.#begin(value);
    const read = this.#lineForm.safeParse(value);
    if (!read.success) {
      const [issue] = read.error.issues;
      throw new Unsound(`its line ${number} is not as it should be (${issue?.path.join('.')}: ${issue?.message})`);
    }
    this.#add(read.data, number);
  }

  /** Said before anything else of it is looked at: what a newer inkroom writes may have any form. */
  #begin(value: unknown): void {
    const read = beginning.safeParse(value);
    if (!read.success) throw new Unsound('it is no room of an inkroom');
    if (read.data.version > ROOM_FILE_VERSION || read.data.schema > this.schema) throw new Newer();
  }

  #add(line: RoomLine, number: number): void {
    const { limits } = this;
    switch (line.kind) {
      case 'room':
        if (number !== 1) throw new Unsound('it tells of two rooms');
        this.#head = line;
        break;
      case 'author':
        keepOnce(this.#authors, line.id, line, limits.roomPeopleKnownMax, 'people');
        break;
      case 'ink': {
        // By the room's own rule a stroke of so many bytes takes more than this: see `Ledger`.
        const most = limits.roomInkBytesMax / 100;
        keepOnce(this.#ink, line.id, storedInk(line), most, 'strokes');
        break;
      }
      case 'page':
        // With those that wait for being restored a room may have twice as many.
        keepOnce(this.#pages, line.number, line.page, 2 * limits.pagesMax, 'pages');
        break;
      case 'sample':
        keepOnce(this.#samples, line.id, line.sample, limits.samplesPerRoomMax, 'samples');
        break;
      case 'model':
        if (this.#model) throw new Unsound('it has two models');
        this.#model = Buffer.from(line.zip, 'base64');
    }
  }

  /** Holds what lines have said against each other. */
  finish(): RoomContents {
    const head = this.#head;
    if (!head) throw new Unsound('it is empty');
    if (!this.#pages.has(head.room.page)) throw new Unsound('its open page is missing');
    if (head.champion !== null && this.#model) throw new Unsound('it has two models');
    const bytesOf = (strokes: readonly StrokeId[]) =>
      strokes.reduce((sum, id) => sum + (this.#ink.get(id)?.length ?? 0), 0);
    const samples = new Map(
      [...this.#samples].map(([id, one]): [string, SampleFacts] => [id, { ...one, bytes: bytesOf(one.strokes) }]),
    );
    const counts = [...samples.values()].reduce((sum, one) => counted(sum, null, one), emptySampleCounts());
    const state: RoomState = {
      ...emptyRoom(''),
      ...head.room,
      pages: Object.fromEntries(this.#pages),
      samples: counts,
    };
    this.#checkStrokes(state, samples);
    this.#checkLabels(state, samples);
    this.#checkSizes(state, samples);
    const champion = head.champion ?? this.#model;
    return { state, authors: [...this.#authors.values()], samples, ink: this.#ink, champion };
  }

  /** A stroke is in one cell at most, and has ink; what a sample names has ink too, and all ink is named. */
  #checkStrokes({ pages }: RoomState, samples: ReadonlyMap<string, SampleFacts>): void {
    const inCells = new Set<StrokeId>();
    for (const { cells } of Object.values(pages)) {
      for (const id of Object.values(cells).flatMap(({ strokes }) => strokes)) {
        if (inCells.has(id)) throw new Unsound('it has a stroke in two places');
        inCells.add(id);
      }
    }
    const named = new Set(inCells);
    for (const { strokes } of samples.values()) {
      if (new Set(strokes).size < strokes.length) throw new Unsound('it has a sample that names a stroke twice');
      for (const id of strokes) named.add(id);
    }
    for (const id of named) if (!this.#ink.has(id)) throw new Unsound('the ink of a stroke is missing');
    if (named.size < this.#ink.size) throw new Unsound('it has ink that nothing names');
    for (const id of named) this.#author(authorOf(id));
  }

  /** A label has its own cell's sample or none; a sample is in the part of all who wrote it. */
  #checkLabels(state: RoomState, samples: ReadonlyMap<string, SampleFacts>): void {
    const named = new Set<string>();
    for (const { label, strokes } of Object.values(state.pages).flatMap(({ cells }) => Object.values(cells))) {
      const opinions = opinionsOf(label);
      if (opinions.length > this.limits.cellOpinionsMax) throw new Unsound('it has a cell with too many opinions');
      if (new Set(opinions.map(({ by }) => by)).size < opinions.length)
        throw new Unsound('it has two opinions of one person');
      if (!label?.sampleId) continue;
      const sample = samples.get(label.sampleId);
      const isOwn = sample?.label === label.value && `${sample.strokes}` === `${strokes}`;
      if (!isOwn || named.has(label.sampleId)) throw new Unsound('it has a label with the sample of another cell');
      named.add(label.sampleId);
    }
    for (const id of labellersIn(state)) this.#author(id);
    for (const { labelledBy, strokes, part } of samples.values()) {
      this.#author(labelledBy);
      if (strokes.some((id) => this.#author(authorOf(id)).part !== part))
        throw new Unsound('it has a sample in another part than those who wrote it');
    }
  }

  #author(id: string): RoomAuthor {
    const author = this.#authors.get(id);
    if (!author) throw new Unsound('it does not say who somebody is whose ink or label it has');
    return author;
  }

  /** The room takes no more than one may here. */
  #checkSizes(state: RoomState, samples: ReadonlyMap<string, SampleFacts>): void {
    const bytes = new Map([...this.#ink].map(([id, text]) => [id, text.length]));
    const ledger = Ledger.of(state, [], samples, bytes);
    const { roomInkBytesMax, pageInkBytesMax, samplesBytesMax } = this.limits;
    const isTooMuch =
      ledger.inkBytes > roomInkBytesMax ||
      ledger.sampleBytes > samplesBytesMax ||
      [...this.#pages.keys()].some((page) => ledger.inkBytesOn(page) > pageInkBytesMax);
    if (isTooMuch) throw new Unsound('it holds more than a room may have here');
  }
}

function parse(text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unsound(number === 1 ? 'it is no room of an inkroom' : `its line ${number} is no JSON`);
  }
}

function keepOnce<K, V>(map: Map<K, V>, key: K, value: V, max: number, what: string): void {
  if (map.has(key)) throw new Unsound(`it tells twice of one of its ${what}`);
  if (map.size >= max) throw new Unsound(`it has more ${what} than a room may have here`);
  map.set(key, value);
}
