import type { Limits } from '@inkroom/shared';

/**
 * How long to wait before the next try: doubled with each, up to the limit, and scattered over its upper half so that a
 * class that lost its server does not return in one instant.
 * @param attempt how many tries have failed already, from 0
 * @param random 0..1
 */
export function backoffMs(
  attempt: number,
  limits: Pick<Limits, 'reconnectDelayMs' | 'reconnectDelayMaxMs'>,
  random: number = Math.random(),
): number {
  const full = Math.min(limits.reconnectDelayMaxMs, limits.reconnectDelayMs * 2 ** attempt);
  return full / 2 + (full / 2) * random;
}
