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
import { type Drawing, readDrawings, readUnseenHands, traceDrawings } from '../../research/drawings.ts';
import { handSets, judgeNotDigits, readDigits, type ShareOf, wilson } from '../../research/judging.ts';
import { HOLDOUT_WRITERS } from '../../research/options.ts';
import { readDrawn, readUnseenWriters } from '../../research/unseen-writers.ts';
import { root } from '../lib/root.mjs';
import { OTHER_HANDS } from './other-hands.ts';
import type { BenchResult } from './result.ts';

/** ms of measuring how fast one core reads. */
const SPEED_MS = 2000;
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/** What of drawings and scans there is to measure on; a part that is missing is left out. */
interface Judges {
  test: LabelledImages | null;
  drawings: Drawing[] | null;
  /** The same drawings, by writer. */
  writers: Drawing[][] | null;
  traced: Drawing[] | null;
}

/**
 * How well and how fast the shipped models read, on sets by which nothing was trained or chosen: MNIST's test set, and drawings of people
 * whom the training of none of them saw (Pendigits' held-out writers, and the strokes traced from MNIST's test scans), as people write, half
 * as large, and in the corners; how they tell what is no digit; of the default model also how it bears other hands and devices.
 * Each share comes with its interval.
 */
export async function benchAccuracy(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const judges = await readJudges(process.env.INKROOM_TEST_DATA ?? join(root, '../shared/data'));
  const models = await shippedModels();
  const results: BenchResult[] = [];
  for (const [i, { id, artifact }] of models.entries()) {
    progress(i / models.length, id);
    const recogniser = await OnnxRecogniser.load(artifact.onnx, { threads: 1 });
    results.push(...(await readAll(id, recogniser, judges)), await speed(id, recogniser));
    await recogniser.dispose();
  }
  return results;
}

async function readAll(model: string, recogniser: Recogniser, judges: Judges): Promise<BenchResult[]> {
  const { test, drawings, writers, traced } = judges;
  const results: BenchResult[] = [];
  if (test) results.push(...(await readTest(model, recogniser, test)));
  if (drawings) results.push(...(await readStrangers(model, recogniser, drawings, 'unseen-writers')));
  if (traced) results.push(...(await readStrangers(model, recogniser, traced, 'traced-scans')));
  if (drawings && traced) results.push(...(await readNotDigits(model, recogniser, drawings, traced)));
  if (!drawings || !writers || model !== DEFAULT_VERSION_ID) return results;
  results.push(...(await readWriters(model, recogniser, writers)));
  results.push(...(await readNamedHands(model, recogniser, drawings)));
  results.push(...(await readOtherHands(model, recogniser, drawings)));
  return results;
}

async function readJudges(data: string): Promise<Judges> {
  const [test, drawings] = await Promise.all([mnistTest(data), unseenDrawings(data)]);
  const writers = drawings && (await readUnseenHands(strokesOf(data)));
  return { test, drawings, writers, traced: test && traceDrawings(test, test.size, 'test') };
}

async function readTest(model: string, recogniser: Recogniser, test: LabelledImages): Promise<BenchResult[]> {
  const verdict = (await evaluate(recogniser, test))!;
  const params = { model, data: 'mnist-test' };
  const read = shareResult(params, { right: Math.round(verdict.accuracy * test.size), of: test.size });
  if (verdict.refused === undefined) return [read];
  const refused = { right: Math.round(verdict.refused * test.size), of: test.size };
  return [read, shareResult({ ...params, figure: 'taken-for-no-digit' }, refused)];
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
      const params = { model, data, framing, placement };
      const worst = { ...params, figure: 'worst-digit' };
      return [
        shareResult({ ...params, figure: 'all' }, { right: Math.round(all * drawings.length), of: drawings.length }),
        { name: 'accuracy', params: worst, unit: '%', n: drawings.length, value: percent(Math.min(...perClass)) },
      ];
    }),
  );
}

/** Each unseen writer alone, and whoever is read worst. */
async function readWriters(
  model: string,
  recogniser: Recogniser,
  writers: readonly (readonly Drawing[])[],
): Promise<BenchResult[]> {
  const shares: ShareOf[] = [];
  for (const drawings of writers) shares.push(await readDigits(recogniser, drawings));
  const hardest = shares.reduce((worst, share) => (share.right / share.of < worst.right / worst.of ? share : worst));
  const params = { model, data: 'unseen-writers', framing: 'mnist' };
  return [
    ...shares.map((share, i) => shareResult({ ...params, writer: i + 1 }, share)),
    shareResult({ ...params, figure: 'hardest-writer' }, hardest),
  ];
}

/** Letters, kana and all else that is no digit, set against digits of strangers. */
async function readNotDigits(
  model: string,
  recogniser: Recogniser,
  drawings: readonly Drawing[],
  traced: readonly Drawing[],
): Promise<BenchResult[]> {
  const { auroc, digits, letters, refusedLetters, refused } = await judgeNotDigits(recogniser, drawings, traced);
  const params = { model, data: 'no-digit', framing: 'mnist' };
  return [
    {
      name: 'auroc',
      params: { ...params, set: 'letters' },
      unit: '',
      n: digits + letters,
      value: Math.round(auroc * 1e4) / 1e4,
    },
    shareResult(
      { ...params, set: 'letters', figure: 'refused-keeping-99.5' },
      { right: Math.round(refusedLetters * letters), of: letters },
    ),
    ...Object.entries(refused).map(([set, { size, share }]) =>
      shareResult({ ...params, set, figure: 'refused' }, { right: Math.round(share * size), of: size }),
    ),
  ];
}

async function readNamedHands(
  model: string,
  recogniser: Recogniser,
  drawings: readonly Drawing[],
): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const [hand, written] of Object.entries(handSets(drawings))) {
    const params = { model, data: 'named-hands', framing: 'mnist', hand };
    results.push(shareResult(params, await readDigits(recogniser, written)));
  }
  return results;
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
      results.push(shareResult(params, { right: Math.round(all * drawings.length), of: drawings.length }));
    }
  }
  return results;
}

function shareResult(params: BenchResult['params'], share: ShareOf): BenchResult {
  const [low, high] = wilson(share);
  return {
    name: 'accuracy',
    params,
    unit: '%',
    n: share.of,
    value: percent(share.right / share.of),
    interval: [percent(low), percent(high)],
  };
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

function strokesOf(data: string): string {
  return join(data, 'strokes/pendigits-30-writers.jsonl.gz');
}

async function unseenDrawings(data: string): Promise<Drawing[] | null> {
  const file = strokesOf(data);
  if (!existsSync(file)) return null;
  return (await readDrawings(file, HOLDOUT_WRITERS)).heldOut;
}

function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}
