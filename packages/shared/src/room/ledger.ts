import type { SampleFacts, SamplePart } from '../datasets.js';
import type { CellIndex } from '../page.js';
import type { StrokeId } from '../protocol/ids.js';
import type { Clearing, RoomState } from '../protocol/room.js';
import { DraftMap } from './draft-map.js';
import type { Effect } from './effects.js';
import { pageOf, strokesCleared } from './state.js';
import { changedPages, clearingChanges, strokeChanges } from './state-changes.js';
import { authorOf } from './stroke-id.js';

/** Ink that the store keeps, because a cell, a clearing or a sample names it. */
export interface InkFacts {
  page: number;
  cell: CellIndex;
  bytes: number;
  /** How many samples name it. */
  samples: number;
}

/**
 * What deciding an operation takes beside the state, and only gateways know: in which part everybody's samples are, what each
 * sample is made of, and what ink takes in the store.
 */
export class Ledger {
  private constructor(
    /** By author, drawn once and kept for good. */
    readonly parts: DraftMap<string, SamplePart>,
    readonly samples: DraftMap<string, SampleFacts>,
    readonly ink: DraftMap<StrokeId, InkFacts>,
    /** The page of what can be restored, by the operation that cleared it. */
    readonly clearings: DraftMap<string, number>,
    /** Bytes by what they are counted for: see {@link inkTotals}. */
    private readonly totals: DraftMap<string, number>,
  ) {}

  static empty(): Ledger {
    return new Ledger(new DraftMap(), new DraftMap(), new DraftMap(), new DraftMap(), new DraftMap());
  }

  /** @param bytes what each stroke's ink takes in the store */
  static of(
    state: RoomState,
    parts: Iterable<readonly [string, SamplePart]>,
    samples: Iterable<readonly [string, SampleFacts]>,
    bytes: ReadonlyMap<StrokeId, number>,
  ): Ledger {
    const ledger = Ledger.empty();
    for (const [author, part] of parts) ledger.parts.set(author, part);
    const set = (id: StrokeId, page: number, cell: CellIndex) =>
      ledger.#setInk(id, { page, cell, bytes: bytes.get(id) ?? 0, samples: 0 });
    for (const [number, { cells, cleared }] of Object.entries(state.pages)) {
      const page = Number(number);
      for (const [index, { strokes }] of Object.entries(cells)) for (const id of strokes) set(id, page, Number(index));
      for (const { id, cells: taken } of cleared) {
        ledger.clearings.set(id, page);
        for (const { cell, strokes } of taken) for (const stroke of strokes) set(stroke, page, cell);
      }
    }
    for (const [id, sample] of samples) {
      for (const stroke of sample.strokes) {
        if (!ledger.ink.has(stroke)) set(stroke, sample.page, sample.cell);
      }
      ledger.#setSample(id, sample);
    }
    return ledger;
  }

  /** A draft on top of this one: what is done to it can be thrown away, or kept. */
  fork(): Ledger {
    return new Ledger(
      this.parts.fork(),
      this.samples.fork(),
      this.ink.fork(),
      this.clearings.fork(),
      this.totals.fork(),
    );
  }

  /** What the ink of all samples takes. */
  get sampleBytes(): number {
    return this.#total(SAMPLES);
  }

  /** What all ink of the room takes. */
  get inkBytes(): number {
    return this.#total(ROOM);
  }

  /** What the ink of a page takes, also where only a sample of it is left. */
  inkBytesOn(page: number): number {
    return this.#total(pageTotal(page));
  }

  /** What somebody's ink takes: in the room, or on a page of it. */
  inkBytesBy(personId: string, page?: number): number {
    return this.#total(personTotal(personId, page));
  }

  /** Whose ink the store keeps, whatever names it. */
  get authors(): string[] {
    return [...this.totals.entries()].flatMap(([of]) => (of.endsWith(IN_ROOM) ? [of.slice(0, -IN_ROOM.length)] : []));
  }

