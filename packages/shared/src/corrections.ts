import { NO_DIGIT, type OutputCount } from './decision.js';
import type { SampleCounts } from './protocol/samples.js';

/** Corrections on which two models are held against each other, the latest: some seconds of work at most. */
export const CORRECTIONS_COMPARED = 2_000;

/** How many of a room's corrections a model learns from: those of "not a digit" only where it has an output for that. */
export function correctionsFor(
  { outputs = NO_DIGIT }: { outputs?: OutputCount | undefined },
  { training, notDigits }: SampleCounts,
): number {
  return outputs > NO_DIGIT ? training + notDigits : training;
}
