/**
 * Repeats a task, each time `intervalMs` after the last one has ended: a slow store is never asked twice at once. What it
 * throws goes to `failed`, and it is tried again.
 * @returns how to stop it
 */
export function every(intervalMs: number, task: () => Promise<unknown>, failed: (error: unknown) => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let stopped = false;
  const run = async () => {
    try {
      await task();
    } catch (error) {
      if (!stopped) failed(error);
    }
    if (!stopped) timer = setTimeout(run, intervalMs);
  };
  timer = setTimeout(run, intervalMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