  #total(of: string): number {
    return this.totals.get(of) ?? 0;
  }

  #add(of: string, bytes: number): void {
    this.totals.set(of, this.#total(of) + bytes || undefined);
  }

  #setInk(id: StrokeId, facts: InkFacts | undefined): void {
    const before = this.ink.get(id);
    this.ink.set(id, facts);
    for (const of of before ? inkTotals(id, before) : []) this.#add(of, -takes(before!));
    for (const of of facts ? inkTotals(id, facts) : []) this.#add(of, takes(facts!));
  }

  /** Makes a draft's changes in what it is a draft of. Drafts on top of this one stand on that from then on. */
  keep(): void {
    for (const table of this.#tables()) table.keep();
  }

  /** What this is a draft of has followed the same effects itself: drafts on top of this one stand on that from now on. */
  giveWay(): void {
    for (const table of this.#tables()) table.giveWay();
  }

  #tables() {
    return [this.parts, this.samples, this.ink, this.clearings, this.totals];
  }

  /** Follows an effect. `before` and `after` are the states around it. */
  follow(effect: Effect, before: RoomState, after: RoomState): void {
    const { bytes = {}, parts = {}, samples = {} } = effect.facts ?? {};
    const { added, removed } = strokeChanges(before, after);
    for (const [author, part] of Object.entries(parts)) this.parts.set(author, part);
    for (const { id, page, cell } of added) {
      const known = this.ink.get(id);
      this.#setInk(id, { page, cell, bytes: bytes[id] ?? known?.bytes ?? 0, samples: known?.samples ?? 0 });
    }
    const former = Object.keys(samples).flatMap((id) => this.samples.get(id)?.strokes ?? []);
    for (const [id, sample] of Object.entries(samples)) this.#setSample(id, sample ?? undefined);
    const gone: StrokeId[] = [];
    const made: Clearing[] = [];
    for (const page of changedPages(before, after)) {
      const changes = clearingChanges(before.pages[page], pageOf(after, page));
      for (const clearing of changes.gone) {
        this.clearings.set(clearing.id, undefined);
        gone.push(...strokesCleared(clearing));
      }
      for (const clearing of changes.made) {
        this.clearings.set(clearing.id, page);
        made.push(clearing);
      }
    }
    // A stroke is in one place: what was in a cell or a clearing just now can only be in a clearing that is new.
    this.#removeUnnamed([...removed.map(({ id }) => id), ...gone], after, made);
    if (former.length === 0) return;
    const clearings = Object.values(after.pages).flatMap(({ cleared }) => cleared);
    this.#removeUnnamed(former, after, clearings);
  }

  #setSample(id: string, sample: SampleFacts | undefined): void {
    const former = this.samples.get(id);
    this.samples.set(id, sample);
    this.#add(SAMPLES, (sample?.bytes ?? 0) - (former?.bytes ?? 0));
    this.#count(former?.strokes, -1);
    this.#count(sample?.strokes, 1);
  }

  #count(strokes: readonly StrokeId[] | undefined, by: number): void {
    for (const id of strokes ?? []) {
      const ink = this.ink.get(id);
      if (ink) this.ink.set(id, { ...ink, samples: ink.samples + by });
    }
  }

  /** Lets go of strokes that no sample names. @returns whether there were any */
  forget(ids: readonly StrokeId[]): boolean {
    const gone = ids.filter((id) => this.ink.get(id)?.samples === 0);
    for (const id of gone) this.#setInk(id, undefined);
    return gone.length > 0;
  }

  /** Ink goes when no cell, no clearing and no sample names it. @param clearings in which it may be */
  #removeUnnamed(ids: readonly StrokeId[], { pages }: RoomState, clearings: readonly Clearing[]): void {
    const unnamed = new Set<StrokeId>();
    for (const id of ids) {
      const ink = this.ink.get(id);
      if (!ink || ink.samples > 0 || pages[ink.page]?.cells[ink.cell]?.strokes.includes(id)) continue;
      unnamed.add(id);
    }
    for (const { cells } of clearings) {
      if (unnamed.size === 0) return;
      for (const { strokes } of cells) for (const id of strokes) unnamed.delete(id);
    }
    for (const id of unnamed) this.#setInk(id, undefined);
  }
}

/** What a stroke takes beside its ink: its id, three times, and its place in the store's tables, bytes. */
export const STROKE_BYTES = 200;

function takes({ bytes }: InkFacts): number {
  return bytes + STROKE_BYTES;
}

const SAMPLES = 'samples';
const ROOM = 'room';
const pageTotal = (page: number) => `page ${page}`;
const IN_ROOM = ' in the room';
const personTotal = (id: string, page?: number) => `${id}${page === undefined ? IN_ROOM : ` ${pageTotal(page)}`}`;

/** What a stroke's bytes are counted for. */
function inkTotals(id: StrokeId, { page }: InkFacts): string[] {
  const author = authorOf(id);
  return [ROOM, pageTotal(page), personTotal(author), personTotal(author, page)];
}
