import { createHash } from 'node:crypto';
import {
  type DatasetKind,
  DIGITS,
  type Framing,
  fail,
  IMAGE_SIZE,
  type Ink,
  type Label,
  NO_DIGIT,
  type OutputCount,
  ok,
  outputOf,
  type Result,
  type RunNote,
  renderStrokes,
  type Sample,
} from '@inkroom/shared';
import { inTurns } from '../in-turns.js';
import type { Dataset, LabelledImages, TrainingImages } from './dataset.js';
import { generateDigitStrokes, generateDigits } from './generated-digits.js';
import { generateNonDigitStrokes } from './generated-non-digits.js';
import { type DownloadProgress, loadMnist, type Mnist, type MnistSource } from './mnist.js';
import { toBytes } from './pixels.js';

export interface DatasetOptions {
  kind: DatasetKind;
  /**
   * The room's samples: those of the `training` part are learnt from, those of `holdout` measured on. Models are measured on digits alone,
   * and learn from digits alone where they have no output for anything else.
   */
  samples: readonly Sample[];
  /** Of the model that learns; ten where it is left out. */
  outputs?: OutputCount | undefined;
  /** How the samples' strokes are drawn: the room's framing. */
  framing: Framing;
  mnist: MnistSource;
  /**
   * Generated drawings beside the base data of `both`, under the room's framing: what is replayed must hold drawings too, or a
   * model that reads them well would unlearn it.
   */
  drawings?: number;
  /** Sizes of the set that takes MNIST's place. */
  generated?: { trainSize: number; testSize: number };
  onProgress?: (progress: DownloadProgress) => void;
  onNote?: (note: RunNote) => void;
  signal?: AbortSignal;
}

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/** Sizes of the set that takes MNIST's place: what is drawn in a few seconds. */
const GENERATED_SIZES = { trainSize: 20_000, testSize: 4_000 } as const;
const GENERATED_SEED = 1;
/** Far from the seeds of other generated digits. */
const DRAWINGS_SEED = 0x4000_0000;
/** One drawing in four that eleven outputs learn from is no digit: enough to keep what is known of them, and digits stay the most. */
const NON_DIGITS_EVERY = 4;
/** Where no drawings are replayed, so many of them beside the base data: one image in ten. */
const NON_DIGITS_OF_BASE = 0.1;

/**
 * Puts together what a run trains on and is measured on: MNIST's training scans, the room's corrections, or both; always
 * MNIST's test set. Where MNIST cannot be had, generated digits take its place, and the summary says so. Eleven outputs learn from
 * drawings of no digit as well, and from samples of "not a digit"; ten have no place for them, and a note says that they are left out.
 * @returns `no_corrections` when a run on corrections alone has none, `dataset_corrupt` for a damaged file of the user's,
 *   `run_cancelled` when the signal was aborted
 */
export async function loadDataset(options: DatasetOptions): Promise<Result<Dataset>> {
  const { kind, framing, onNote, signal } = options;
  const toLearn = kind === 'mnist' ? [] : options.samples.filter(({ part }) => part === 'training');
  const usable = knowsNoDigit(options) ? toLearn : toLearn.filter(isDigit);
  const leftOut = toLearn.length - usable.length;
  if (leftOut > 0) onNote?.({ code: 'not_digits_left_out', count: leftOut });
  if (kind === 'corrections' && usable.length === 0) return fail('no_corrections');
  const base = await loadBase(options);
  if (!base.ok) return base;
  const { mnist, source } = base.value;
  const drawings = await drawBeside(options, mnist.train.size);
  const drawn = drawings && (await renderDrawings([...drawings, ...usable], framing, signal));
  const heldOut = options.samples.filter(isDigit).filter(({ part }) => part === 'holdout');
  const holdout = drawn && (await renderDrawings(heldOut, framing, signal));
  if (!holdout || signal?.aborted) return fail('run_cancelled');
  const train = kind === 'corrections' ? drawn : joinTraining(mnist.train, drawn, 1);
  const kinds = new Set(usable.map(({ label }) => label));
  const [only] = kinds;
  if (usable.length > 1 && kinds.size === 1 && typeof only === 'number')
    onNote?.({ code: 'one_digit_only', count: usable.length, digit: only });
  if (kind === 'both' && usable.length === 0) onNote?.({ code: 'no_corrections_yet' });
  return ok({
    train,
    drawings: drawings.length,
    test: mnist.test,
    holdout,
    summary: {
      kind,
      source,
      trainSize: train.size,
      corrections: usable.length,
      testSize: mnist.test.size,
      digest: digestOf([train, mnist.test]),
    },
  });
}

