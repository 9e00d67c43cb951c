import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  evaluate,
  type LabelledImages,
  loadMnist,
  OnnxRecogniser,
  PLACEMENTS,
  type Recogniser,
  shippedModels,
} from '@inkroom/engine';
import { DEFAULT_LIMITS, DEFAULT_VERSION_ID, FRAMINGS, IMAGE_SIZE } from '@inkroom/shared';
import { type Drawing, readDrawings, traceDrawings } from '../../research/drawings.ts';
import { HOLDOUT_WRITERS } from '../../research/options.ts';
import { readDrawn, readUnseenWriters } from '../../research/unseen-writers.ts';
import { root } from '../lib/root.mjs';
import { OTHER_HANDS } from './other-hands.ts';
import type { BenchResult } from './result.ts';

/** ms of measuring how fast one core reads. */
const SPEED_MS = 2000;
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/**
 * How well and how fast the shipped models read: MNIST's test set, and drawings of people whom the training of none of them saw
 * (Pendigits' held-out writers, and the strokes traced from MNIST's test scans), as people write, half as large, and in the
 * corners; of the default model also how it bears other hands and devices. What the data is missing for is left out.
 */
export async function benchAccuracy(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const data = process.env.INKROOM_TEST_DATA ?? join(root, '../shared/data');
  const [test, drawings] = await Promise.all([mnistTest(data), unseenDrawings(data)]);
  const traced = test && traceDrawings(test, test.size, 'test');
  const models = await shippedModels();
  const results: BenchResult[] = [];
  for (const [i, { id, artifact }] of models.entries()) {
    progress(i / models.length, id);
    const recogniser = await OnnxRecogniser.load(artifact.onnx, { threads: 1 });
    if (test) results.push(await readTest(id, recogniser, test));
    if (drawings) results.push(...(await readStrangers(id, recogniser, drawings, 'unseen-writers')));
    if (traced) results.push(...(await readStrangers(id, recogniser, traced, 'traced-scans')));
    if (drawings && id === DEFAULT_VERSION_ID) results.push(...(await readOtherHands(id, recogniser, drawings)));
    results.push(await speed(id, recogniser));
    await recogniser.dispose();
  }
  return results;
}

async function readTest(model: string, recogniser: Recogniser, test: LabelledImages): Promise<BenchResult> {
  const verdict = await evaluate(recogniser, test);
  return {
    name: 'accuracy',
    params: { model, data: 'mnist-test' },
    unit: '%',
    n: test.size,
    value: percent(verdict!.accuracy),
  };
}

async function readStrangers(
  model: string,
  recogniser: Recogniser,
  drawings: readonly Drawing[],
  data: string,
): Promise<BenchResult[]> {
  const accuracy = await readUnseenWriters(recogniser, drawings);
  return FRAMINGS.flatMap((framing) =>
    PLACEMENTS.flatMap((placement) => {
      const { all, perClass } = accuracy[framing][placement];
      const result = (figure: string, value: number): BenchResult => ({
        name: 'accuracy',
        params: { model, data, framing, placement, figure },
        unit: '%',
        n: drawings.length,
        value: percent(value),
      });
      return [result('all', all), result('worst-digit', Math.min(...perClass))];
    }),
  );
}

async function readOtherHands(
  model: string,
  recogniser: Recogniser,
  drawings: readonly Drawing[],
): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const [change, changed] of Object.entries(OTHER_HANDS)) {
    for (const framing of FRAMINGS) {
      const { all } = await readDrawn(recogniser, drawings, framing, changed);
      const params = { model, data: 'other-hands', framing, change };
      results.push({ name: 'accuracy', params, unit: '%', n: drawings.length, value: percent(all) });
    }
  }
  return results;
}

/** Batches of the size that recognition collects, one after another on one core. */
async function speed(model: string, recogniser: Recogniser): Promise<BenchResult> {
  const batch = DEFAULT_LIMITS.recognitionBatchMax;
  const images = new Float32Array(batch * PIXELS);
  await recogniser.warmUp([batch]);
  const started = performance.now();
  let read = 0;
  while (performance.now() - started < SPEED_MS) {
    await recogniser.predict(images, batch);
    read += batch;
  }
  const value = Math.round((read * 1000) / (performance.now() - started));
  return { name: 'reading', params: { model, batch, threads: 1 }, unit: 'cells/s', n: read, value };
}

async function mnistTest(data: string): Promise<LabelledImages | null> {
  const dir = process.env.MNIST_DIR ?? join(data, 'mnist');
  if (!existsSync(dir)) return null;
  const loaded = await loadMnist({ ...DEFAULT_LIMITS, dir, cacheDir: dir, mirrors: [] });
  return loaded.ok ? loaded.value.test : null;
}

async function unseenDrawings(data: string): Promise<Drawing[] | null> {
  const file = join(data, 'strokes/pendigits-30-writers.jsonl.gz');
  if (!existsSync(file)) return null;
  return (await readDrawings(file, HOLDOUT_WRITERS)).heldOut;
}

function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}
