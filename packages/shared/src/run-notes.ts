import type { RunLogLine, RunNote, RunNoteCode } from './protocol/run-notes.js';

const TEXTS: { [Code in RunNoteCode]: (facts: Extract<RunNote, { code: Code }>) => string } = {
  taken: ({ worker, engine, device, threads }) =>
    `Taken by ${worker}: ${engine} on ${device}${threads > 0 ? `, ${threads} thread(s)` : ''}.`,
  waits_again: () => 'Its worker let go of this run. The run waits for another one.',
  resumed: ({ epoch }) =>
    `Its worker let go of this run. The run ${epoch > 0 ? `goes on after epoch ${epoch}` : 'begins again from the start'}.`,
  process_lost: ({ signal }) =>
    `The training process was killed or crashed (${signal}). The run goes back to the queue.`,
  given_back: () => 'The worker is shutting down. The run goes back to the queue.',
  mnist_not_in_folder: ({ file }) => `MNIST_DIR has no ${file}; trying the cache and the mirrors.`,
  mnist_cache_damaged: ({ file }) => `The cached ${file} is damaged; fetching it again.`,
  mnist_not_kept: ({ file, reason }) => `${file} could not be kept for the next run: ${reason}.`,
  mnist_mirror_failed: ({ reason }) => reason,
  mnist_replaced: () => 'MNIST could not be had. Digits drawn by inkroom itself take its place.',
  one_digit_only: ({ count, digit }) =>
    `All ${count} corrections are of the digit ${digit}: alone they would teach to read nothing else.`,
  no_corrections_yet: () => 'There are no corrections yet: training on the base data alone.',
  data: ({ kind, source, trainSize, corrections, testSize }) => {
    const base = source === 'mnist' ? 'MNIST' : 'generated digits';
    const own = `${whole(corrections)} corrections`;
    const training = { mnist: base, corrections: own, both: `${base} and ${own}` }[kind];
    return `Trains on ${training}: ${whole(trainSize)} images. Measured on ${whole(testSize)} images of ${base}.`;
  },
  data_changed: () => 'The data is no longer what the run began with: it goes on, but could not be repeated.',
  engine_changed: () =>
    'Another engine or another number of threads goes on with it: the result may differ a little from a run that was never interrupted.',
  batch_cut: ({ size }) => `The batch is all ${size} images that there are.`,
  too_few_to_stop_early: () => 'Too few images to keep some back: the run does not stop early.',
  step_ready: ({ ms }) => `Training step ready after ${ms} ms.`,
  epoch: ({ epoch, epochs, accuracy, samplesPerSecond }) =>
    `Epoch ${epoch} of ${epochs}: ${percent(accuracy)} right on the test set, ${samplesPerSecond} samples/s.`,
  best_epoch: ({ epoch }) => `Back to the weights of epoch ${epoch}, the best on the validation images.`,
  finished: ({ seconds, accuracy, model }) =>
    `Finished after ${seconds.toFixed(1)} s: ${percent(accuracy)} right on the test set. Saved as model ${model}.`,
  cancelled: () => 'Cancelled.',
  failed: ({ error }) => `Failed: ${error.message}`,
};

export const RUN_NOTE_CODES = Object.keys(TEXTS) as RunNoteCode[];

/** A note in an English sentence. */
export function noteText(note: RunNote): string {
  return (TEXTS[note.code] as (facts: RunNote) => string)(note);
}

/**
 * A note as a line of a run's log.
 * @param at when, by the store's clock
 */
export function logLine(note: RunNote, at: number): RunLogLine {
  return { at, text: noteText(note), note };
}

function whole(count: number): string {
  return count.toLocaleString('en-GB');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
