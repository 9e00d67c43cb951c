/** The number itself, or the nearer end of the range that it lies outside of. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
