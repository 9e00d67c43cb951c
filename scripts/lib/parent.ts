/** ms between two looks: an orphan is noticed before anybody looks for it. */
const LOOK_EVERY_MS = 250;

/**
 * Calls `gone` once when the npm that started this command has died without passing a signal on (SIGKILL): nobody could
 * end the command any more. Outside npm it never calls, for then a parent that goes may be a shell that is left on purpose.
 */
export function onNpmGone(gone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, LOOK_EVERY_MS);
  timer.unref();
}
