import { describe, expect, it } from 'vitest';
import type { RunNote } from './protocol/run-notes.js';
import { codedError } from './result.js';
import { logLine, noteText, RUN_NOTE_CODES } from './run-notes.js';

const NOTES: RunNote[] = [
  { code: 'taken', worker: 'cpu-1', engine: 'onnx', device: 'a processor', threads: 2 },
  { code: 'waits_again' },
  { code: 'resumed', epoch: 2 },
  { code: 'process_lost', signal: 'SIGKILL' },
  { code: 'given_back' },
  { code: 'mnist_not_in_folder', file: 'images.gz' },
  { code: 'mnist_cache_damaged', file: 'images.gz' },
  { code: 'mnist_not_kept', file: 'images.gz', reason: 'the disk is full' },
  { code: 'mnist_mirror_failed', file: 'images.gz', reason: 'it answered 404' },
  { code: 'mnist_replaced' },
  { code: 'one_digit_only', count: 4, digit: 3 },
  { code: 'not_digits_left_out', count: 2 },
  { code: 'no_corrections_yet' },
  { code: 'data', kind: 'both', source: 'mnist', trainSize: 60_004, corrections: 4, testSize: 10_000 },
  { code: 'data_changed' },
  { code: 'engine_changed' },
  { code: 'batch_cut', size: 12 },
  { code: 'too_few_to_stop_early' },
  { code: 'step_ready', ms: 310 },
  { code: 'epoch', epoch: 1, epochs: 5, accuracy: 0.9701, samplesPerSecond: 9000 },
  { code: 'best_epoch', epoch: 3 },
  { code: 'finished', seconds: 12.34, accuracy: 0.98, model: 2 },
  { code: 'cancelled' },
  { code: 'failed', error: codedError('run_diverged') },
];

describe('noteText', () => {
  it.each(NOTES.map((note) => [note.code, note] as const))('says %s in a sentence with its facts', (_code, note) => {
    const text = noteText(note);
    expect(text).toMatch(/\S/);
    expect(text).not.toMatch(/undefined|NaN/);
  });

  it('knows every code', () => {
    expect(NOTES.map(({ code }) => code).sort()).toEqual([...RUN_NOTE_CODES].sort());
  });

  it('says whether a run goes on or begins anew', () => {
    expect(noteText({ code: 'resumed', epoch: 2 })).toContain('goes on after epoch 2');
    expect(noteText({ code: 'resumed', epoch: 0 })).toContain('begins again from the start');
  });
});

describe('logLine', () => {
  it('carries the sentence for whoever does not know the code', () => {
    const note: RunNote = { code: 'cancelled' };
    expect(logLine(note, 5)).toEqual({ at: 5, text: 'Cancelled.', note });
  });
});
