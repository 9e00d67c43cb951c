/** A length of time as people say it: few digits, coarser the longer it is. */
export type TimeLeft = { unit: 'soon' } | { unit: 'seconds' | 'minutes' | 'hours'; count: number };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Seconds are rounded up to steps of this: a number that changes all the time is hard to read. */
const SECONDS_STEP = 5;

/** Says a remaining time in milliseconds. Rounds up, so that it does not promise too much. */
export function timeLeft(ms: number): TimeLeft {
  if (ms < 2 * SECOND) return { unit: 'soon' };
  if (ms < 1.5 * MINUTE) return { unit: 'seconds', count: Math.ceil(ms / SECOND / SECONDS_STEP) * SECONDS_STEP };
  if (ms < 1.5 * HOUR) return { unit: 'minutes', count: Math.ceil(ms / MINUTE) };
  return { unit: 'hours', count: Math.ceil(ms / HOUR) };
}
