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

/**
 * How long somebody waits after a message of live ink until the next one: all together send no more than `roomMessagesPerSecond`, for
 * each of theirs takes a gateway as much as one that it sends. What begins after a pause is told at once, however many they are.
 * @param people who are in the room
 * @returns ms
 */
export function livePaceMs(
  people: number,
  { liveIntervalMs, roomMessagesPerSecond }: Pick<Limits, 'liveIntervalMs' | 'roomMessagesPerSecond'>,
): number {
  return Math.max(liveIntervalMs, (1000 * people) / roomMessagesPerSecond);
}
