import { type CodedError, codedError, toCodedError } from '@inkroom/shared';
import { storageErrorOf } from '@inkroom/store';
import { tellsOutOfMemory } from './out-of-memory.js';

/** What anything thrown is told as: the state of the store, `out_of_memory`, its own code, or `internal`. Its words are for the log alone. */
export function faultOf(thrown: unknown): CodedError {
  const ranOut = thrown instanceof Error && tellsOutOfMemory(thrown.message);
  return storageErrorOf(thrown) ?? (ranOut ? codedError('out_of_memory') : toCodedError(thrown));
}
