import type { SampleFacts, SamplePart } from '../datasets.js';
import type { CellIndex } from '../page.js';
import type { StrokeId } from '../protocol/ids.js';
import type { Limits } from '../protocol/limits.js';
import type { CellLabel, Opinion, RoomState } from '../protocol/room.js';
import type { SampleCounts } from '../protocol/samples.js';
import type { LedgerFacts } from './effects.js';
import type { Ledger } from './ledger.js';
import { drawPart } from './parts.js';
import { standingOf } from './standing.js';
import { authorOf } from './stroke-id.js';

/** `sampleId` of a label that an app has settled for itself. */
export const PROVISIONAL_SAMPLE = '';

type SampleLimits = Pick<Limits, 'samplesPerRoomMax' | 'samplesBytesMax' | 'holdoutShare'>;
type LabelLimits = SampleLimits & Pick<Limits, 'cellOpinionsMax'>;

/** What of an effect comes of labelling a cell. */
export interface Labelled {
  label: CellLabel;
  samples?: SampleCounts;
  facts?: LedgerFacts;
}

/**
 * Says what a cell holds by all that people say of it, and makes what is written there its sample under the label that stands. Ink of
 * both parts makes none, and a sample never changes its part: what is in another part from now on is another sample.
 */
export function labelled(
  state: RoomState,
  ledger: Ledger | null,
  { page, cell, strokes, opId, opinions, former, ink = {} }: LabelledCell,
  limits: LabelLimits,
): Labelled {
  const { stands, others } = standingOf(opinions, strokes, state, limits);
  const label = (sampleId: string | null) => ({ ...stands, sampleId, ...(others.length > 0 ? { others } : {}) });
  if (!ledger) return { label: label(former?.sampleId ?? PROVISIONAL_SAMPLE) };
  const formerId = former?.sampleId ?? null;
  const formerSample = formerId === null ? undefined : ledger.samples.get(formerId);
  const { part, parts } = commonPart(strokes, ledger, limits.holdoutShare);
  const bytes = bytesOf(strokes, ledger, ink);
  const hasRoom = part !== null && !samplesFull(ledger, bytes, limits, formerSample);
  const id = formerSample && formerSample.part === part ? formerId! : opId;
  // Another sample may have the name that this operation would give.
  const isKept = hasRoom && (id === formerId || !ledger.samples.has(id));
  const sampleId = isKept ? id : null;
  const { value, by: labelledBy, at } = stands;
  const sample = isKept ? { label: value, part, labelledBy, at, page, cell, strokes, bytes } : null;
  const samples: NonNullable<LedgerFacts['samples']> = {};
  if (formerId !== null && formerSample) samples[formerId] = null;
  if (sampleId !== null) samples[sampleId] = sample;
  return {
    label: label(sampleId),
    samples: counted(state.samples, formerSample, sample),
    facts: { ...(Object.keys(parts).length > 0 ? { parts } : {}), samples },
  };
}

export interface LabelledCell {
  page: number;
  cell: CellIndex;
  /** The strokes of the cell as they are now; at least one. */
  strokes: readonly StrokeId[];
  /** Names a new sample. */
  opId: string;
  /** All that people say of it now; at least one. */
  opinions: readonly Opinion[];
  /** What stood so far, whose sample this is from now on. */
  former: CellLabel | null;
  /** Bytes of ink that is not in the ledger yet. */
  ink?: Record<StrokeId, number>;
}

/** The counters of samples without `gone` and with `made`. What is not a digit is counted apart, for not every model learns from it. */
export function counted(
  counts: SampleCounts,
  gone: SampleFacts | null | undefined,
  made: SampleFacts | null | undefined,
): SampleCounts {
  const after = { ...counts, perDigit: [...counts.perDigit] };
  const count = (sample: SampleFacts | null | undefined, by: number) => {
    if (!sample) return;
    if (sample.label === 'not-a-digit') {
      if (sample.part === 'training') after.notDigits += by;
      return;
    }
    after[sample.part] += by;
    if (sample.part === 'training') after.perDigit[sample.label]! += by;
  };
  count(gone, -1);
  count(made, 1);
  return after;
}

/** What of `limits` a further sample of so many bytes would cross; null when there is room. */
export function samplesFull(
  ledger: Ledger,
  bytes: number,
  { samplesPerRoomMax: max, samplesBytesMax: maxBytes }: SampleLimits,
  replaced?: SampleFacts,
): { max: number } | { maxBytes: number } | null {
  if (ledger.samples.size - (replaced ? 1 : 0) >= max) return { max };
  if (ledger.sampleBytes - (replaced?.bytes ?? 0) + bytes > maxBytes) return { maxBytes };
  return null;
}

export function bytesOf(strokes: readonly StrokeId[], ledger: Ledger, ink: Record<StrokeId, number> = {}): number {
  return strokes.reduce((sum, id) => sum + (ink[id] ?? ledger.ink.get(id)?.bytes ?? 0), 0);
}

/** The part that all who wrote these strokes are in, or null when they are in different ones; and what was drawn for that. */
function commonPart(
  strokes: readonly StrokeId[],
  ledger: Ledger,
  holdoutShare: number,
): { part: SamplePart | null; parts: Record<string, SamplePart> } {
  const parts: Record<string, SamplePart> = {};
  const found = new Set<SamplePart>();
  for (const author of new Set(strokes.map(authorOf))) {
    const known = ledger.parts.get(author);
    const isFirst = ledger.parts.size + Object.keys(parts).length === 0;
    const part = known ?? drawPart(author, isFirst, holdoutShare);
    if (!known) parts[author] = part;
    found.add(part);
  }
  const [part = null] = found;
  return { part: found.size === 1 ? part : null, parts };
}
