/**
 * Replies with which Redis refuses work that it can do later: loading, read-only replica, cluster down, disk full; and
 * a transaction, because of one of them.
 */
const REFUSED_FOR_NOW = /^(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|BUSY|OOM|MISCONF|EXECABORT)\b/;
/** What ioredis says of a command that got no answer. */
const NO_ANSWER = /Command timed out|Connection is closed|Stream isn't writeable|max retries per request|ECONN|EPIPE/i;

/** Whether a call failed because Redis is away, rather than because of the call. */
export function isStorageError(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  return REFUSED_FOR_NOW.test(thrown.message) || NO_ANSWER.test(thrown.message);
}
