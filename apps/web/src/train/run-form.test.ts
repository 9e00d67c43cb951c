import { DEFAULT_LIMITS, DEFAULT_RUN } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { emptyRunForm, readRunForm } from './run-form';

describe('the run form', () => {
  it('begins with a request that the server takes', () => {
    expect(readRunForm(emptyRunForm(), DEFAULT_LIMITS)).toEqual({ ok: true, request: DEFAULT_RUN });
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

  it('keeps to the limits in force', () => {
    const read = readRunForm({ ...emptyRunForm(), epochs: '9' }, { ...DEFAULT_LIMITS, runEpochsMax: 8 });
    expect(read).toEqual({ ok: false, invalid: ['epochs'] });
  });
});
