/**
 * `npm run train`: trains a model on this machine's CPU, on MNIST or on MNIST and drawings, and writes its artefact with model
 * card into a folder. `npm run train -- drawn` makes the default model in all its stages.
 */
import {
  type Artifact,
  type DrawingsCard,
  type LabelledImages,
  loadArtifact,
  loadDataset,
  OnnxEngine,
  OnnxRecogniser,
  saveArtifact,
  trainRun,
  weightValues,
} from '@inkroom/engine';
import { noteText, readLimits } from '@inkroom/shared';
import { mnistSource } from '../scripts/lib/mnist-source.ts';
import { PlainError } from '../scripts/lib/plain-error.mjs';
import { blend } from './blend.ts';
import { bringIntoRoom, checkRoom } from './bring-into-room.ts';
import { addDrawings, type Drawings, readDrawings, traceDrawings } from './drawings.ts';
import { judgeNotDigits } from './judging.ts';
import { makeDrawn } from './make-drawn.ts';
import { commandOf, readOptions } from './options.ts';
import { describePredictions, readUnseenWriters } from './unseen-writers.ts';
import { widened } from './widened.ts';

const limits = readLimits(process.env);

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args[0] === 'drawn') return makeDrawn(args.slice(1));
  const options = readOptions(args);
  const { spec, threads, out, room } = options;
  if (room) await checkRoom(room);
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const log = (line: string) => console.log(line);
  const [parent, earlier] = await Promise.all([readArtifact(options.from), readArtifact(options.blend?.dir)]);
  const { strokes } = options;
  const drawings = strokes && (await readDrawings(strokes.file, strokes.holdoutWriters));
  const mnist = await loadDataset({
    kind: 'mnist',
    samples: [],
    framing: 'mnist',
    mnist: mnistSource(limits),
    onNote: (note) => log(noteText(note)),
    signal: abort.signal,
  });
  if (!mnist.ok) throw new PlainError(mnist.error.message);
  const joined = drawings && addDrawings(mnist.value, drawings, strokes, spec.seed);
  const dataset = joined?.dataset ?? mnist.value;
  const { summary } = dataset;
  log(`${summary.trainSize} training and ${summary.testSize} test images (${summary.source}).`);
  const engine = new OnnxEngine({ threads });
  log(`Training the ${spec.architecture} on ${engine.describe().device}, ${threads} thread(s).`);
  const outcome = await trainRun(spec, {
    engine,
    limits,
    dataset,
    initialWeights: parent ? widened(weightValues(parent), spec.outputs) : undefined,
    command: options.command ?? commandOf(options, parent?.card, earlier?.card),
    signal: abort.signal,
    onProgress: showProgress(),
    onNote: (note) => log(noteText(note)),
  });
  if (!outcome.ok) throw new PlainError(outcome.error.message);
  const trained = outcome.value.artifact;
  const { blend: kept } = options;
  const artifact = kept && earlier ? await blend(trained, earlier, kept.share, { dataset, threads }) : trained;
  const { card } = artifact;
  if (joined) {
    card.drawings = { training: joined.learnt, ...(await measured(artifact, drawings, dataset.test, threads)) };
    log(describePredictions(card.drawings));
  }
  await saveArtifact(artifact, out);
  log(
    `${(card.metrics.testAccuracy * 100).toFixed(2)} % right on the test set after ${card.trainingSeconds.toFixed(1)} s.`,
  );
  log(`Saved to ${out} (${artifact.digest.slice(0, 12)}).`);
  if (room) log(`The room has it as model ${(await bringIntoRoom(artifact, room)).number}.`);
}

async function readArtifact(dir: string | null | undefined): Promise<Artifact | null> {
  if (!dir) return null;
  return loadArtifact(dir).catch((error: Error) => {
    throw new PlainError(`${dir}: ${error.message}`);
  });
}

async function measured(
  { onnx, card }: Artifact,
  { heldOut, writers }: Drawings,
  test: LabelledImages,
  threads: number,
): Promise<Omit<DrawingsCard, 'training'>> {
  const recogniser = await OnnxRecogniser.load(onnx, { threads });
  try {
    const accuracy = await readUnseenWriters(recogniser, heldOut);
    const holdout = { writers: writers.heldOut, digits: heldOut.length };
    if (card.outputs !== 11) return { holdout, accuracy };
    const notDigits = await judgeNotDigits(recogniser, heldOut, traceDrawings(test, test.size, 'test'));
    return { holdout, accuracy, notDigits };
  } finally {
    await recogniser.dispose();
  }
}

/** Overwrites one line of a terminal; says nothing into a file, where the epochs' lines tell enough. */
function showProgress() {
  return ({
    fraction,
    samplesPerSecond,
    etaMs,
  }: {
    fraction: number;
    samplesPerSecond: number;
    etaMs: number | null;
  }) => {
    if (!process.stderr.isTTY) return;
    const eta = etaMs === null ? '' : `, ${Math.ceil(etaMs / 1000)} s left`;
    process.stderr.write(`\r\x1b[K${(fraction * 100).toFixed(1)} %, ${Math.round(samplesPerSecond)} samples/s${eta}\r`);
  };
}

await main();
