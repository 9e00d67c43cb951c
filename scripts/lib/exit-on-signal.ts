import { onNpmGone } from './parent.ts';

/** Ends this process as soon as it is told to, so that what it has started ends with it: a signal alone would leave that running. */
export function exitOnSignal(): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.once(signal, () => process.exit(code));
  onNpmGone(() => process.exit(1));
}