async function loadBase(options: DatasetOptions): Promise<Result<{ mnist: Mnist; source: 'mnist' | 'generated' }>> {
  const { onNote, onProgress, signal } = options;
  const loaded = await loadMnist({ ...options.mnist, onNote, onProgress, signal });
  if (loaded.ok) return ok({ mnist: loaded.value, source: 'mnist' });
  if (loaded.error.code !== 'dataset_unavailable') return loaded;
  onNote?.({ code: 'mnist_replaced' });
  const mnist = await generateDigits({ ...(options.generated ?? GENERATED_SIZES), seed: GENERATED_SEED, signal });
  return mnist ? ok({ mnist, source: 'generated' }) : fail('run_cancelled');
}

function isDigit(sample: Sample): boolean {
  return sample.label !== 'not-a-digit';
}

function knowsNoDigit({ outputs = DIGITS.length }: Pick<DatasetOptions, 'outputs'>): boolean {
  return outputs > NO_DIGIT;
}

interface Drawing {
  label: Label;
  strokes: readonly Ink[];
}

/** What is drawn beside the base data. @returns null when the signal was aborted */
async function drawBeside(options: DatasetOptions, baseSize: number): Promise<Drawing[] | null> {
  const { kind, drawings = 0, signal } = options;
  const learnsNoDigit = knowsNoDigit(options);
  const digits = kind === 'both' ? drawings : 0;
  const others = learnsNoDigit && kind !== 'corrections' && digits === 0 ? Math.ceil(baseSize * NON_DIGITS_OF_BASE) : 0;
  const drawn: Drawing[] = [];
  const write = (i: number) => {
    const seed = DRAWINGS_SEED + i;
    const digit = DIGITS[i % DIGITS.length]!;
    const isOther = learnsNoDigit && (digits === 0 || i % NON_DIGITS_EVERY === 0);
    drawn.push(
      isOther
        ? { label: 'not-a-digit', strokes: generateNonDigitStrokes(seed) }
        : { label: digit, strokes: generateDigitStrokes(digit, seed) },
    );
  };
  return (await inTurns(digits + others, write, signal)) ? drawn : null;
}

/** @returns null when the signal was aborted */
async function renderDrawings(
  drawings: readonly Drawing[],
  framing: Framing,
  signal: AbortSignal | undefined,
): Promise<TrainingImages | null> {
  const images = new Uint8Array(drawings.length * PIXELS);
  const draw = (i: number) => toBytes(renderStrokes(drawings[i]!.strokes, framing), images, i * PIXELS);
  if (!(await inTurns(drawings.length, draw, signal))) return null;
  return {
    images,
    labels: Uint8Array.from(drawings, ({ label }) => outputOf(label)),
    size: drawings.length,
    strokes: drawings.map(({ strokes }) => strokes),
    framings: [framing],
  };
}

/** Scans with drawings behind them, each drawing `repeats` times. */
export function joinTraining(base: LabelledImages, extra: TrainingImages, repeats: number): TrainingImages {
  if (extra.size === 0) return base;
  const size = base.size + extra.size * repeats;
  const images = new Uint8Array(size * PIXELS);
  const labels = new Uint8Array(size);
  const strokes = new Array<readonly Ink[] | null>(size).fill(null);
  images.set(base.images);
  labels.set(base.labels);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const at = base.size + repeat * extra.size;
    images.set(extra.images, at * PIXELS);
    labels.set(extra.labels, at);
    for (let i = 0; i < extra.size; i++) strokes[at + i] = extra.strokes?.[i] ?? null;
  }
  return { ...extra, images, labels, size, strokes };
}

function digestOf(parts: readonly LabelledImages[]): string {
  const hash = createHash('sha256');
  for (const { images, labels } of parts) hash.update(images).update(labels);
  return hash.digest('hex');
}
