import { DEFAULT_LIMITS, type Digit, type RunNote, renderStrokes, type Sample } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { type DatasetOptions, loadDataset } from './datasets.js';
import { generateDigitStrokes } from './generated-digits.js';

function sample(label: Sample['label'], seed: number, part: Sample['part'] = 'training'): Sample {
  const digit = (typeof label === 'number' ? label : 8) as Digit;
  return {
    id: `s${seed}`,
    authorId: 'a',
    labelledBy: 'b',
    label,
    part,
    at: seed,
    strokes: generateDigitStrokes(digit, seed),
  };
}

/** No folder, no cache, no mirror: MNIST cannot be had. */
const nowhere: Omit<DatasetOptions, 'kind' | 'samples'> = {
  framing: 'centred',
  mnist: { ...DEFAULT_LIMITS, cacheDir: '/nonexistent/inkroom', mirrors: [] },
  generated: { trainSize: 200, testSize: 20 },
};

describe('loadDataset', () => {
  it('falls back on generated digits and says so', async () => {
    const notes: RunNote[] = [];
    const loaded = await loadDataset({ ...nowhere, kind: 'mnist', samples: [], onNote: (note) => notes.push(note) });
    expect(loaded).toMatchObject({
      ok: true,
      value: { summary: { kind: 'mnist', source: 'generated', trainSize: 200, testSize: 20, corrections: 0 } },
    });
    expect(notes).toContainEqual({ code: 'mnist_replaced' });
  });

  it('draws corrections under the framing of the room', async () => {
    const samples = [sample(3, 1), sample(5, 2)];
    const loaded = await loadDataset({ ...nowhere, kind: 'corrections', samples });
    if (!loaded.ok) throw new Error(loaded.error.message);
    const { train, summary } = loaded.value;
    expect([...train.labels]).toEqual([3, 5]);
    expect(summary).toMatchObject({ corrections: 2, trainSize: 2 });
    const drawn = Array.from(renderStrokes(samples[0]!.strokes, 'centred'), (value) => Math.round(value * 255));
    expect([...train.images.subarray(0, 784)]).toEqual(drawn);
  });

  it('never trains on what is held out, nor on what is no digit', async () => {
    const samples = [sample(3, 1), sample(4, 2, 'holdout'), sample('not-a-digit', 3)];
    const loaded = await loadDataset({ ...nowhere, kind: 'corrections', samples });
    expect(loaded.ok && [...loaded.value.train.labels]).toEqual([3]);
  });

  it('learns what is no digit where the model has an output for it, and says that it is left out where it has none', async () => {
    const samples = [sample(3, 1), sample('not-a-digit', 2), sample('not-a-digit', 3, 'holdout')];
    const notes: RunNote[] = [];
    const load = (outputs: 10 | 11, changes: Partial<DatasetOptions> = {}) =>
      loadDataset({
        ...nowhere,
        kind: 'corrections',
        samples,
        outputs,
        onNote: (note) => notes.push(note),
        ...changes,
      });
    const labels = (loaded: Awaited<ReturnType<typeof load>>) => loaded.ok && [...loaded.value.train.labels];
    expect(labels(await load(11))).toEqual([3, 10]);
    expect(notes).not.toContainEqual(expect.objectContaining({ code: 'not_digits_left_out' }));
    const ten = await load(10);
    expect(labels(ten)).toEqual([3]);
    expect(ten).toMatchObject({ value: { summary: { corrections: 1 } } });
    expect(notes).toContainEqual({ code: 'not_digits_left_out', count: 1 });
    // What is measured is digits, of either kind of model.
    expect((await load(11)).ok && (await load(11))).toMatchObject({ value: { holdout: { size: 0 } } });
  });

  it('replays drawings of no digit beside those of digits for eleven outputs, and has some beside scans alone', async () => {
    const count = async (options: Partial<DatasetOptions>) => {
      const loaded = await loadDataset({ ...nowhere, kind: 'both', samples: [], ...options });
      return loaded.ok && loaded.value.train.labels.filter((label) => label === 10).length;
    };
    expect(await count({ drawings: 40 })).toBe(0);
    expect(await count({ drawings: 40, outputs: 11 })).toBe(10);
    expect(await count({ kind: 'mnist', outputs: 11 })).toBe(20);
  });

  it('has nothing to train on when all corrections are held out', async () => {
    const loaded = await loadDataset({ ...nowhere, kind: 'corrections', samples: [sample(4, 2, 'holdout')] });
    expect(loaded).toMatchObject({ ok: false, error: { code: 'no_corrections' } });
  });

  it('puts corrections behind the base data, each of them once', async () => {
    const loaded = await loadDataset({ ...nowhere, kind: 'both', samples: [sample(3, 1), sample(5, 2)] });
    if (!loaded.ok) throw new Error(loaded.error.message);
    expect(loaded.value.summary).toMatchObject({ corrections: 2, trainSize: 202 });
    expect([...loaded.value.train.labels.subarray(200)]).toEqual([3, 5]);
  });

  it('replays generated drawings beside the base data, before the corrections', async () => {
    const options = { ...nowhere, samples: [sample(3, 1)], drawings: 30 };
    const loaded = await loadDataset({ ...options, kind: 'both' });
    if (!loaded.ok) throw new Error(loaded.error.message);
    const { train, drawings, summary } = loaded.value;
    expect(drawings).toBe(30);
    expect(summary).toMatchObject({ trainSize: 231, corrections: 1 });
    expect([...train.labels.subarray(200, 210)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(train.labels.at(-1)).toBe(3);
    expect(train.strokes!.slice(200).every((strokes) => strokes !== null)).toBe(true);
    expect(await loadDataset({ ...options, kind: 'corrections' })).toMatchObject({ value: { train: { size: 1 } } });
  });

  it('draws what is held out as the room frames it, to measure on', async () => {
    const samples = [sample(3, 1), sample(4, 2, 'holdout'), sample('not-a-digit', 3, 'holdout')];
    const loaded = await loadDataset({ ...nowhere, kind: 'mnist', samples });
    if (!loaded.ok) throw new Error(loaded.error.message);
    expect(loaded.value.holdout).toMatchObject({ size: 1, labels: Uint8Array.of(4) });
  });

  it('has a digest that tells one set from another', async () => {
    const digest = async (samples: Sample[]) => {
      const loaded = await loadDataset({ ...nowhere, kind: 'both', samples });
      return loaded.ok && loaded.value.summary.digest;
    };
    const first = await digest([sample(3, 1)]);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await digest([sample(3, 1)])).toBe(first);
    expect(await digest([sample(3, 2)])).not.toBe(first);
  });

  it('warns of corrections that are all of one digit', async () => {
    const notes: RunNote[] = [];
    const onNote = (note: RunNote) => notes.push(note);
    await loadDataset({ ...nowhere, kind: 'corrections', samples: [sample(3, 1), sample(3, 2)], onNote });
    const told = { code: 'one_digit_only', count: 2, digit: 3 };
    expect(notes).toContainEqual(told);
    notes.length = 0;
    await loadDataset({ ...nowhere, kind: 'corrections', samples: [sample(3, 1), sample(4, 2)], onNote });
    expect(notes).not.toContainEqual(expect.objectContaining({ code: 'one_digit_only' }));
  });

  it('stops when the run is cancelled', async () => {
    const loaded = await loadDataset({ ...nowhere, kind: 'mnist', samples: [], signal: AbortSignal.abort() });
    expect(loaded).toMatchObject({ ok: false, error: { code: 'run_cancelled' } });
  });

  it('stops in the midst of drawing when the run is cancelled, however long a drawing takes', async () => {
    const cancel = new AbortController();
    let drawn = 0;
    const counted = {
      ...sample(3, 1),
      get strokes() {
        if (drawn++ === 0) setImmediate(() => cancel.abort());
        const end = performance.now() + 5;
        while (performance.now() < end);
        return generateDigitStrokes(3, 1);
      },
    };
    const samples = Array.from({ length: 20 }, () => counted);
    const loaded = await loadDataset({ ...nowhere, kind: 'corrections', samples, signal: cancel.signal });
    expect(loaded).toMatchObject({ ok: false, error: { code: 'run_cancelled' } });
    expect(drawn).toBeGreaterThan(0);
    expect(drawn).toBeLessThan(samples.length);
  });
});
