import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadMnist, OnnxRecogniser, type Recogniser, shippedModels } from '@inkroom/engine';
import { DEFAULT_LIMITS, DEFAULT_VERSION_ID, FRAMINGS } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { readDrawings, traceDrawings } from '../../research/drawings.ts';
import { HOLDOUT_WRITERS } from '../../research/options.ts';
import { readUnseenWriters } from '../../research/unseen-writers.ts';
import { mnistDirectory, TEST_DATA } from '../support/data.ts';

const file = join(TEST_DATA, 'strokes/pendigits-30-writers.jsonl.gz');

/** Least share that it reads of drawings written as usual. */
const USUAL_LEAST = { mnist: 0.99, centred: 0.985 } as const;
/** What writing small or in a corner may cost. */
const LOSS_MOST = 0.005;
/** Test scans that are traced: of some of the hundreds of people who wrote them. */
const SCANS = 2_000;
/** Least share read of strokes traced from scans, of which tracing itself spoils about half a per cent. */
const TRACED_LEAST = { usual: 0.975, small: 0.95, corner: 0.93 } as const;

async function withDefaultModel<T>(read: (recogniser: Recogniser) => Promise<T>): Promise<T> {
  const { artifact } = (await shippedModels()).find(({ id }) => id === DEFAULT_VERSION_ID)!;
  const recogniser = await OnnxRecogniser.load(artifact.onnx, { threads: 1 });
  try {
    return await read(recogniser);
  } finally {
    await recogniser.dispose();
  }
}

describe.skipIf(!existsSync(file))('the default model on real strokes of people it never saw', () => {
  it('reads them as its card says, under every framing, wherever and however small they write', async () => {
    const { artifact } = (await shippedModels()).find(({ id }) => id === DEFAULT_VERSION_ID)!;
    const { heldOut, writers } = await readDrawings(file, HOLDOUT_WRITERS);
    const { accuracy, holdout } = artifact.card.drawings!;
    expect({ writers: writers.heldOut, digits: heldOut.length }).toEqual(holdout);
    const found = await withDefaultModel((recogniser) => readUnseenWriters(recogniser, heldOut));
    for (const [framing, placements] of Object.entries(found)) {
      for (const [placement, { all }] of Object.entries(placements)) {
        // Another processor may round one borderline drawing otherwise.
        const promised = accuracy[framing as keyof typeof accuracy][placement as keyof typeof placements].all;
        expect(Math.abs(all - promised), `${framing}, ${placement}`).toBeLessThanOrEqual(2 / heldOut.length);
      }
    }
    for (const framing of ['mnist', 'centred'] as const) {
      const { usual, small, corner } = found[framing];
      expect(usual.all, framing).toBeGreaterThanOrEqual(USUAL_LEAST[framing]);
      expect(usual.all - small.all, `${framing}, small`).toBeLessThan(LOSS_MOST);
      expect(usual.all - corner.all, `${framing}, corner`).toBeLessThan(LOSS_MOST);
    }
  });
});

const mnist = mnistDirectory();

describe.skipIf(mnist === null)('the default model on strokes traced from the scans of people it never saw', () => {
  it('reads them under every framing, wherever and however small they are', async () => {
    const loaded = await loadMnist({ ...DEFAULT_LIMITS, dir: mnist!, cacheDir: mnist!, mirrors: [] });
    if (!loaded.ok) throw new Error(loaded.error.message);
    const traced = traceDrawings(loaded.value.test, SCANS, 'test');
    expect(traced.length).toBeGreaterThan(0.95 * SCANS);
    const found = await withDefaultModel((recogniser) => readUnseenWriters(recogniser, traced));
    for (const framing of FRAMINGS) {
      for (const [placement, least] of Object.entries(TRACED_LEAST)) {
        const { all } = found[framing][placement as keyof typeof TRACED_LEAST];
        expect(all, `${framing}, ${placement}`).toBeGreaterThanOrEqual(least);
      }
    }
  });
});
