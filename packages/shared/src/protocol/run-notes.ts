import { z } from 'zod';
import { codedErrorSchema } from './coded-error.js';
import { datasetSummarySchema } from './models.js';

const { digest: _digest, ...dataFacts } = datasetSummarySchema.shape;
const count = z.number().int();
const file = z.string();
const accuracy = z.number().describe('on the test set, 0..1');
const reason = z.string().describe('what the system said, in English');

/** What there is to say of a run, as a code and its facts. Like errors' codes, these are part of the protocol. */
export const runNoteSchema = z.discriminatedUnion('code', [
  note('taken', 'a worker has it in hand; `threads` are 0 where the device is a GPU', {
    worker: z.string(),
    engine: z.string(),
    device: z.string(),
    threads: count,
  }),
  note('waits_again', 'its worker let go of it; it waits for another one'),
  note('resumed', 'its worker let go of it; another one goes on after that epoch, or from the start when it is 0', {
    epoch: count,
  }),
  note('process_lost', 'its training process ended by that signal; it goes back to the queue', { signal: z.string() }),
  note('given_back', 'its worker is shutting down'),
  note('mnist_not_in_folder', '`MNIST_DIR` lacks it', { file }),
  note('mnist_cache_damaged', 'it is fetched again', { file }),
  note('mnist_not_kept', 'it could not be written to the cache', { file, reason }),
  note('mnist_mirror_failed', 'an address did not give it', { file, reason }),
  note('mnist_replaced', 'generated digits take MNIST’s place'),
  note('one_digit_only', 'all corrections are of one digit', { count, digit: count }),
  note('not_digits_left_out', 'samples of “not a digit”: a model of ten outputs has no place for them', { count }),
  note('no_corrections_yet', 'there is the base data alone'),
  note('data', 'what it learns from and is measured on, see DatasetSummary', dataFacts),
  note('data_changed', 'a run that goes on has other data than it began with'),
  note('engine_changed', 'a run that goes on is computed by another engine, or on another number of threads'),
  note('batch_cut', 'there are no more images than that', { size: count }),
  note('too_few_to_stop_early', 'none are kept back to tell when to stop'),
  note('step_ready', 'the training step is compiled', { ms: z.number() }),
  note('epoch', 'an epoch is over and measured on the test set', {
    epoch: count,
    epochs: count,
    accuracy,
    samplesPerSecond: z.number(),
  }),
  note('best_epoch', 'the weights of that epoch are kept', { epoch: count }),
  note('finished', 'saved as the model of that number', { seconds: z.number(), accuracy, model: count }),
  note('cancelled', 'somebody cancelled it'),
  note('failed', 'it failed', { error: codedErrorSchema }),
]);
export type RunNote = z.infer<typeof runNoteSchema>;
export type RunNoteCode = RunNote['code'];

function note<Code extends string, Facts extends z.ZodRawShape = Record<never, never>>(
  code: Code,
  says: string,
  facts?: Facts,
) {
  return z.strictObject({ code: z.literal(code), ...(facts as Facts) }).describe(says);
}

export const runLogLineSchema = z.strictObject({
  at: z.number(),
  text: z.string().describe('an English sentence, for clients that do not know the code'),
  note: runNoteSchema.describe('what it says, see Notes of a run'),
});
export type RunLogLine = z.infer<typeof runLogLineSchema>;
