/**
 * The shortest list that still fails, as far as it is found in time: by leaving out parts, first halves, in the end single items.
 *
 * @param fails whether a list fails; asked of several at the same time
 */
export async function shrink<T>(
  list: readonly T[],
  fails: (candidate: readonly T[]) => Promise<boolean>,
  { untilMs, atOnce }: { untilMs: number; atOnce: number },
): Promise<readonly T[]> {
  let shortest = list;
  for (let size = Math.ceil(list.length / 2); size >= 1 && Date.now() < untilMs; ) {
    const shorter = await firstThatFails(without(shortest, size));
    if (shorter) shortest = shorter;
    else if (size === 1) break;
    else size = Math.ceil(size / 2);
    size = Math.min(size, Math.max(1, shortest.length));
    if (shortest.length === 0) break;
  }
  return shortest;

  async function firstThatFails(candidates: readonly (readonly T[])[]): Promise<readonly T[] | null> {
    for (let i = 0; i < candidates.length && Date.now() < untilMs; i += atOnce) {
      const some = candidates.slice(i, i + atOnce);
      const failed = await Promise.all(some.map(fails));
      const at = failed.indexOf(true);
      if (at >= 0) return some[at]!;
    }
    return null;
  }
}

/** The list without each of its parts of a size. */
function without<T>(list: readonly T[], size: number): (readonly T[])[] {
  const parts = Math.ceil(list.length / size);
  return Array.from({ length: parts }, (_, i) => [...list.slice(0, i * size), ...list.slice((i + 1) * size)]);
}
