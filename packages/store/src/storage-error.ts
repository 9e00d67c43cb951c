import { type CodedError, codedError } from '@inkroom/shared';

/** Replies with which Redis refuses writes because its memory or its disk is full. */
const FULL = /^(OOM|MISCONF)\b/;
/**
 * Replies with which Redis refuses work that it can do later: loading, read-only replica, cluster down; and a transaction,
 * because of one of them.
 */
const REFUSED_FOR_NOW = /^(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|BUSY|EXECABORT)\b/;
/** What ioredis says of a command that got no answer. */
const NO_ANSWER = /Command timed out|Connection is closed|Stream isn't writeable|max retries per request|ECONN|EPIPE/i;

/** The coded error of a call that failed because of the state that Redis is in, or null when it was the call's own fault. */
export function storageErrorOf(thrown: unknown): CodedError | null {
  if (!(thrown instanceof Error)) return null;
  if (FULL.test(thrown.message)) return codedError('storage_full');
  const isAway = REFUSED_FOR_NOW.test(thrown.message) || NO_ANSWER.test(thrown.message);
  return isAway ? codedError('storage_unavailable') : null;
}
