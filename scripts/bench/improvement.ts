import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  type Artifact,
  loadDataset,
  OnnxEngine,
  OnnxRecogniser,
  shippedModels,
  trainRun,
  weightValues,
} from '@inkroom/engine';
import { DEFAULT_VERSION_ID, improvementRun, readLimits, type Sample } from '@inkroom/shared';
import { type Drawing, readUnseenHands } from '../../research/drawings.ts';
import { mnistSource } from '../lib/mnist-source.ts';
import { PlainError } from '../lib/plain-error.mjs';
import { root } from '../lib/root.mjs';
import { isShown, misread, ODD_FRAMING, ODD_HANDS, oddestWriter, toCorrect } from './odd-writer.ts';
import type { BenchResult } from './result.ts';
import { correctionsToHalve, labelledFirst, type Order, pageOfClass } from './teaching-order.ts';

const limits = readLimits(process.env);

const SEEDS = [1, 2, 3, 4, 5];

/**
 * What "Improve the model" makes of twenty corrections of the one writer whom each shipped model misreads most: how long it takes
 * on all cores, from reading the files to the measured model, and what is gained of that writer and lost elsewhere.
 */
export async function benchImprovement(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const data = process.env.INKROOM_TEST_DATA ?? join(root, '../shared/data');
  const file = join(data, 'strokes/pendigits-30-writers.jsonl.gz');
  if (!existsSync(file)) throw new PlainError(`no strokes at ${file}; INKROOM_TEST_DATA names the folder of the data`);
  const writers = await readUnseenHands(file);
  const models = await shippedModels();
  const results: BenchResult[] = await teachingOrders(writers, models, (done, detail) => progress(done / 2, detail));
  for (const [i, { live, hand, change }] of ODD_HANDS.entries()) {
    const artifact = models.find(({ id }) => id === live)!.artifact;
    const champion = await OnnxRecogniser.load(artifact.onnx, { threads: 1 });
    const { drawings, others: byPerson } = await oddestWriter(champion, writers, change);
    const others = byPerson.flat();
    const wrong = await misread(champion, drawings);
    const othersWrong = (await misread(champion, others)).length;
    await champion.dispose();
    const corrections = toCorrect(drawings.length, wrong).map((at) => drawings[at]!);
    const toCome = (places: readonly number[]) => places.filter((place) => !isShown(place)).length;
    const params = { model: live, hand, corrections: corrections.length, drawings: drawings.length >> 1 };
    const outcomes: { seconds: number; left: number; lost: number; others: number }[] = [];
    for (const [k, seed] of SEEDS.entries()) {
      progress(0.5 + (i + k / SEEDS.length) / ODD_HANDS.length / 2, `${live}, seed ${seed}`);
      const { improved, seconds } = await improve(artifact, corrections, seed);
      const recogniser = await OnnxRecogniser.load(improved.onnx, { threads: 1 });
      outcomes.push({
        seconds,
        left: toCome(await misread(recogniser, drawings)),
        lost: artifact.card.metrics.testAccuracy - improved.card.metrics.testAccuracy,
        others: (await misread(recogniser, others)).length - othersWrong,
      });
      await recogniser.dispose();
    }
    const figure = (name: string, unit: string, value: number): BenchResult => ({
      name: `improvement ${name}`,
      params,
      unit,
      n: SEEDS.length,
      value: Number(value.toFixed(2)),
    });
    const worst = (pick: (outcome: (typeof outcomes)[number]) => number) => Math.max(...outcomes.map(pick));
    results.push(
      figure(
        'slowest',
        's',
        worst(({ seconds }) => seconds),
      ),
      figure('misread before', 'drawings', toCome(wrong)),
      figure(
        'misread after, worst',
        'drawings',
        worst(({ left }) => left),
      ),
      figure('lost on the test set, worst', 'points', 100 * worst(({ lost }) => lost)),
      figure(
        'more misread of others, worst',
        'drawings',
        worst(({ others: more }) => more),
      ),
    );
  }
  return results;
}

/**
 * Corrections of a class that halve the errors which the default model makes of its odd writer, when they come in the tray's order and at
 * random: the median of five seeds, each of an order and of a training.
 */
async function teachingOrders(
  writers: readonly Drawing[][],
  models: Awaited<ReturnType<typeof shippedModels>>,
  progress: (share: number, detail: string) => void,
): Promise<BenchResult[]> {
  const { live, hand, change } = ODD_HANDS.find((odd) => odd.live === DEFAULT_VERSION_ID)!;
  const artifact = models.find(({ id }) => id === live)!.artifact;
  const champion = await OnnxRecogniser.load(artifact.onnx, { threads: 1 });
  const { drawings, others } = await oddestWriter(champion, writers, change);
  const toCome = drawings.filter((_, i) => !isShown(i));
  const before = (await misread(champion, toCome)).length;
  const page = await pageOfClass(champion, [drawings, ...others]);
  await champion.dispose();
  const results: BenchResult[] = [];
  const orders: Order[] = ['tray', 'random'];
  for (const [o, order] of orders.entries()) {
    const needed: number[] = [];
    for (const [k, seed] of SEEDS.entries()) {
      progress((o + k / SEEDS.length) / orders.length, `${order} order, seed ${seed}`);
      const corrections = labelledFirst(page, order, seed);
      const count = await correctionsToHalve(async (count) => {
        const { improved } = await improve(artifact, corrections.slice(0, count), seed);
        const recogniser = await OnnxRecogniser.load(improved.onnx, { threads: 1 });
        const left = (await misread(recogniser, toCome)).length;
        await recogniser.dispose();
        return left <= before / 2;
      });
      needed.push(count ?? Number.POSITIVE_INFINITY);
    }
    const median = needed.sort((a, b) => a - b)[needed.length >> 1]!;
    results.push({
      name: 'improvement corrections to halve',
      params: { model: live, hand, order, page: page.length, before },
      unit: 'corrections',
      n: SEEDS.length,
      value: Number.isFinite(median) ? median : null,
    });
  }
  return results;
}

async function improve(artifact: Artifact, corrections: readonly Drawing[], seed: number) {
  const started = performance.now();
  const request = improvementRun('cpu');
  const dataset = await loadDataset({
    kind: request.dataset,
    samples: corrections.map(sampleOf),
    drawings: request.replay,
    framing: ODD_FRAMING,
    mnist: mnistSource(limits),
  });
  if (!dataset.ok) throw new PlainError(dataset.error.message);
  const { architecture, layers } = artifact.card;
  const outcome = await trainRun(
    { ...request, architecture, layers: [...layers], seed },
    {
      engine: new OnnxEngine({ threads: availableParallelism() }),
      limits,
      dataset: dataset.value,
      initialWeights: weightValues(artifact),
      signal: new AbortController().signal,
      onProgress: () => {},
      onNote: () => {},
    },
  );
  if (!outcome.ok) throw new PlainError(outcome.error.message);
  return { improved: outcome.value.artifact, seconds: (performance.now() - started) / 1000 };
}

function sampleOf({ label, strokes }: Drawing, i: number): Sample {
  return { id: `${i}`, authorId: 'odd', labelledBy: 'odd', label, part: 'training', at: i, strokes };
}
