/** A series' value at an index, or the nearest before it; its last one where there is no index. */
export function valueAt(values: readonly (number | null)[], index: number | null): number | null {
  for (let i = index ?? values.length - 1; i >= 0; i--) if (typeof values[i] === 'number') return values[i]!;
  return null;
}
