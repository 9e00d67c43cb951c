import type { Limits } from './protocol/limits.js';

/**
 * How long what happens in a room is gathered into one message for each: the room's messages are shared among its people, so that two see
 * each other at once, a hundred sixty times a second, and more than three hundred twenty times. To tell of a pen more often than that
 * shows nobody more.
 * @param people who are in the room
 * @returns ms
 */
export function tickMs(
  people: number,
  { tickMaxMs, roomMessagesPerSecond }: Pick<Limits, 'tickMaxMs' | 'roomMessagesPerSecond'>,
): number {
  return Math.min(tickMaxMs, (1000 * people) / roomMessagesPerSecond);
}
