import { IntlMessageFormat } from 'intl-messageformat';
import type { RunLogLine, RunNote, RunNoteCode } from './protocol/run-notes.js';

/** The English sentences of a run's notes, in ICU's notation: the app's own, and those of clients without a translation. */
export const NOTE_MESSAGES: Readonly<Record<RunNoteCode, string>> = {
  taken: 'Taken by {worker}: {engine} on {device}.',
  waits_again: 'Its worker let go of this run. The run waits for another one.',
  resumed:
    'Its worker let go of this run. {epoch, plural, =0 {The run begins again from the start.} other {The run goes on after epoch #.}}',
  process_lost: 'The training process was killed or crashed ({signal}). The run goes back to the queue.',
  given_back: 'The worker is shutting down. The run goes back to the queue.',
  mnist_not_in_folder:
    'The folder of MNIST’s files (MNIST_DIR) has no {file}; it is looked for in the cache and on the mirrors.',
  mnist_cache_damaged: 'The cached file {file} is damaged and is fetched again.',
  mnist_not_kept: '{file} could not be kept for the next run.',
  mnist_mirror_failed: 'One address did not give {file}.',
  mnist_replaced: 'MNIST could not be had. Digits drawn by inkroom itself take its place.',
  one_digit_only:
    'All {count, number} corrections are of the digit {digit, number}: alone they would teach to read nothing else.',
  not_digits_left_out:
    '{count, plural, one {# correction says} other {# corrections say}} “not a digit”: this model knows the ten digits alone and learns nothing from {count, plural, one {it} other {them}}.',
  no_corrections_yet: 'There are no corrections yet: it learns from the base data alone.',
  data: 'Learns from {kind, select, corrections {{corrections, plural, one {# correction} other {# corrections}}} both {{source, select, mnist {MNIST} other {generated digits}} and {corrections, plural, one {# correction} other {# corrections}}} other {{source, select, mnist {MNIST} other {generated digits}}}}: {trainSize, plural, one {# image} other {# images}}. Measured on {testSize, number} images of {source, select, mnist {MNIST} other {generated digits}}.',
  data_changed: 'The data is no longer what the run began with: it goes on, but could not be repeated.',
  engine_changed:
    'Another engine or another number of threads goes on with it: the result may differ a little from a run that was never interrupted.',
  batch_cut: 'The batch is made smaller: there are only {size, number} images.',
  too_few_to_stop_early: 'Too few images to keep some back: the run does not stop early.',
  step_ready: 'The training step was ready after {ms, number} ms.',
  epoch:
    'Epoch {epoch, number} of {epochs, number}: {accuracy} right on the test set, {samplesPerSecond, number} samples/s.',
  best_epoch: 'Back to the weights of epoch {epoch, number}, the best on the images kept back.',
  finished: 'Finished after {duration}: {accuracy} right on the test set. Saved as model {model, number}.',
  cancelled: 'Cancelled.',
  failed: 'Failed. {error}',
};

export const RUN_NOTE_CODES = Object.keys(NOTE_MESSAGES) as RunNoteCode[];

/** A note in an English sentence, with the system's own words where it has some. */
export function noteText(note: RunNote): string {
  const text = new IntlMessageFormat(NOTE_MESSAGES[note.code], 'en-GB').format(wordsOf(note)) as string;
  return 'reason' in note ? `${text} (${note.reason})` : text;
}

/** The facts of a note as its sentence takes them. */
function wordsOf(note: RunNote): Record<string, string | number> {
  switch (note.code) {
    case 'taken':
      return { ...note, device: note.threads > 0 ? `${note.device}, ${note.threads} thread(s)` : note.device };
    case 'epoch':
      return { ...note, accuracy: percent(note.accuracy) };
    case 'finished':
      return { ...note, accuracy: percent(note.accuracy), duration: `${note.seconds.toFixed(1)} s` };
    case 'failed':
      return { error: note.error.message };
    default:
      return { ...note };
  }
}

/**
 * A note as a line of a run's log.
 * @param at when, by the store's clock
 */
export function logLine(note: RunNote, at: number): RunLogLine {
  return { at, text: noteText(note), note };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
