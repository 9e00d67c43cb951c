import { DEFAULT_LIMITS, DEFAULT_RUN, PRESET_LAYERS, RECOMMENDED, type RunSpec } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { emptyRunForm, formOfRun, readRunForm, unlearnsDrawings, withArchitecture, withStart } from './run-form';

/** What the form asks for before anything is typed. */
const FIRST = { ...DEFAULT_RUN, ...RECOMMENDED.mlp };

describe('the run form', () => {
  it('begins with a request that the server takes', () => {
    expect(readRunForm(emptyRunForm(), DEFAULT_LIMITS)).toEqual({ ok: true, request: FIRST });
  });

  it('names each number that is out of range', () => {
    const form = { ...emptyRunForm(), epochs: '0', batchSize: '32.5', learningRate: '2' };
    expect(readRunForm(form, DEFAULT_LIMITS)).toEqual({ ok: false, invalid: ['epochs', 'batchSize', 'learningRate'] });
  });

  it('takes nothing typed, and words, as out of range', () => {
    expect(readRunForm({ ...emptyRunForm(), epochs: ' ' }, DEFAULT_LIMITS)).toEqual({ ok: false, invalid: ['epochs'] });
    expect(readRunForm({ ...emptyRunForm(), learningRate: 'fast' }, DEFAULT_LIMITS).ok).toBe(false);
  });

  it('reads a decimal comma', () => {
    const read = readRunForm({ ...emptyRunForm(), learningRate: '0,01' }, DEFAULT_LIMITS);
    expect(read.ok && read.request.learningRate).toBe(0.01);
  });

  it('reads what a Japanese keyboard gives', () => {
    const form = {
      ...emptyRunForm(),
      epochs: '１０',
      batchSize: '１、０２４',
      learningRate: '０．０１',
      seed: '　４２',
    };
    expect(readRunForm(form, DEFAULT_LIMITS)).toMatchObject({
      ok: true,
      request: { epochs: 10, batchSize: 1024, learningRate: 0.01, seed: 42 },
    });
    expect(readRunForm({ ...form, seed: 'ー１' }, DEFAULT_LIMITS)).toEqual({ ok: false, invalid: ['seed'] });
  });

  it('keeps to the limits in force', () => {
    const read = readRunForm({ ...emptyRunForm(), epochs: '9' }, { ...DEFAULT_LIMITS, runEpochsMax: 8 });
    expect(read).toEqual({ ok: false, invalid: ['epochs'] });
  });

  it('leaves the seed to the server when none is typed, and refuses one that is none', () => {
    const typed = (seed: string) => readRunForm({ ...emptyRunForm(), seed }, DEFAULT_LIMITS);
    expect(typed(' ')).toEqual({ ok: true, request: FIRST });
    expect(typed('42')).toEqual({ ok: true, request: { ...FIRST, seed: 42 } });
    expect(typed('-1')).toEqual({ ok: false, invalid: ['seed'] });
  });

  it('brings the recommended settings of a ready-made model, but keeps those that were typed', () => {
    const compact = withArchitecture(emptyRunForm(), 'compact');
    expect(readRunForm(compact, DEFAULT_LIMITS)).toMatchObject({ ok: true, request: RECOMMENDED.compact });
    const cnn = withArchitecture(withArchitecture(compact, 'custom'), 'cnn');
    expect(readRunForm(cnn, DEFAULT_LIMITS)).toMatchObject({ ok: true, request: RECOMMENDED.cnn });
    const mine = withArchitecture({ ...cnn, epochs: '9' }, 'compact');
    expect(mine).toMatchObject({ epochs: '9', batchSize: '32' });
  });

  it('begins own layers with those of the model chosen before, and keeps them', () => {
    const form = withArchitecture({ ...emptyRunForm(), architecture: 'compact' }, 'custom');
    expect(form.layers).toEqual(PRESET_LAYERS.compact);
    const back = withArchitecture(withArchitecture({ ...form, layers: [] }, 'mlp'), 'custom');
    expect(back.layers).toEqual([]);
  });

  it('sends layers only for an architecture of one’s own that starts from scratch', () => {
    const form = withArchitecture(emptyRunForm(), 'custom');
    const sent = (part: object) => {
      const read = readRunForm({ ...form, ...part }, DEFAULT_LIMITS);
      return read.ok ? read.request.layers : read;
    };
    expect(sent({})).toEqual(PRESET_LAYERS.mlp);
    expect(sent({ architecture: 'cnn' })).toBeUndefined();
    expect(sent({ startFrom: 'champion' })).toBeUndefined();
  });

  it('brings drawings along when it goes on from the live model, unless somebody chose otherwise', () => {
    const fromLive = withStart(emptyRunForm(), 'champion');
    expect(fromLive.replay).toBeGreaterThan(0);
    expect(unlearnsDrawings(fromLive)).toBe(false);
    expect(withStart(fromLive, 'scratch')).toEqual(emptyRunForm());
    expect(withStart({ ...emptyRunForm(), replay: 4_000 }, 'champion').replay).toBe(4_000);
    expect(unlearnsDrawings({ ...fromLive, replay: 0 })).toBe(true);
    expect(unlearnsDrawings({ ...fromLive, dataset: 'mnist' })).toBe(true);
    expect(unlearnsDrawings({ ...fromLive, dataset: 'corrections' })).toBe(false);
    expect(unlearnsDrawings({ ...emptyRunForm(), dataset: 'mnist' })).toBe(false);
  });

  it('repeats a run, seed and all', () => {
    const settled = { parentId: null, framing: 'centred', layers: [...PRESET_LAYERS.mlp] } as const;
    const spec: RunSpec = { ...DEFAULT_RUN, ...settled, layers: [...settled.layers], seed: 7 };
    const read = readRunForm(formOfRun({ spec }), DEFAULT_LIMITS);
    expect(read).toEqual({ ok: true, request: { ...DEFAULT_RUN, seed: 7 } });
  });
});
