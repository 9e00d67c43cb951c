import { createHash } from 'node:crypto';
import {
  type DatasetKind,
  type Digit,
  type Framing,
  fail,
  IMAGE_SIZE,
  ok,
  type Result,
  renderStrokes,
  type Sample,
} from '@inkroom/shared';
import type { Dataset, LabelledImages } from './dataset.js';
import { generateDigits } from './generated-digits.js';
import { type DownloadProgress, loadMnist, type MnistSource } from './mnist.js';
import { toBytes } from './pixels.js';

export interface DatasetOptions {
  kind: DatasetKind;
  /** The room's samples; only those of the `training` part with a digit as label are learnt from. */
  samples: readonly Sample[];
  /** How the samples' strokes are drawn: the room's framing. */
  framing: Framing;
  mnist: MnistSource;
  onProgress?: (progress: DownloadProgress) => void;
  onLog?: (line: string) => void;
  signal?: AbortSignal;
}

/** Size of the digit set that takes MNIST's place: enough to learn from, drawn in a few seconds. */
const GENERATED = { trainSize: 20_000, testSize: 4_000, seed: 1 };
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/**
 * What a run learns from and is measured on. Where MNIST cannot be had, drawn digits take its place and the summary says
 * so. The test set is MNIST's (or the drawn one's) for every kind, and is never trained on.
 * @returns `no_corrections` when corrections alone were asked for and there are none, `dataset_corrupt` when the user's own
 * MNIST folder holds something else, `run_cancelled`
 */
export async function loadDataset(options: DatasetOptions): Promise<Result<Dataset>> {
  const { kind, framing, signal, onLog } = options;
  const corrections = drawSamples(options.samples, framing);
  if (kind === 'corrections' && corrections.size === 0) return fail('no_corrections');

  const loaded = await loadMnist({ ...options.mnist, onProgress: options.onProgress, signal });
  if (signal?.aborted) return fail('run_cancelled');
  // A folder that somebody named on purpose must not be replaced silently by something else.
  if (!loaded.ok && (options.mnist.dir || loaded.error.code !== 'dataset_unavailable')) return loaded;
  if (!loaded.ok) onLog?.('MNIST could not be had: generated digits take its place.');
  const base = loaded.ok ? loaded.value : generateDigits(GENERATED);

  const train = kind === 'mnist' ? base.train : kind === 'corrections' ? corrections : join(base.train, corrections);
  if (train.size === 0) return fail('dataset_empty');
  return ok({
    train,
    test: base.test,
    summary: {
      kind,
      source: loaded.ok ? 'mnist' : 'generated',
      trainSize: train.size,
      corrections: kind === 'mnist' ? 0 : corrections.size,
      testSize: base.test.size,
      digest: digestOf(train, base.test),
    },
  });
}

function drawSamples(samples: readonly Sample[], framing: Framing): LabelledImages {
  const usable = samples.filter((sample) => sample.part === 'training' && typeof sample.label === 'number');
  const images = new Uint8Array(usable.length * PIXELS);
  usable.forEach((sample, i) => {
    toBytes(renderStrokes(sample.strokes, framing), images, i * PIXELS);
  });
  const labels = Uint8Array.from(usable, (sample) => sample.label as Digit);
  return { images, labels, size: usable.length };
}

function join(a: LabelledImages, b: LabelledImages): LabelledImages {
  const images = new Uint8Array((a.size + b.size) * PIXELS);
  images.set(a.images);
  images.set(b.images, a.size * PIXELS);
  const labels = new Uint8Array(a.size + b.size);
  labels.set(a.labels);
  labels.set(b.labels, a.size);
  return { images, labels, size: a.size + b.size };
}

/** SHA-256 over the training images and labels, then the test's: what a run can be told apart by. */
function digestOf(...parts: LabelledImages[]): string {
  const hash = createHash('sha256');
  for (const { images, labels } of parts) hash.update(images).update(labels);
  return hash.digest('hex');
}
